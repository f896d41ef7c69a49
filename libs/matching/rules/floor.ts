import type { PolicyChange } from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';
import { refusal, type Decision, type Refusal } from '../decision.js';
import { cancelWhole } from './cancels.js';
import type { OrderShape } from './order-shape.js';
import { uncrossIfCrossed } from './uncross.js';

/** FLOR-3: an offer priced below the floor is refused; at the floor is allowed. */
export function refuseBelowFloor(book: BookReader, order: OrderShape): Refusal | undefined {
  const { floor } = book;
  if (floor === undefined || order.side === 'buy') return undefined;
  if (order.priceTicks === undefined || order.priceTicks >= floor.priceTicks) return undefined;
  return refusal('BELOW_FLOOR', { floorPriceTicks: floor.priceTicks, floorVersion: floor.floorVersion });
}

/** A new floor comes into force: it acts before the next command, in every phase. */
export function changeFloor(
  decision: Decision,
  { floorVersion, priceTicks }: Extract<PolicyChange, { type: 'setFloor' }>,
): void {
  decision.emit({ type: 'FloorChanged', floorVersion, priceTicks });
  actOnRaise(decision, priceTicks);
  if (decision.book.phase === 'continuous') uncrossIfCrossed(decision);
}

/** FLOR-5: offers below the floor follow their own policy, first the cancels in entry order, then the reprices. */
function actOnRaise(decision: Decision, floorTicks: number): void {
  const below = offersBelow(decision.book, floorTicks);
  const cancelled = below.filter(({ onFloorRaise }) => onFloorRaise === 'cancel');
  cancelled.sort((left, right) => left.order - right.order);
  for (const order of cancelled) cancelWhole(decision, order, 'FLOOR_RAISED');
  // Still by old price, then old time; each takes its new time from its own event.
  for (const order of below.filter(({ onFloorRaise }) => onFloorRaise === 'reprice')) {
    decision.emit({
      type: 'OrderRepriced',
      order: order.order,
      priceTicks: floorTicks,
      orderVersion: order.version + 1,
    });
  }
}

/** Limit offers below a price, best price first, then time. */
function offersBelow(book: BookReader, priceTicks: number): LiveOrder[] {
  const below: LiveOrder[] = [];
  for (const order of book.limitOrders('sell')) {
    if (order.priceTicks === undefined || order.priceTicks >= priceTicks) break;
    below.push(order);
  }
  return below;
}
