import type { PolicyChange } from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';
import { refusal, type Decision, type Refusal } from '../decision.js';
import { cancelWhole } from './cancels.js';

/** What of an order the floor binds. */
type FloorBound = Pick<LiveOrder, 'side' | 'priceTicks' | 'triggerPriceTicks'>;

/** FLOR-3, FLOR-9: whether an offer's price or a sell stop's trigger lies below a floor; at the floor is allowed. */
function isBelow({ side, priceTicks, triggerPriceTicks }: FloorBound, floorTicks: number): boolean {
  if (side === 'buy') return false;
  return (priceTicks ?? floorTicks) < floorTicks || (triggerPriceTicks ?? floorTicks) < floorTicks;
}

/** FLOR-3, FLOR-9: an offer priced below the floor is refused, and a sell stop that could never act above it. */
export function refuseBelowFloor(book: BookReader, order: FloorBound): Refusal | undefined {
  const { floor } = book;
  if (floor === undefined || !isBelow(order, floor.priceTicks)) return undefined;
  return refusal('BELOW_FLOOR', { floorPriceTicks: floor.priceTicks, floorVersion: floor.floorVersion });
}

/** A new floor comes into force: it acts before the next command, in every phase. */
export function changeFloor(
  decision: Decision,
  { floorVersion, priceTicks }: Extract<PolicyChange, { type: 'setFloor' }>,
): void {
  decision.emit({ type: 'FloorChanged', floorVersion, priceTicks });
  actOnRaise(decision, priceTicks);
  returnParked(decision, priceTicks);
}

/**
 * FLOR-5, FLOR-9: offers and waiting sell stops below the floor follow their own policy: those that go or are parked in
 * entry order, then those that move to the floor.
 */
function actOnRaise(decision: Decision, floorTicks: number): void {
  const below = [...decision.book.offersBelow(floorTicks)];
  const repriced = below.filter((order) => movesToFloor(order, floorTicks));
  for (const order of below) {
    if (movesToFloor(order, floorTicks)) continue;
    if (order.onFloorRaise === 'park') decision.emit({ type: 'OrderParked', order: order.order });
    else cancelWhole(decision, order, 'FLOOR_RAISED');
  }
  // By old price, then old time; each takes its new time from its own event.
  repriced.sort(
    (left, right) => (left.priceTicks ?? 0) - (right.priceTicks ?? 0) || left.priority - right.priority,
  );
  for (const { order, version } of repriced) {
    decision.emit({ type: 'OrderRepriced', order, priceTicks: floorTicks, orderVersion: version + 1 });
  }
}

/** FLOR-9: a limit can be moved to the floor, a trigger cannot. */
function movesToFloor({ onFloorRaise, triggerPriceTicks }: LiveOrder, floorTicks: number): boolean {
  return onFloorRaise === 'reprice' && (triggerPriceTicks ?? floorTicks) >= floorTicks;
}

/** FLOR-5, FLOR-9: parked orders that the floor has come down to return, in entry order. */
function returnParked(decision: Decision, floorTicks: number): void {
  const returning = [...decision.book.parkedOrders()].filter((order) => !isBelow(order, floorTicks));
  for (const { order } of returning) decision.emit({ type: 'OrderReturned', order });
}
