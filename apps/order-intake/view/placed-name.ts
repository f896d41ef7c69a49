import type { RecordedCommand } from '#book-feed';

/** What names one order for ever (SEQ-4). */
export function orderName(desk: string, instrument: string, clientOrderId: string): string {
  return `${desk} ${instrument} ${clientOrderId}`;
}

/** The name of the order whose id a command was the first to use; undefined for any other command. */
export function placedName({ instrument, events: [first] }: RecordedCommand): string | undefined {
  const body = first?.command?.body;
  if (first === undefined || body?.kind !== 'placeOrder') return undefined;
  if (first.type === 'OrderRejected' && first.code === 'DUPLICATE_ID') return undefined;
  return orderName(body.desk, instrument, body.clientOrderId);
}
