import { InvariantViolation } from '../invariant-violation.js';
import { Cell, Region } from '../layout/memory-map.js';
import { Flag, Link, Order, Rare } from '../layout/order-layout.js';
import { highOf, wholeOf } from '../whole-numbers.js';
import type { BookMemory } from './book-memory.js';

/** The high bits of a number of an order or a time have 16 bits. */
export const SEQUENCE_MAX = 2 ** 48 - 1;
const ORDER_BYTES = Order.WORDS * 4;
const FIRST_SLOT = Region.ORDERS / ORDER_BYTES;
const ORDERS_MAX = Region.LINKS / ORDER_BYTES - FIRST_SLOT;
const LINK_BYTES = 4 << Link.SHIFT;
const LINK_OF_SLOT_0 = (Region.LINKS >>> 2) - (FIRST_SLOT << Link.SHIFT);
/** There are at least so many places in the index for each slot. */
const PLACES_A_SLOT = 2;

/**
 * The live orders: slots of one cache line in the book's memory, with free slots chained, and an index from an order's
 * number to its slot (`assembly/slots.ts`). Slot 0 is nobody. A slot is used again; an order's number is its generation,
 * for it is never used again.
 */
export class OrderPool {
  /** Rare terms: slot × `Rare.WORDS`. */
  readonly rare: Int32Array;
  private nextRare = 1;
  private freeRare = 0;

  constructor(private readonly memory: BookMemory) {
    this.rare = memory.words.subarray(Region.RARE_TERMS >>> 2, Region.ORDERS >>> 2);
    memory.calls.assertSums = (slot) => this.assertSums(slot, 0);
  }

  /** Of the whole memory; the words of an order begin at slot × `Order.WORDS`. */
  get words(): Int32Array {
    return this.memory.words;
  }

  get count(): number {
    return this.memory.word(Cell.ORDERS);
  }

  /** Bytes of the slots in use and once used, and of the index. */
  get bytes(): number {
    const { memory } = this;
    const places = memory.word(Cell.INDEX_MASK) + 1 + memory.word(Cell.INDEX_SPLIT);
    const slots = memory.word(Cell.SLOT_NEXT) - FIRST_SLOT;
    return slots * (ORDER_BYTES + LINK_BYTES) + this.nextRare * Rare.WORDS * 4 + places * 4;
  }

  /** Makes room ahead for so many live orders; the pool is empty. */
  makeRoom(orders: number): void {
    const { memory } = this;
    if (orders > ORDERS_MAX) throw new RangeError(`a book holds at most ${ORDERS_MAX} live orders`);
    let mask = memory.word(Cell.INDEX_MASK);
    while (mask < orders * PLACES_A_SLOT) mask = mask * 2 + 1;
    memory.setWord(Cell.INDEX_MASK, mask);
    memory.touch(Region.INDEX >>> 2, mask + 1);
    memory.touch(Region.ORDERS >>> 2, orders << Order.SHIFT);
    memory.touch(Region.LINKS >>> 2, orders << Link.SHIFT);
  }

  /** The order behind one at its price, 0 when there is none. */
  nextOf(slot: number): number {
    return this.words[LINK_OF_SLOT_0 + (slot << Link.SHIFT) + Link.NEXT] ?? 0;
  }

  /** Takes a slot for a new order, all of whose words the caller must write but those of number and time. */
  add(numberLow: number, numberHigh: number): number {
    return this.memory.core.takeSlot(numberLow, numberHigh);
  }

  /** Gives the slot of an order that ended back. */
  remove(slot: number): void {
    this.dropRare(slot);
    this.memory.core.giveSlotBack(slot);
  }

  /** An order's rare terms are nobody's any more. */
  dropRare(slot: number): void {
    const rare = this.words[(slot << Order.SHIFT) | Order.RARE] ?? 0;
    if (rare === 0) return;
    this.rare[rare * Rare.WORDS] = this.freeRare;
    this.freeRare = rare;
  }

