import type { PlaceOrder } from '#contracts';
import { InvariantViolation } from '../invariant-violation.js';
import { HEADER_WORDS, IS_DROPPED, IS_LIVE, LogHeader } from '../layout/log-layout.js';
import { Cell, Region } from '../layout/memory-map.js';
import type { BookMemory } from './book-memory.js';
import { EndingQueue } from './ending-queue.js';
import { GrowableInts } from './growable-ints.js';
import { HashIndex } from './hash-index.js';
import { Series } from '../layout/request-layout.js';
import type { Parties } from './parties.js';
import { Profile } from '../layout/request-layout.js';
import { idOffset, readRequest } from './request-words.js';
import { Request } from '../layout/request-layout.js';
import { SeriesIndex, type IndexedLog } from './series-index.js';
import { hashOfId, textWords, textWordsMax, writeText } from './text-words.js';
import { highOf, wholeOf } from '../whole-numbers.js';

/** Requests are packed in segments; one is used again when all in it are dropped. */
const SEGMENT_BITS = 14;
const SEGMENT_WORDS = 1 << SEGMENT_BITS;
/** Less one: the hot path asks the memory for what lies a little behind where it writes (`assembly/ahead.ts`). */
const SEGMENTS_MAX = (Region.END_WORDS - Region.IDENTIFIERS_WORDS) / SEGMENT_WORDS - 1;
/** Of a segment: requests not dropped, where they end once it is full, and which opening it is in. */
const TALLY_WORDS = 3;
const HELD = 0;
const END = 1;
const OPENING = 2;

/** A held identifier as the log keeps it. */
export interface LoggedIdentifier {
  readonly sequence: number;
  /** Undefined while its order lives. */
  readonly endedMicros: number | undefined;
  readonly request: PlaceOrder;
}

/**
 * The clientOrderIds that a book holds (SEQ-4): requests packed in a log, a few words each where they have a profile;
 * an index of ids that count up by series and number, one of all others by hash; and a queue of what ended in the
 * order in which it did. An id above all of its series is new without a search.
 */
export class IdentifierLog implements IndexedLog {
  private readonly tallies = new GrowableInts(TALLY_WORDS * 64);
  private readonly counting: SeriesIndex;
  /** Loose ids, and numbers that came after a higher one of their series. */
  private readonly others = new HashIndex();
  private readonly ended: EndingQueue;
  /** Requests that words cannot hold, by position. */
  private readonly odd = new Map<number, PlaceOrder>();
  /** Segments in the order in which they were opened. */
  private readonly order: number[] = [];
  private readonly free: number[] = [];
  private segments = 0;
  private current = -1;
  private openings = 0;

  constructor(
    private readonly memory: BookMemory,
    private readonly parties: Parties,
  ) {
    this.counting = new SeriesIndex(memory, this);
    this.ended = new EndingQueue(memory);
    memory.calls.openSegment = (words) => this.open(words);
    memory.calls.findId = (body) => this.find(memory.words, body);
  }

  /** Where the next request goes. */
  private get next(): number {
    return this.memory.word(Cell.LOG_NEXT);
  }

  private set next(at: number) {
    this.memory.setWord(Cell.LOG_NEXT, at);
  }

  /** Where the current segment ends: 0 when there is none. */
  private get segmentEnd(): number {
    return this.memory.word(Cell.LOG_END);
  }

  private set segmentEnd(at: number) {
    this.memory.setWord(Cell.LOG_END, at);
  }

  /** How many requests of the current segment are not dropped. */
  private get currentHeld(): number {
    return this.memory.word(Cell.LOG_HELD);
  }

  private set currentHeld(count: number) {
    this.memory.setWord(Cell.LOG_HELD, count);
  }

  /** Bytes of the log, its indexes and the queue of endings. */
  get bytes(): number {
    return this.segments * SEGMENT_WORDS * 4 + this.counting.bytes + this.others.bytes + this.ended.bytes;
  }

  /** Makes room ahead for so many ids of series. */
  makeRoom(ids: number): void {
    const words = ids * (HEADER_WORDS + Request.PROFILED_WORDS);
    this.memory.touch(startOf(this.segments), Math.ceil(words / SEGMENT_WORDS) * SEGMENT_WORDS);
    this.ended.makeRoom(ids);
  }

  /**
   * Finds who holds an id.
   *
   * @param words - a request in words; its id is looked for.
   * @returns the position of the request that holds it, 0 when none does.
   */
  find(words: Int32Array, at: number): number {
    if (this.isNext(words, at)) return 0;
    const series = words[at + Request.ID_SERIES] ?? 0;
    if (series === Series.LOOSE) {
      const text = at + idOffset(words[at + Request.TERMS] ?? 0);
      return this.findLoose(
        words[at + Request.ID_HASH] ?? 0,
        this.deskOf(words[at + Request.PARTY] ?? 0),
        words,
        text,
      );
    }
    return this.findNumber(series, words[at + Request.ID_NUMBER] ?? 0);
  }

