import { CliError, EXIT } from '../exit-codes.js';
import { orderText, type ExecutionReport } from '../format/order.js';
import type { Session } from '../session.js';

/** The venue took a command and could not tell in time what became of it. */
export function unknownOutcome(advice: string, body: unknown): CliError {
  return new CliError(EXIT.unavailable, advice, { code: 'OUTCOME_UNKNOWN', ...(body as object) });
}

/** Changes or cancels one order and tells it as it stands after that. */
export async function change(
  session: Session,
  method: 'PATCH' | 'DELETE',
  orderId: string,
  json?: unknown,
): Promise<void> {
  const whenUnknown = `look at it with: orebook order ${orderId}`;
  const request = { whenUnknown, ...(json === undefined ? {} : { json }) };
  const { status, body } = await session.api.request<ExecutionReport>(method, orderPath(orderId), request);
  if (status === 202) throw unknownOutcome(`the outcome is unknown; ${whenUnknown}`, body);
  await session.tell(body, () => orderText(body));
}

/** Where one order is. */
export function orderPath(orderId: string): string {
  return `/v1/orders/${encodeURIComponent(orderId)}`;
}
