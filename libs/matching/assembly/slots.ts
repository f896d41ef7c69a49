import { Cell, Region, Room } from '../layout/memory-map';
import { Link, Order } from '../layout/order-layout';
import { Violation } from '../layout/violations';
import { AHEAD_BYTES } from './ahead';
import { violated } from './calls';
import { setWord, word } from './cells';

// The live orders: slots of one cache line, with free slots chained, and an index from an order's number to its slot.
// A slot is an order's place in the whole memory, divided by its size. Numbers count up, so the place of one in the index
// is simply the number's last bits; orders of the same place are chained. The index grows without a
// stall: places are split one by one, two an order (linear hashing).

const SLOTS_END: i32 = Region.LINKS >>> 6;
const LINK_OF_SLOT_0: i32 = Region.LINKS - ((Region.ORDERS >>> 6) << (Link.SHIFT + 2));

@inline export function orderAt(slot: i32): i32 {
  return slot << (Order.SHIFT + 2);
}

@inline export function linkAt(slot: i32): i32 {
  return LINK_OF_SLOT_0 + (slot << (Link.SHIFT + 2));
}

@inline export function placeOf(low: i32): i32 {
  const mask = word(Cell.INDEX_MASK);
  const place = low & mask;
  return Region.INDEX + ((place < word(Cell.INDEX_SPLIT) ? low & (mask * 2 + 1) : place) << 2);
}

/** Takes a slot for a new order; the caller writes all of its words but those of number and time. */
@inline export function takeSlot(low: i32, high: i32): i32 {
  let slot = word(Cell.SLOT_FREE);
  if (slot == 0) slot = takeNewSlot();
  const order = orderAt(slot);
  setWord(Cell.SLOT_FREE, load<i32>(linkAt(slot), Link.NEXT << 2));
  store<i32>(order, low, Order.NUMBER_LOW << 2);
  store<i32>(order, low, Order.PRIORITY_LOW << 2);
  store<i32>(order, high | (high << 16), Order.HIGH_BITS << 2);
  const place = placeOf(low);
  load<i32>(place, AHEAD_BYTES);
  store<i32>(order, load<i32>(place), Order.SAME_PLACE << 2);
  store<i32>(place, slot);
  const count = word(Cell.ORDERS) + 1;
  setWord(Cell.ORDERS, count);
  if (count << 1 > word(Cell.INDEX_MASK) + word(Cell.INDEX_SPLIT)) split();
  return slot;
}

/** A slot that was never used: all zero. */
function takeNewSlot(): i32 {
  const slot = word(Cell.SLOT_NEXT);
  if (slot == SLOTS_END) violated(Violation.BOOK_FULL, 0, 0);
  setWord(Cell.SLOT_NEXT, slot + 1);
  load<i32>(orderAt(slot), AHEAD_BYTES);
  return slot;
}

function split(): void {
  let mask = word(Cell.INDEX_MASK);
  if (mask * 2 + 1 >= <i32>Room.INDEX_PLACES) return;
  let next = word(Cell.INDEX_SPLIT);
  for (let count = 0; count < 2; count++) {
    splitPlace(Region.INDEX + (next << 2), mask + 1);
    if (++next > mask) {
      mask = mask * 2 + 1;
      next = 0;
    }
  }
  setWord(Cell.INDEX_MASK, mask);
  setWord(Cell.INDEX_SPLIT, next);
}

/** The orders of a place whose numbers have one bit more go to the place that is so much farther on. */
function splitPlace(place: i32, bit: i32): void {
  let slot = load<i32>(place);
  store<i32>(place, 0);
  while (slot != 0) {
    const order = orderAt(slot);
    const next = load<i32>(order, Order.SAME_PLACE << 2);
    const own = (load<i32>(order, Order.NUMBER_LOW << 2) & bit) == 0 ? place : place + (bit << 2);
    store<i32>(order, load<i32>(own), Order.SAME_PLACE << 2);
    store<i32>(own, slot);
    slot = next;
  }
}

/** Gives the slot of an order that ended back; it has no rare terms any more. */
export function giveSlotBack(slot: i32): void {
  const order = orderAt(slot);
  const low = load<i32>(order, Order.NUMBER_LOW << 2);
  let at = placeOf(low);
  while (load<i32>(at) != slot) at = samePlaceOf(load<i32>(at), low);
  store<i32>(at, load<i32>(order, Order.SAME_PLACE << 2));
  store<i32>(order, 0, Order.FLAGS << 2);
  store<i32>(linkAt(slot), word(Cell.SLOT_FREE), Link.NEXT << 2);
  setWord(Cell.SLOT_FREE, slot);
  setWord(Cell.ORDERS, word(Cell.ORDERS) - 1);
}

/** Where the next order of the same place in the index is told; the one that is sought must be behind. */
function samePlaceOf(slot: i32, sought: i32): i32 {
  if (slot == 0) violated(Violation.NOT_IN_INDEX, sought, 0);
  return orderAt(slot) + (Order.SAME_PLACE << 2);
}

/** The slot of a live order, 0 when there is none. */
export function findSlot(low: i32, high: i32): i32 {
  let slot = load<i32>(placeOf(low));
  while (slot != 0 && !isNumbered(slot, low, high)) slot = load<i32>(orderAt(slot), Order.SAME_PLACE << 2);
  return slot;
}

@inline function isNumbered(slot: i32, low: i32, high: i32): bool {
  const order = orderAt(slot);
  return (
    load<i32>(order, Order.NUMBER_LOW << 2) == low && (load<i32>(order, Order.HIGH_BITS << 2) & 0xffff) == high
  );
}