  /** The slot of a live order, 0 when there is none. */
  find(numberLow: number, numberHigh: number): number {
    return this.memory.core.findSlot(numberLow, numberHigh);
  }

  /** The slot of a live order by its whole number, 0 when there is none. */
  slotOf(number: number): number {
    if (!Number.isInteger(number) || number < 1 || number > SEQUENCE_MAX) return 0;
    return this.find(number | 0, highOf(number));
  }

  numberOf(slot: number): number {
    const at = slot << Order.SHIFT;
    const { words } = this;
    return wholeOf(words[at | Order.NUMBER_LOW] ?? 0, (words[at | Order.HIGH_BITS] ?? 0) & 0xffff);
  }

  priorityOf(slot: number): number {
    const at = slot << Order.SHIFT;
    const { words } = this;
    return wholeOf(words[at | Order.PRIORITY_LOW] ?? 0, (words[at | Order.HIGH_BITS] ?? 0) >>> 16);
  }

  setPriority(slot: number, sequence: number): void {
    const at = slot << Order.SHIFT;
    const { words } = this;
    const high = highOf(sequence);
    words[at | Order.PRIORITY_LOW] = sequence | 0;
    words[at | Order.HIGH_BITS] = ((words[at | Order.HIGH_BITS] ?? 0) & 0xffff) | (high << 16);
  }

  /** Where an order's rare terms begin in `rare`, 0 when it has none. */
  rareAt(slot: number): number {
    return (this.words[(slot << Order.SHIFT) + Order.RARE] ?? 0) * Rare.WORDS;
  }

  /** Where an order's rare terms begin; made, all zero, when it had none. */
  ensureRare(slot: number): number {
    const { words } = this;
    const known = words[(slot << Order.SHIFT) + Order.RARE] ?? 0;
    if (known !== 0) return known * Rare.WORDS;
    let rare = this.freeRare;
    if (rare === 0) {
      rare = this.nextRare++;
      if (this.nextRare * Rare.WORDS > this.rare.length)
        throw new RangeError('the book holds no more rare terms');
    } else {
      this.freeRare = this.rare[rare * Rare.WORDS] ?? 0;
    }
    const at = rare * Rare.WORDS;
    this.rare.fill(0, at, at + Rare.WORDS);
    words[(slot << Order.SHIFT) + Order.RARE] = rare;
    return at;
  }

  /**
   * INV-3: quantity = filled + leaves + cancelled, and none of them below zero.
   *
   * @param cancelledNow - lots cancelled that the order's rare terms do not count.
   */
  assertSums(slot: number, cancelledNow: number): void {
    const { words } = this;
    const at = slot << Order.SHIFT;
    const rare = words[at | Order.RARE] ?? 0;
    const leaves = words[at | Order.LEAVES] ?? 0;
    const filled = words[at | Order.FILLED] ?? 0;
    const quantity = words[at | Order.QUANTITY] ?? 0;
    const cancelled = rare === 0 ? cancelledNow : cancelledNow + this.cancelledOf(rare);
    if (leaves >= 0 && quantity === filled + leaves + cancelled) return;
    throw new InvariantViolation(
      'INV-3',
      `order ${this.numberOf(slot)}: ${quantity} is not ${filled} filled + ${leaves} open + ${cancelled} cancelled`,
    );
  }

  private cancelledOf(rare: number): number {
    return this.rare[rare * Rare.WORDS + Rare.CANCELLED] ?? 0;
  }

  /** Slots of all live orders that pass, in entry order. */
  slotsInEntryOrder(passes: (at: number, words: Int32Array) => boolean): number[] {
    const { words } = this;
    const slots: number[] = [];
    const end = this.memory.word(Cell.SLOT_NEXT);
    for (let slot = FIRST_SLOT; slot < end; slot++) {
      const at = slot << Order.SHIFT;
      if (((words[at | Order.FLAGS] ?? 0) & Flag.IS_LIVE) !== 0 && passes(at, words)) slots.push(slot);
    }
    return slots.sort((left, right) => this.numberOf(left) - this.numberOf(right));
  }
}
