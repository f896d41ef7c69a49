import { GrowableInts } from './growable-ints.js';
import { InvariantViolation } from '../invariant-violation.js';
import { Flag, Order, Rare } from './order-layout.js';
import { SlotIndex } from './slot-index.js';
import { highOf, wholeOf } from '../whole-numbers.js';

/** The high bits of a number of an order or a time have 16 bits. */
export const SEQUENCE_MAX = 2 ** 48 - 1;

/**
 * The live orders: fixed slots in one table of integers, with free slots chained, and an index from an order's number
 * to its slot. Slot 0 is nobody. A slot is used again; an order's number is its generation, for it is never used again.
 */
export class OrderPool {
  private readonly table = new GrowableInts(Order.WORDS * 64);
  private readonly rareTable = new GrowableInts(Rare.WORDS * 8);
  private readonly byNumber = new SlotIndex(
    (slot) => this.words[(slot << Order.SHIFT) + Order.NUMBER_LOW] ?? 0,
  );
  private nextSlot = 1;
  private freeSlot = 0;
  private nextRare = 1;
  private freeRare = 0;
  count = 0;

  /** Of all orders: slot × `Order.WORDS`. */
  get words(): Int32Array {
    return this.table.words;
  }

  /** Rare terms: slot × `Rare.WORDS`. */
  get rare(): Int32Array {
    return this.rareTable.words;
  }

  /** Bytes of the slots in use and once used, and of the index. */
  get bytes(): number {
    return (this.nextSlot << Order.SHIFT) * 4 + this.nextRare * Rare.WORDS * 4 + this.byNumber.bytes;
  }

  /** Makes room ahead for so many live orders; the pool is empty. */
  makeRoom(orders: number): void {
    this.table.makeRoom((orders + 1) << Order.SHIFT);
    this.byNumber.makeRoom(orders);
  }

  /** Takes a slot for a new order, all of whose words the caller must write but those of number and time. */
  add(numberLow: number, numberHigh: number): number {
    const slot = this.freeSlot === 0 ? this.takeNewSlot() : this.freeSlot;
    const { words } = this.table;
    const at = slot << Order.SHIFT;
    this.freeSlot = words[at | Order.NEXT] ?? 0;
    words[at | Order.NUMBER_LOW] = numberLow;
    words[at | Order.PRIORITY_LOW] = numberLow;
    words[at | Order.HIGH_BITS] = numberHigh | (numberHigh << 16);
    this.byNumber.insert(numberLow, slot);
    this.count++;
    return slot;
  }

  /** A slot that was never used: all zero. */
  private takeNewSlot(): number {
    const slot = this.nextSlot++;
    this.table.ensure(this.nextSlot << Order.SHIFT);
    return slot;
  }

  /** Gives the slot of an order that ended back. */
  remove(slot: number): void {
    const { words } = this.table;
    const at = slot << Order.SHIFT;
    if (!this.byNumber.remove(words[at | Order.NUMBER_LOW] ?? 0, slot)) {
      throw new InvariantViolation('INV-3', `order ${this.numberOf(slot)} is not in the index`);
    }
    const rare = words[at | Order.RARE] ?? 0;
    if (rare !== 0) this.removeRare(rare);
    words[at | Order.FLAGS] = 0;
    words[at | Order.NEXT] = this.freeSlot;
    this.freeSlot = slot;
    this.count--;
  }

  /** The slot of a live order, 0 when there is none. */
  find(numberLow: number, numberHigh: number): number {
    const slot = this.byNumber.at(numberLow);
    if (slot !== 0 && this.isNumbered(slot, numberLow, numberHigh)) return slot;
    return this.search(numberLow, numberHigh);
  }

  private search(numberLow: number, numberHigh: number): number {
    let slot = this.byNumber.find(numberLow, 0);
    while (slot !== 0 && !this.isNumbered(slot, numberLow, numberHigh)) {
      slot = this.byNumber.find(numberLow, slot);
    }
    return slot;
  }

  private isNumbered(slot: number, numberLow: number, numberHigh: number): boolean {
    const { words } = this.table;
    const at = slot << Order.SHIFT;
    return (
      words[at | Order.NUMBER_LOW] === numberLow &&
      ((words[at | Order.HIGH_BITS] ?? 0) & 0xffff) === numberHigh
    );
  }

  /** The slot of a live order by its whole number, 0 when there is none. */
  slotOf(number: number): number {
    if (!Number.isInteger(number) || number < 1 || number > SEQUENCE_MAX) return 0;
    return this.find(number | 0, highOf(number));
  }

  numberOf(slot: number): number {
    const at = slot << Order.SHIFT;
    const { words } = this.table;
    return wholeOf(words[at | Order.NUMBER_LOW] ?? 0, (words[at | Order.HIGH_BITS] ?? 0) & 0xffff);
  }

  priorityOf(slot: number): number {
    const at = slot << Order.SHIFT;
    const { words } = this.table;
    return wholeOf(words[at | Order.PRIORITY_LOW] ?? 0, (words[at | Order.HIGH_BITS] ?? 0) >>> 16);
  }

  setPriority(slot: number, sequence: number): void {
    const at = slot << Order.SHIFT;
    const { words } = this.table;
    const high = highOf(sequence);
    words[at | Order.PRIORITY_LOW] = sequence | 0;
    words[at | Order.HIGH_BITS] = ((words[at | Order.HIGH_BITS] ?? 0) & 0xffff) | (high << 16);
  }

  /** Where an order's rare terms begin in `rare`, 0 when it has none. */
  rareAt(slot: number): number {
    return (this.table.words[(slot << Order.SHIFT) + Order.RARE] ?? 0) * Rare.WORDS;
  }

  /** Where an order's rare terms begin; made, all zero, when it had none. */
  ensureRare(slot: number): number {
    const { words } = this.table;
    const known = words[(slot << Order.SHIFT) + Order.RARE] ?? 0;
    if (known !== 0) return known * Rare.WORDS;
    let rare = this.freeRare;
    if (rare === 0) {
      rare = this.nextRare++;
      this.rareTable.ensure(this.nextRare * Rare.WORDS);
    } else {
      this.freeRare = this.rareTable.words[rare * Rare.WORDS] ?? 0;
    }
    const at = rare * Rare.WORDS;
    this.rareTable.words.fill(0, at, at + Rare.WORDS);
    words[(slot << Order.SHIFT) + Order.RARE] = rare;
    return at;
  }

  private removeRare(rare: number): void {
    this.rareTable.words[rare * Rare.WORDS] = this.freeRare;
    this.freeRare = rare;
  }

  /**
   * INV-3: quantity = filled + leaves + cancelled, and none of them below zero.
   *
   * @param cancelledNow - lots cancelled that the order's rare terms do not count.
   */
  assertSums(slot: number, cancelledNow: number): void {
    const { words } = this.table;
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
    return this.rareTable.words[rare * Rare.WORDS + Rare.CANCELLED] ?? 0;
  }

  /** Slots of all live orders that pass, in entry order. */
  slotsInEntryOrder(passes: (at: number, words: Int32Array) => boolean): number[] {
    const { words } = this.table;
    const slots: number[] = [];
    for (let slot = 1; slot < this.nextSlot; slot++) {
      const at = slot << Order.SHIFT;
      if (((words[at | Order.FLAGS] ?? 0) & Flag.IS_LIVE) !== 0 && passes(at, words)) slots.push(slot);
    }
    return slots.sort((left, right) => this.numberOf(left) - this.numberOf(right));
  }
}
