import { CANCEL_REASONS, type BookEvent, type CancelReason } from '#contracts';
import { InvariantViolation } from '../invariant-violation.js';
import { writeOther } from '../records/record-codec.js';
import { CancelRecord, PeakRecord, Record, RecordType } from '../records/record-layout.js';
import type { RecordRing } from '../records/record-ring.js';
import { applyEvent } from './apply-event.js';
import { Command } from './command-words.js';
import type { FastState } from './fast-state.js';

const codeOf = (reason: CancelReason): number => CANCEL_REASONS.indexOf(reason) << Record.CODE_SHIFT;

/** Codes of the reasons that the hot path cancels for. */
export const CANCEL_CODES = {
  user: codeOf('USER'),
  selfTrade: codeOf('SELF_TRADE'),
  ioc: codeOf('IOC'),
  floor: codeOf('FLOOR_PROTECTION'),
} as const;

/** Writes the records of one command after the other, and ends each. */
export class HotRecords {
  /** Where the last record begins, to mark it as the end. */
  private last = 0;

  constructor(
    private readonly state: FastState,
    private readonly ring: RecordRing,
  ) {}

  /** The words of the ring, until more room is reserved. */
  get words(): Int32Array {
    return this.ring.words;
  }

  /** Room for a record that does not begin its command; it is the last one now. */
  reserve(count: number): number {
    const record = this.ring.reserve(count);
    this.last = record;
    return record;
  }

  /**
   * Begins the first record of a command.
   *
   * @param first - its first word but for its length.
   * @param count - how many words of its own it has.
   * @param low - the low word of its sequence; `high` is the other one.
   * @returns where its own words go.
   */
  first(first: number, count: number, low: number, high: number, words: Int32Array, at: number): number {
    const { ring } = this;
    const record = ring.reserve(Record.FIRST_WORDS + count);
    const out = ring.words;
    out[record] = first | ((Record.FIRST_WORDS + count) << Record.LENGTH_SHIFT) | Record.IS_FIRST;
    out[record + Record.SEQUENCE_LOW] = low;
    out[record + Record.SEQUENCE_HIGH] = high;
    out[record + Record.MICROS_LOW] = words[at + Command.BOOK_LOW] ?? 0;
    out[record + Record.MICROS_HIGH] = words[at + Command.BOOK_HIGH] ?? 0;
    out[record + Record.COMMAND_AT] = at;
    this.last = record;
    return record + Record.FIRST_WORDS;
  }

  /** A record of a whole cancel that does not begin its command. */
  cancelled(code: number, orderLow: number, orderHigh: number, lots: number): void {
    const record = this.reserve(Record.LATER_WORDS + CancelRecord.WORDS);
    const out = this.ring.words;
    out[record] =
      RecordType.CANCELLED | ((Record.LATER_WORDS + CancelRecord.WORDS) << Record.LENGTH_SHIFT) | code;
    const own = record + Record.LATER_WORDS;
    out[own + CancelRecord.ORDER_LOW] = orderLow;
    out[own + CancelRecord.ORDER_HIGH] = orderHigh;
    out[own + CancelRecord.LOTS] = lots;
    out[own + CancelRecord.LEAVES_AFTER] = 0;
    this.state.sequence += 1;
  }

  /** ORDR-3: an iceberg shows a new peak of so many lots. */
  peakRefreshed(orderLow: number, orderHigh: number, lots: number): void {
    const record = this.reserve(Record.LATER_WORDS + PeakRecord.WORDS);
    const out = this.ring.words;
    out[record] =
      RecordType.PEAK_REFRESHED | ((Record.LATER_WORDS + PeakRecord.WORDS) << Record.LENGTH_SHIFT);
    const own = record + Record.LATER_WORDS;
    out[own + PeakRecord.ORDER_LOW] = orderLow;
    out[own + PeakRecord.ORDER_HIGH] = orderHigh;
    out[own + PeakRecord.LOTS] = lots;
    this.state.sequence += 1;
  }

  /** INV-2, FLOR-10, and the mark of the command's end. @param floorTicks - 0 without a floor. */
  end(floorTicks: number): void {
    const { bids, offers, floorLocked } = this.state;
    const bid = bids.bestPrice;
    const offer = offers.bestPrice;
    if (bid >= offer && offer !== 0 && bid >= floorTicks) {
      throw new InvariantViolation('INV-2', `bid ${bid} rests at or above offer ${offer}`);
    }
    // Where the reserve still bids, no offer rests at the floor.
    const isLocked = offer !== 0 && offer <= floorTicks && bid < floorTicks;
    if (isLocked !== floorLocked) {
      this.publishFloorLocked(isLocked);
      return;
    }
    const out = this.ring.words;
    out[this.last] = (out[this.last] ?? 0) | Record.IS_END;
  }

  private publishFloorLocked(floorLocked: boolean): void {
    const { state, ring } = this;
    const { sequence, bookMicros } = state;
    const type = 'FloorLockedChanged';
    const event: BookEvent = { sequence: sequence + 1, bookMicros, type, floorLocked, end: true };
    applyEvent(state, event);
    writeOther(ring, event);
  }
}