  /** Whether the id of a request has a number above all of its series: then it is new. */
  isNext(words: Int32Array, at: number): boolean {
    const series = words[at + Request.ID_SERIES] ?? 0;
    return series !== Series.LOOSE && this.counting.isAbove(series, words[at + Request.ID_NUMBER] ?? 0);
  }

  /** Finds by text. @returns 0 when no request holds the id. */
  findText(desk: number, clientOrderId: string): number {
    const { series } = this.parties;
    const ofId = series.find(desk, clientOrderId);
    if (ofId !== Series.LOOSE) return this.findNumber(ofId, series.number);
    const scratch = new Int32Array(textWordsMax(clientOrderId));
    writeText(scratch, 0, clientOrderId);
    return this.findLoose(hashOfId(desk, clientOrderId), desk, scratch, 0);
  }

  private findNumber(series: number, number: number): number {
    const position = this.counting.find(series, number);
    return position === 0 ? this.findLate(series, number) : position;
  }

  private findLate(series: number, number: number): number {
    const log = this.memory.words;
    const tag = tagOf(series, number);
    let position = this.others.find(tag, 0);
    while (
      position !== 0 &&
      (log[position + Request.ID_NUMBER] !== number || this.seriesAt(position) !== series)
    ) {
      position = this.others.find(tag, position);
    }
    return position;
  }

  private findLoose(hash: number, desk: number, words: Int32Array, text: number): number {
    let position = this.others.find(hash, 0);
    while (position !== 0 && !this.isLooseId(position, desk, words, text)) {
      position = this.others.find(hash, position);
    }
    return position;
  }

  private isLooseId(position: number, desk: number, words: Int32Array, text: number): boolean {
    const log = this.memory.words;
    if (this.seriesAt(position) !== Series.LOOSE) return false;
    if (this.deskOf(log[position + Request.PARTY] ?? 0) !== desk) return false;
    let left = position + idOffset(log[position + Request.TERMS] ?? 0);
    let right = text;
    for (let count = textWords(log[left] ?? 0); count > 0; count--) {
      if (log[left++] !== words[right++]) return false;
    }
    return true;
  }

  /** The series of the request at a position. */
  seriesAt(position: number): number {
    const log = this.memory.words;
    const profile = log[position + Request.PROFILE] ?? 0;
    return profile === Profile.NONE
      ? (log[position + Request.ID_SERIES] ?? 0)
      : this.parties.profiles.seriesOf(profile);
  }

  private deskOf(party: number): number {
    const { parties } = this;
    return parties.deskNumber(parties.accountOf[party] ?? 0);
  }

  /**
   * Holds an id from now on.
   *
   * @param count - words of the request.
   * @param request - given when the words are odd.
   * @returns the position of the request in the log.
   */
  hold(sequence: number, words: Int32Array, at: number, count: number, request?: PlaceOrder): number {
    const kept = words[at + Request.PROFILE] === Profile.NONE ? count : Request.PROFILED_WORDS;
    const position = this.take(kept, sequence | 0, highOf(sequence));
    const log = this.memory.words;
    for (let index = 0; index < kept; index++) log[position + index] = words[at + index] ?? 0;
    const series = words[at + Request.ID_SERIES] ?? 0;
    if (series === Series.LOOSE) this.others.insert(words[at + Request.ID_HASH] ?? 0, position);
    else this.indexNumber(series, words[at + Request.ID_NUMBER] ?? 0, position);
    if (request !== undefined) this.odd.set(position, request);
    return position;
  }

  /** Takes room for a request of so many words, its header written. @returns where it goes, at a multiple of four words. */
  private take(count: number, low: number, high: number): number {
    const whole = (count + HEADER_WORDS + 3) & ~3;
    if (this.next + whole > this.segmentEnd) this.open(whole);
    const header = this.next;
    const log = this.memory.words;
    log[header | LogHeader.SEQUENCE_LOW] = low;
    log[header | LogHeader.SEQUENCE_HIGH_AND_LENGTH] = high | (whole << 16);
    log[header | LogHeader.ENDED_HIGH] = IS_LIVE;
    this.next = header + whole;
    this.currentHeld++;
    return header + HEADER_WORDS;
  }

  private indexNumber(series: number, number: number, position: number): void {
    if (this.counting.isAbove(series, number)) this.counting.add(series, number, position);
    else this.others.insert(tagOf(series, number), position);
  }

  private open(words: number): void {
    if (words > SEGMENT_WORDS) throw new InvariantViolation('SEQ-4', 'an id is longer than any can be');
    if (this.segmentEnd !== 0) {
      this.tallies.words[this.current * TALLY_WORDS + HELD] = this.currentHeld;
      this.tallies.words[this.current * TALLY_WORDS + END] = this.next;
    }
    let segment = this.free.pop();
    if (segment === undefined) {
      if (this.segments === SEGMENTS_MAX) throw new RangeError('the book holds no more ids');
      segment = this.segments++;
      this.tallies.ensure(this.segments * TALLY_WORDS);
    }
    this.currentHeld = 0;
    this.openings++;
    this.memory.setWord(Cell.LOG_OPENING, this.openings);
    this.tallies.words[segment * TALLY_WORDS + OPENING] = this.openings;
    this.order.push(segment);
    this.current = segment;
    this.next = startOf(segment);
    this.segmentEnd = this.next + SEGMENT_WORDS;
  }

