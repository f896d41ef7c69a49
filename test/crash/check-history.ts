import type { VenueClient } from '../support/venue-client.js';
import type { History, Invocation } from './desk-load.js';

interface ExportedEvent {
  readonly instrument: string;
  readonly sequence: number;
  readonly type: string;
  readonly event: {
    readonly command?: {
      readonly body: { readonly kind: string; readonly desk?: string; readonly clientOrderId?: string };
    };
    readonly order?: number;
  };
}

/** What must hold of a history and of the streams after any crash; each sentence is one violation. */
export async function checkHistory(regulator: VenueClient, history: History): Promise<string[]> {
  const events = await exportedEvents(regulator);
  const violations: string[] = [];
  const outcomes = new Map<string, ExportedEvent[]>();
  const cancelled = new Set<string>();
  const lastSequence = new Map<string, number>();
  for (const event of events) {
    const expected = (lastSequence.get(event.instrument) ?? 0) + 1;
    if (event.sequence !== expected)
      violations.push(`${event.instrument} has ${event.sequence} after ${expected - 1}`);
    lastSequence.set(event.instrument, event.sequence);
    if (event.type === 'OrderCancelled') cancelled.add(`${event.instrument}.${event.event.order}`);
    const body = event.event.command?.body;
    if (body?.kind !== 'placeOrder') continue;
    const key = `${body.desk}/${event.instrument}/${body.clientOrderId}`;
    outcomes.set(key, [...(outcomes.get(key) ?? []), event]);
  }
  for (const order of history.orders) violations.push(...checkOrder(order, outcomes));
  for (const { orderId, answer } of history.cancels) {
    if (answer?.status === 200 && !cancelled.has(orderId))
      violations.push(`acknowledged cancel of ${orderId} is lost`);
  }
  return violations;
}

function checkOrder(order: Invocation, outcomes: ReadonlyMap<string, readonly ExportedEvent[]>): string[] {
  const key = `${order.desk}/${order.instrument}/${order.clientOrderId}`;
  const found = outcomes.get(key) ?? [];
  if (found.length > 1) return [`${key} has ${found.length} outcomes`];
  const [event] = found;
  const { answer } = order;
  if (answer === undefined || answer.status === 400 || answer.status === 404) return [];
  if (event === undefined) return [`acknowledged order ${key} (${answer.status}) is lost`];
  const accepted = event.type === 'OrderAccepted';
  if (answer.status < 300 && !accepted) return [`${key} was acknowledged but is ${event.type}`];
  if (answer.status >= 400 && accepted) return [`${key} was refused (${answer.status}) but is ${event.type}`];
  const orderId = `${event.instrument}.${event.sequence}`;
  if (accepted && answer.body.orderId !== orderId)
    return [`${key} was told ${String(answer.body.orderId)}, is ${orderId}`];
  return [];
}

async function exportedEvents(regulator: VenueClient): Promise<ExportedEvent[]> {
  const text = await regulator.text('/v1/audit/export?format=jsonl');
  const events = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ExportedEvent);
  return events.sort((one, other) =>
    one.instrument === other.instrument ? one.sequence - other.sequence : 0,
  );
}
