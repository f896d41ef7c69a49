import { HashIndex } from './hash-index.js';

const PLACES_MIN = 1 << 16;
/** There are at least so many places for each slot. */
const PLACES_A_SLOT = 2;
/** Old places that one insertion carries over while the table grows: it is done long before the next growth. */
const MOVES_AN_INSERT = 8;

/** Whose number a slot holds now. */
export type NumberOfSlot = (slot: number) => number;

/**
 * Slots of live orders by the low word of their number. Numbers count up, so the place of one is simply the number's last
 * bits; the rare order whose place an older one still has is found by hash. It grows without a stall: insertions carry
 * entries over to a table twice as large, a few each.
 */
export class SlotIndex {
  private places = new Int32Array(PLACES_MIN);
  private mask = PLACES_MIN - 1;
  /** The table that is being left, and how far it is emptied. */
  private old: Int32Array = new Int32Array(0);
  private moved = 0;
  /** Orders whose place was taken. */
  private readonly others = new HashIndex();
  private size = 0;

  /** @param lowOf - the low word of the number of a slot that is in here. */
  constructor(private readonly lowOf: NumberOfSlot) {}

  /** Bytes of the tables. */
  get bytes(): number {
    return this.places.byteLength + this.old.byteLength + this.others.bytes;
  }

  /** Makes room ahead for so many slots; the index is empty. */
  makeRoom(slots: number): void {
    while (this.mask < slots * PLACES_A_SLOT) this.mask = this.mask * 2 + 1;
    // Zeros alone would not touch the memory.
    this.places = new Int32Array(this.mask + 1).fill(1).fill(0);
  }

  /** Adds a slot under the low word of its number. */
  insert(low: number, slot: number): void {
    const place = low & this.mask;
    if (this.places[place] === 0) this.places[place] = slot;
    else this.others.insert(low, slot);
    if (++this.size * PLACES_A_SLOT > this.mask || this.old.length !== 0) this.grow();
  }

  /** The slot whose place a number has, whoever is there; 0 for none. */
  at(low: number): number {
    return this.places[low & this.mask] ?? 0;
  }

  /**
   * Finds the slots of a low word one after the other among all.
   *
   * @param after - the last one found, 0 at first.
   * @returns 0 when there is none left.
   */
  find(low: number, after: number): number {
    let isAfter = after === 0;
    for (const slot of [this.at(low), this.oldAt(low)]) {
      if (slot === 0 || this.lowOf(slot) !== low) continue;
      if (isAfter) return slot;
      isAfter = slot === after;
    }
    return this.others.find(low, isAfter ? 0 : after);
  }

  /** Removes a slot. @returns whether it was there. */
  remove(low: number, slot: number): boolean {
    const place = low & this.mask;
    if (this.places[place] === slot) {
      this.places[place] = 0;
      this.size--;
      return true;
    }
    return this.removeElsewhere(low, slot);
  }

  private removeElsewhere(low: number, slot: number): boolean {
    if (this.oldAt(low) === slot) this.old[low & (this.old.length - 1)] = 0;
    else if (!this.others.remove(low, slot)) return false;
    this.size--;
    return true;
  }

  private oldAt(low: number): number {
    return this.old.length === 0 ? 0 : (this.old[low & (this.old.length - 1)] ?? 0);
  }

  private grow(): void {
    if (this.old.length === 0) {
      this.old = this.places;
      this.moved = 0;
      this.places = new Int32Array(this.old.length * 2);
      this.mask = this.places.length - 1;
    }
    const until = Math.min(this.old.length, this.moved + MOVES_AN_INSERT);
    for (; this.moved < until; this.moved++) {
      const slot = this.old[this.moved] ?? 0;
      if (slot === 0) continue;
      this.old[this.moved] = 0;
      const low = this.lowOf(slot);
      if (this.places[low & this.mask] === 0) this.places[low & this.mask] = slot;
      else this.others.insert(low, slot);
    }
    if (this.moved === this.old.length) this.old = new Int32Array(0);
  }
}