  /** The order of a request ended, or the request was refused. */
  end(position: number, micros: number): void {
    this.ended.push(position, micros);
  }

  /** How many ended before an instant. */
  countEndedBefore(micros: number): number {
    return this.ended.countBefore(micros);
  }

  /** Drops what ended before an instant. @returns how many. */
  dropEndedBefore(micros: number): number {
    let count = 0;
    for (; this.ended.size > 0 && this.ended.firstMicros < micros; count++) this.drop(this.ended.shift());
    return count;
  }

  private drop(position: number): void {
    const log = this.memory.words;
    this.forget(position);
    log[position - HEADER_WORDS + LogHeader.ENDED_HIGH] = IS_DROPPED;
    if (this.odd.size > 0) this.odd.delete(position);
    const segment = segmentOf(position);
    if (this.countOut(segment) > 0) return;
    this.order.splice(this.order.indexOf(segment), 1);
    this.free.push(segment);
    if (segment === this.current) this.segmentEnd = 0;
  }

  /** One request of a segment is dropped. @returns how many of it are not. */
  private countOut(segment: number): number {
    if (this.isOpen(segment)) return --this.currentHeld;
    const tallies = this.tallies.words;
    const held = (tallies[segment * TALLY_WORDS + HELD] ?? 0) - 1;
    tallies[segment * TALLY_WORDS + HELD] = held;
    return held;
  }

  /** Whether a segment is being filled. */
  private isOpen(segment: number): boolean {
    return segment === this.current && this.segmentEnd !== 0;
  }

  private endOf(segment: number): number {
    return this.isOpen(segment) ? this.next : (this.tallies.words[segment * TALLY_WORDS + END] ?? 0);
  }

  openingAt(position: number): number {
    return this.tallies.words[segmentOf(position) * TALLY_WORDS + OPENING] ?? 0;
  }

  endAt(position: number): number {
    return this.endOf(segmentOf(position));
  }

  isFree(position: number): boolean {
    const segment = segmentOf(position);
    const held = this.tallies.words[segment * TALLY_WORDS + HELD];
    return (this.isOpen(segment) ? this.currentHeld : held) === 0;
  }

  /** Takes an id out of the index that has it, where it has one of its own: the log tells the others. */
  private forget(position: number): void {
    const log = this.memory.words;
    const series = this.seriesAt(position);
    const number = log[position + Request.ID_NUMBER] ?? 0;
    if (series === Series.LOOSE) this.others.remove(log[position + Request.ID_HASH] ?? 0, position);
    else this.others.remove(tagOf(series, number), position);
  }

  request(position: number): PlaceOrder {
    return this.odd.get(position) ?? readRequest(this.memory.words, position, this.parties);
  }

  sequenceOf(position: number): number {
    const log = this.memory.words;
    const high = (log[position - HEADER_WORDS + LogHeader.SEQUENCE_HIGH_AND_LENGTH] ?? 0) & 0xffff;
    return wholeOf(log[position - HEADER_WORDS + LogHeader.SEQUENCE_LOW] ?? 0, high);
  }

  /** What is held at a position. */
  held(position: number): LoggedIdentifier {
    this.settle();
    const log = this.memory.words;
    const endedHigh = log[position - HEADER_WORDS + LogHeader.ENDED_HIGH] ?? 0;
    const endedLow = log[position - HEADER_WORDS + LogHeader.ENDED_LOW] ?? 0;
    return {
      sequence: this.sequenceOf(position),
      endedMicros: endedHigh === IS_LIVE ? undefined : wholeOf(endedLow, endedHigh),
      request: this.request(position),
    };
  }

  /** Endings are noted in the log when somebody asks: the order's last moment need not touch its first. */
  private settle(): void {
    this.ended.takeNew((position, low, high) => {
      const log = this.memory.words;
      log[position - HEADER_WORDS + LogHeader.ENDED_LOW] = low;
      log[position - HEADER_WORDS + LogHeader.ENDED_HIGH] = high;
    });
  }

  /** Positions of all that is held, in order of sequence. */
  *positions(): Iterable<number> {
    for (const segment of [...this.order]) {
      const end = this.endOf(segment);
      for (let header = startOf(segment); header < end;) {
        const log = this.memory.words;
        if (log[header + LogHeader.ENDED_HIGH] !== IS_DROPPED) yield header + HEADER_WORDS;
        header += (log[header + LogHeader.SEQUENCE_HIGH_AND_LENGTH] ?? 0) >>> 16;
      }
    }
  }
}

/** Where a segment begins. */
function startOf(segment: number): number {
  return Region.IDENTIFIERS_WORDS + segment * SEGMENT_WORDS;
}

function segmentOf(position: number): number {
  return (position - Region.IDENTIFIERS_WORDS) >>> SEGMENT_BITS;
}

/** What a number of a series is found by among the others. */
function tagOf(series: number, number: number): number {
  return (Math.imul(series, 0x9e3779b1) + number) | 0;
}
