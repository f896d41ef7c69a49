import type { BookEvent, BookEventOf } from '#contracts';
import type { BookStreams } from './check-streams.js';

/** RESV-1: the reserve's standing bid is no order. */
const RESERVE_ORDER = 0;

/** A trade as clearing took it over. */
export interface Novation {
  readonly instrument: string;
  readonly bookSequence: number;
  readonly lots: number;
}

interface OrderAccount {
  quantityLots: number;
  doneLots: number;
}

/** Fills conserve lots: what an order has left is what it was less what it traded and gave up, at every event. */
export function checkFills(books: BookStreams): string[] {
  return [...books].flatMap(([instrument, events]) => checkBook(instrument, events));
}

function checkBook(instrument: string, events: readonly BookEvent[]): string[] {
  const orders = new Map<number, OrderAccount>();
  const violations: string[] = [];
  const take = (event: BookEvent, order: number, lots: number, leavesLots: number): void => {
    const account = orders.get(order);
    const at = `${instrument}.${event.sequence} (${event.type})`;
    if (account === undefined) violations.push(`${at} is of order ${order}, which was never accepted`);
    else {
      account.doneLots += lots;
      const left = account.quantityLots - account.doneLots;
      if (lots < 1) violations.push(`${at} takes ${lots} lots of order ${order}`);
      if (left < 0) violations.push(`${at} takes more of order ${order} than it has`);
      if (left !== leavesLots) violations.push(`${at} leaves ${leavesLots} of order ${order}, not ${left}`);
    }
  };
  for (const event of events) {
    if (event.type === 'OrderAccepted' && event.command?.body.kind === 'placeOrder')
      orders.set(event.sequence, { quantityLots: event.command.body.quantityLots, doneLots: 0 });
    if (event.type === 'OrderAmended') {
      const account = orders.get(event.order);
      if (account !== undefined) account.quantityLots = event.quantityLots;
    }
    if (event.type === 'OrderCancelled') take(event, event.order, event.lots, event.leavesLots);
    if (event.type === 'Traded') {
      if (event.buyOrder !== RESERVE_ORDER) take(event, event.buyOrder, event.lots, event.buyLeavesLots);
      take(event, event.sellOrder, event.lots, event.sellLeavesLots);
    }
  }
  return violations;
}

/** CLRG-1: clearing stands between buyer and seller of every trade, once, with the very lots. */
export function checkNovations(books: BookStreams, novations: readonly Novation[]): string[] {
  const violations: string[] = [];
  const novated = new Map<string, Novation>();
  for (const novation of novations) {
    const id = `${novation.instrument}.${novation.bookSequence}`;
    if (novated.has(id)) violations.push(`trade ${id} is novated twice`);
    novated.set(id, novation);
  }
  for (const [instrument, events] of books) {
    for (const trade of events.filter((event): event is BookEventOf<'Traded'> => event.type === 'Traded')) {
      const id = `${instrument}.${trade.sequence}`;
      const novation = novated.get(id);
      novated.delete(id);
      if (novation === undefined) violations.push(`trade ${id} is not novated`);
      else if (novation.lots !== trade.lots)
        violations.push(`trade ${id} of ${trade.lots} lots is novated for ${novation.lots}`);
    }
  }
  return [...violations, ...[...novated.keys()].map((id) => `clearing knows a trade ${id} that no book has`)];
}
