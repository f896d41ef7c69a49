import { Command } from '../layout/command-layout';
import { Cell, Region, Room } from '../layout/memory-map';
import { CancelRecord, PeakRecord, Record, RecordType } from '../layout/record-layout';
import { Violation } from '../layout/violations';
import { publishFloorLocked, violated } from './calls';
import { nextSequence, setWord, word } from './cells';
import { bestPrice } from './ladder';
import { BIDS, OFFERS } from './ladders';

// Writes the records of one command after the other, and ends each.

const RECORDS_END: i32 = (Region.RECORDS >>> 2) + Room.RECORD_WORDS;

/** Room for a record; it is the last one now. Returns where it goes, in bytes. */
@inline export function reserve(words: i32): i32 {
  const at = word(Cell.RECORD_NEXT);
  if (at + words > RECORDS_END) violated(Violation.RECORDS_FULL, 0, 0);
  setWord(Cell.RECORD_NEXT, at + words);
  setWord(Cell.RECORD_LAST, at);
  return at << 2;
}

/** Begins the first record of a command, of which so many words are its own. Returns where those go. */
@inline export function firstRecord(first: i32, words: i32, sequence: i64, command: i32): i32 {
  const record = reserve(Record.FIRST_WORDS + words);
  store<i32>(record, first | ((Record.FIRST_WORDS + words) << Record.LENGTH_SHIFT) | Record.IS_FIRST);
  store<i64>(record, sequence, Record.SEQUENCE_LOW << 2);
  store<i64>(record, load<i64>(command, Command.BOOK_LOW << 2), Record.MICROS_LOW << 2);
  store<i32>(record, command >>> 2, Record.COMMAND_AT << 2);
  return record + (Record.FIRST_WORDS << 2);
}

/** A record of a whole cancel that does not begin its command. */
export function cancelledRecord(reason: i32, orderLow: i32, orderHigh: i32, lots: i32): void {
  const record = reserve(Record.LATER_WORDS + CancelRecord.WORDS);
  store<i32>(
    record,
    RecordType.CANCELLED |
      ((Record.LATER_WORDS + CancelRecord.WORDS) << Record.LENGTH_SHIFT) |
      (reason << Record.CODE_SHIFT),
  );
  const own = record + (Record.LATER_WORDS << 2);
  store<i32>(own, orderLow, CancelRecord.ORDER_LOW << 2);
  store<i32>(own, orderHigh, CancelRecord.ORDER_HIGH << 2);
  store<i32>(own, lots, CancelRecord.LOTS << 2);
  store<i32>(own, 0, CancelRecord.LEAVES_AFTER << 2);
  nextSequence();
}

/** ORDR-3: an iceberg shows a new peak of so many lots. */
export function peakRecord(orderLow: i32, orderHigh: i32, lots: i32): void {
  const record = reserve(Record.LATER_WORDS + PeakRecord.WORDS);
  store<i32>(
    record,
    RecordType.PEAK_REFRESHED | ((Record.LATER_WORDS + PeakRecord.WORDS) << Record.LENGTH_SHIFT),
  );
  const own = record + (Record.LATER_WORDS << 2);
  store<i32>(own, orderLow, PeakRecord.ORDER_LOW << 2);
  store<i32>(own, orderHigh, PeakRecord.ORDER_HIGH << 2);
  store<i32>(own, lots, PeakRecord.LOTS << 2);
  nextSequence();
}

/** INV-2, FLOR-10, and the mark of the command's end. */
@inline export function endCommand(): void {
  const floor = word(Cell.FLOOR);
  const bid = bestPrice(BIDS);
  const offer = bestPrice(OFFERS);
  if (offer != 0) {
    if (bid >= offer && bid >= floor) violated(Violation.CROSSED, bid, offer);
  }
  // Where the reserve still bids, no offer rests at the floor.
  const isLocked = offer != 0 && offer <= floor && bid < floor;
  if (isLocked != (word(Cell.FLOOR_LOCKED) != 0)) {
    publishFloorLocked(isLocked);
    return;
  }
  const last = word(Cell.RECORD_LAST) << 2;
  store<i32>(last, load<i32>(last) | Record.IS_END);
}
