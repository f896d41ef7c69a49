import type { Expectations } from './expectations.js';

/** A line of the regulator's JSON Lines export. */
export interface ExportedEvent {
  readonly sequence: number;
  readonly type: string;
  readonly time: string;
  readonly cause?: string;
  readonly event: Readonly<Record<string, unknown>>;
}

interface RunningOrder {
  readonly quantityLots: number;
  readonly side: unknown;
  filledLots: number;
}

/**
 * Holds a book's exported events against the rulebook's invariants, counting anew: it trusts nothing that the venue
 * says of itself.
 */
export function checkInvariants(expect: Expectations, events: readonly ExportedEvent[]): void {
  const gaps = events.filter(({ sequence }, index) => sequence !== index + 1).map(({ sequence }) => sequence);
  expect.equal('gaps in the sequence (INV-5)', gaps.slice(0, 5), []);
  const back = events.filter(({ time }, index) => index > 0 && time < (events[index - 1]?.time ?? ''));
  expect.equal('events whose time goes back (SEQ-3)', back.length, 0);
  checkCommands(expect, events);
  checkTrades(expect, events);
}

/** SEQ-1, INV-8: each command begins with its whole input, ends once, and names its cause. */
function checkCommands(expect: Expectations, events: readonly ExportedEvent[]): void {
  let open = false;
  let wrong = 0;
  let withoutCause = 0;
  for (const { event } of events) {
    const begins = event.command !== undefined;
    if (begins === open) wrong += 1;
    const { cause } = (event.command ?? { cause: 'inside' }) as { cause?: string };
    if (cause === undefined) withoutCause += 1;
    open = event.end !== true;
  }
  expect.equal('commands cut off or run together (SEQ-1)', wrong + (open ? 1 : 0), 0);
  expect.equal('commands without a cause (INV-8)', withoutCause, 0);
}

/** INV-1 and INV-4: no trade below the floor in force, and nothing filled beyond what was ordered. */
function checkTrades(expect: Expectations, events: readonly ExportedEvent[]): void {
  const orders = new Map<number, RunningOrder>();
  let floorTicks = 0;
  let belowFloor = 0;
  let unknownOrders = 0;
  let overfilled = 0;
  for (const { sequence, type, event } of events) {
    if (type === 'FloorChanged') floorTicks = Number(event.priceTicks);
    if (type === 'OrderAccepted') {
      const { body } = event.command as { body: { quantityLots: number; side: unknown } };
      orders.set(sequence, { quantityLots: body.quantityLots, side: body.side, filledLots: 0 });
    }
    if (type !== 'Traded') continue;
    if (Number(event.priceTicks) < floorTicks) belowFloor += 1;
    const both = [orders.get(Number(event.buyOrder)), orders.get(Number(event.sellOrder))] as const;
    // The strategic reserve's standing bid is no order (RESV-1).
    const hasBuyer = event.buyOrder === 0 || both[0]?.side === 'buy';
    if (!hasBuyer || both[1]?.side !== 'sell') unknownOrders += 1;
    for (const order of both) {
      if (order === undefined) continue;
      order.filledLots += Number(event.lots);
      if (order.filledLots > order.quantityLots) overfilled += 1;
    }
  }
  expect.equal('trades below the floor in force (INV-1)', belowFloor, 0);
  expect.equal('trades without a buyer and a seller (INV-4)', unknownOrders, 0);
  expect.equal('orders filled beyond their quantity (ORDR-7)', overfilled, 0);
}
