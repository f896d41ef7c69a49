import type { BookEvent } from '#contracts';
import type { BookStreams } from './check-streams.js';
import { isKnown, type Attempt, type ClientHistory } from './history.js';

/** What one event made of an order. */
interface Change {
  readonly sequence: number;
  readonly leavesLots: number;
}

/** Store positions of each book's events, in order of sequence. */
export type BookPositions = ReadonlyMap<string, readonly number[]>;

/**
 * Holds what the desks read of their orders against the books: a read shows a state that the order had, never one that
 * is older than what its desk had been told of it, nor than the position that it named. One sentence a violation.
 */
export function checkReads(history: ClientHistory, books: BookStreams, positions: BookPositions): string[] {
  const changes = changesOf(books);
  const told = toldOf(history);
  return history.reads.flatMap(({ orderId, afterPosition, invokedMs, answer }) => {
    if (answer === undefined || !isKnown(answer)) return [];
    const { report, status, code } = answer;
    if (report === undefined) {
      const refusal = code === undefined ? `${status}` : `${status} ${code}`;
      return [`a read of ${orderId} was answered ${refusal} after position ${afterPosition}`];
    }
    const { sequence, leavesLots } = report;
    const ofOrder = changes.get(orderId) ?? [];
    const shown = ofOrder.findLast((change) => change.sequence <= sequence);
    const violations: string[] = [];
    if (shown?.leavesLots !== leavesLots)
      violations.push(`${orderId} was read with ${leavesLots} left at ${sequence}, has ${shown?.leavesLots}`);
    const known = Math.max(
      0,
      ...(told.get(orderId) ?? []).filter(({ atMs }) => atMs <= invokedMs).map((one) => one.sequence),
    );
    if (sequence < known) violations.push(`${orderId} was read as of ${sequence} after ${known} was told`);
    const places = positions.get(orderId.slice(0, orderId.lastIndexOf('.'))) ?? [];
    const due = ofOrder.findLast((change) => (places[change.sequence - 1] ?? Infinity) <= afterPosition);
    if (due !== undefined && sequence < due.sequence)
      violations.push(
        `${orderId} was read as of ${sequence} after position ${afterPosition}, where ${due.sequence} was`,
      );
    return violations;
  });
}

/** By order: when its desk was told of it, and as of which event. */
function toldOf({
  orders,
  cancels,
  reads,
}: ClientHistory): Map<string, { atMs: number; sequence: number }[]> {
  const told = new Map<string, { atMs: number; sequence: number }[]>();
  const take = ({ answer, answeredMs }: Attempt): void => {
    if (answer?.orderId === undefined || answer.report === undefined || answeredMs === undefined) return;
    const ofOrder = told.get(answer.orderId) ?? [];
    ofOrder.push({ atMs: answeredMs, sequence: answer.report.sequence });
    told.set(answer.orderId, ofOrder);
  };
  for (const attempt of orders.flatMap(({ attempts }) => attempts)) take(attempt);
  for (const attempt of [...cancels, ...reads]) take(attempt);
  return told;
}

function changesOf(books: BookStreams): Map<string, Change[]> {
  const changes = new Map<string, Change[]>();
  for (const [instrument, events] of books) {
    for (const event of events) {
      for (const { order, leavesLots } of ordersOf(event)) {
        const id = `${instrument}.${order}`;
        const ofOrder = changes.get(id) ?? [];
        ofOrder.push({ sequence: event.sequence, leavesLots });
        changes.set(id, ofOrder);
      }
    }
  }
  return changes;
}

/** The orders that an event leaves otherwise than they were; desks of these runs amend nothing. */
function ordersOf(event: BookEvent): { readonly order: number; readonly leavesLots: number }[] {
  const body = event.command?.body;
  if (event.type === 'OrderAccepted' && body?.kind === 'placeOrder')
    return [{ order: event.sequence, leavesLots: body.quantityLots }];
  if (event.type === 'OrderCancelled') return [{ order: event.order, leavesLots: event.leavesLots }];
  if (event.type !== 'Traded') return [];
  return [
    { order: event.buyOrder, leavesLots: event.buyLeavesLots },
    { order: event.sellOrder, leavesLots: event.sellLeavesLots },
  ];
}
