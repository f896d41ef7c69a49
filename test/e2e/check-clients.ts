import type { BookEvent } from '#contracts';
import type { BookStreams } from './check-streams.js';
import { isKnown, type Attempt, type ClientHistory, type PlacedOrder } from './history.js';

/** An order's outcome in its book. */
interface Outcome {
  readonly event: BookEvent;
}

/**
 * Holds what the clients saw against the streams: every acknowledged order is there once with the outcome that was told,
 * and the books took the requests of all clients in an order that nobody could tell from the real one. One sentence a
 * violation.
 */
export function checkClients(history: ClientHistory, books: BookStreams): string[] {
  const outcomes = outcomesOf(books);
  return [
    ...history.orders.flatMap((order) => checkOrder(order, outcomes.get(keyOf(order)) ?? [])),
    ...checkStrangers(history, outcomes),
    ...checkCancels(history, books),
    ...checkRealTime(history, outcomes),
  ];
}

function keyOf(order: Pick<PlacedOrder, 'desk' | 'instrument' | 'clientOrderId'>): string {
  return `${order.desk}/${order.instrument}/${order.clientOrderId}`;
}

function outcomesOf(books: BookStreams): Map<string, Outcome[]> {
  const outcomes = new Map<string, Outcome[]>();
  for (const [instrument, events] of books) {
    for (const event of events) {
      const body = event.command?.body;
      if (body?.kind !== 'placeOrder') continue;
      const key = keyOf({ ...body, instrument });
      outcomes.set(key, [...(outcomes.get(key) ?? []), { event }]);
    }
  }
  return outcomes;
}

function checkOrder(order: PlacedOrder, outcomes: readonly Outcome[]): string[] {
  const key = keyOf(order);
  if (outcomes.length > 1) return [`${key} has ${outcomes.length} outcomes`];
  const event = outcomes[0]?.event;
  const violations: string[] = [];
  for (const { answer } of order.attempts) {
    if (answer === undefined || !isKnown(answer)) continue;
    const isAccepted = answer.status < 300;
    if (!isAccepted && !answer.isDecided) continue;
    if (event === undefined) violations.push(`acknowledged order ${key} (${answer.status}) is lost`);
    else if (isAccepted !== (event.type === 'OrderAccepted'))
      violations.push(`${key} was told ${answer.status} but is ${event.type}`);
    else if (isAccepted && answer.orderId !== `${order.instrument}.${event.sequence}`)
      violations.push(`${key} was told ${answer.orderId}, is ${order.instrument}.${event.sequence}`);
    else if (event.type === 'OrderRejected' && answer.code !== event.code)
      violations.push(`${key} was told ${answer.code}, is ${event.code}`);
  }
  const isRefusedAtTheEdge = order.attempts.every(
    ({ answer }) => answer !== undefined && isKnown(answer) && answer.status >= 400 && !answer.isDecided,
  );
  if (isRefusedAtTheEdge && event !== undefined)
    violations.push(`${key} was refused at the edge but is ${event.type}`);
  return violations;
}

/** Nobody's order is in no book. */
function checkStrangers(history: ClientHistory, outcomes: ReadonlyMap<string, unknown>): string[] {
  const known = new Set(history.orders.map(keyOf));
  return [...outcomes.keys()].filter((key) => !known.has(key)).map((key) => `${key} was never placed`);
}

function checkCancels(history: ClientHistory, books: BookStreams): string[] {
  const cancels = new Map<string, number>();
  for (const [instrument, events] of books) {
    for (const event of events) {
      if (event.type !== 'OrderCancelled' || event.leavesLots > 0) continue;
      const id = `${instrument}.${event.order}`;
      cancels.set(id, (cancels.get(id) ?? 0) + 1);
    }
  }
  return history.cancels.flatMap(({ orderId, answer }) => {
    const count = cancels.get(orderId) ?? 0;
    if (count > 1) return [`${orderId} is cancelled ${count} times`];
    return answer?.status === 200 && count === 0 ? [`acknowledged cancel of ${orderId} is lost`] : [];
  });
}

/** When a client learned of one order before another of the book was asked for, the book has them in that order. */
function checkRealTime(history: ClientHistory, outcomes: ReadonlyMap<string, readonly Outcome[]>): string[] {
  const byBook = new Map<string, { key: string; first: number; known: number; sequence: number }[]>();
  for (const order of history.orders) {
    const [outcome] = outcomes.get(keyOf(order)) ?? [];
    if (outcome === undefined) continue;
    const first = Math.min(...order.attempts.map(({ invokedMs }) => invokedMs));
    const known = Math.min(...order.attempts.map(knownMs));
    const placed = { key: keyOf(order), first, known, sequence: outcome.event.sequence };
    byBook.set(order.instrument, [...(byBook.get(order.instrument) ?? []), placed]);
  }
  return [...byBook.values()].flatMap((placed) => {
    const bySequence = placed.toSorted((one, other) => other.sequence - one.sequence);
    let earliest = { key: '', known: Number.POSITIVE_INFINITY };
    return bySequence.flatMap(({ key, first, known }) => {
      // Whatever stands later in the book must not have been known of before this one was asked for.
      const violation =
        earliest.known < first
          ? [`${key} was asked for after ${earliest.key} was known, but stands before it`]
          : [];
      if (known < earliest.known) earliest = { key, known };
      return violation;
    });
  });
}

function knownMs({ answer, answeredMs }: Attempt): number {
  return answer !== undefined && isKnown(answer) && answeredMs !== undefined
    ? answeredMs
    : Number.POSITIVE_INFINITY;
}
