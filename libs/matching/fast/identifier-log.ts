import type { PlaceOrder } from '#contracts';
import { InvariantViolation } from '../invariant-violation.js';
import { EndingQueue } from './ending-queue.js';
import { GrowableInts } from './growable-ints.js';
import { HashIndex } from './hash-index.js';
import type { Parties } from './parties.js';
import { idOffset, ID_HASH, IS_ODD, readRequest, REQUEST_PARTY, TERMS } from './request-words.js';
import { textWords, writeText } from './text-words.js';

const TWO_32 = 4_294_967_296;
/** Requests are packed in segments; one is used again when all in it are dropped. */
const SEGMENT_WORDS = 1 << 14;
/** Words before a request: sequence, its high bits with the length, and when it ended in two halves. */
const HEADER_WORDS = 4;
const SEQUENCE_LOW = 0;
const SEQUENCE_HIGH_AND_LENGTH = 1;
const ENDED_LOW = 2;
const ENDED_HIGH = 3;
const IS_LIVE = -1;
const IS_DROPPED = -2;

/** A held identifier as the log keeps it. */
export interface LoggedIdentifier {
  readonly sequence: number;
  /** Undefined while its order lives. */
  readonly endedMicros: number | undefined;
  readonly request: PlaceOrder;
}

/**
 * The clientOrderIds that a book holds (SEQ-4): whole requests packed in a log, an index by hash, and a queue of what
 * ended in the order in which it did. To hold an id reads no text: its hash came with the command.
 */
export class IdentifierLog {
  private readonly table = new GrowableInts(2);
  private readonly index = new HashIndex();
  private readonly ended = new EndingQueue();
  /** Requests that words cannot hold, by position. */
  private readonly odd = new Map<number, PlaceOrder>();
  /** Segments in the order in which they were opened. */
  private readonly order: number[] = [];
  private readonly free: number[] = [];
  private readonly liveIn: number[] = [];
  private readonly usedOf: number[] = [];
  private current = -1;

  constructor(private readonly parties: Parties) {}

  /** Bytes of the log, its index and the queue of endings. */
  get bytes(): number {
    return this.liveIn.length * SEGMENT_WORDS * 4 + this.index.bytes + this.ended.bytes;
  }

  /** All words of the log; a growth makes another array. */
  get words(): Int32Array {
    return this.table.words;
  }

  /**
   * Finds who holds an id.
   *
   * @param words - a request in words; its hash and id are looked for.
   * @returns the position of the request that holds it, 0 when none does.
   */
  find(words: Int32Array, at: number): number {
    const hash = words[at + ID_HASH] ?? 0;
    let position = this.index.find(hash, 0);
    while (position !== 0 && !this.isSameId(position, words, at)) position = this.index.find(hash, position);
    return position;
  }

  private isSameId(position: number, words: Int32Array, at: number): boolean {
    const log = this.table.words;
    if (this.deskOf(log, position) !== this.deskOf(words, at)) return false;
    let left = position + idOffset(log[position + TERMS] ?? 0);
    let right = at + idOffset(words[at + TERMS] ?? 0);
    for (let count = textWords(log[left] ?? 0); count > 0; count--) {
      if (log[left++] !== words[right++]) return false;
    }
    return true;
  }

  private deskOf(words: Int32Array, at: number): number {
    const { parties } = this;
    return parties.deskNumber(parties.accountOf[words[at + REQUEST_PARTY] ?? 0] ?? 0);
  }

  /** Finds by text. @returns 0 when no request holds the id. */
  findText(scratch: Int32Array, desk: number, hash: number, clientOrderId: string): number {
    writeText(scratch, 0, clientOrderId);
    let position = 0;
    for (;;) {
      position = this.index.find(hash, position);
      if (position === 0) return 0;
      const log = this.table.words;
      if (this.deskOf(log, position) !== desk) continue;
      const left = position + idOffset(log[position + TERMS] ?? 0);
      let count = textWords(log[left] ?? 0);
      while (count > 0 && log[left + count - 1] === scratch[count - 1]) count--;
      if (count === 0) return position;
    }
  }

  /**
   * Holds an id from now on.
   *
   * @param count - words of the request.
   * @param request - given when the words are odd.
   * @returns the position of the request in the log.
   */
  hold(sequence: number, words: Int32Array, at: number, count: number, request?: PlaceOrder): number {
    const whole = count + HEADER_WORDS;
    if (whole > SEGMENT_WORDS) throw new InvariantViolation('SEQ-4', 'an id is longer than any can be');
    let segment = this.current;
    if (segment < 0 || (this.usedOf[segment] ?? 0) + whole > SEGMENT_WORDS) segment = this.open();
    const used = this.usedOf[segment] ?? 0;
    const header = segment * SEGMENT_WORDS + used;
    const log = this.table.words;
    const position = header + HEADER_WORDS;
    log[header + SEQUENCE_LOW] = sequence | 0;
    log[header + SEQUENCE_HIGH_AND_LENGTH] = Math.floor(sequence / TWO_32) | (whole << 16);
    log[header + ENDED_HIGH] = IS_LIVE;
    for (let index = 0; index < count; index++) log[position + index] = words[at + index] ?? 0;
    this.usedOf[segment] = used + whole;
    this.liveIn[segment] = (this.liveIn[segment] ?? 0) + 1;
    this.index.insert(words[at + ID_HASH] ?? 0, position);
    if (request !== undefined) this.odd.set(position, request);
    return position;
  }

  private open(): number {
    let segment = this.free.pop();
    if (segment === undefined) {
      segment = this.liveIn.length;
      this.table.ensure((segment + 1) * SEGMENT_WORDS);
    }
    this.liveIn[segment] = 0;
    this.usedOf[segment] = 0;
    this.order.push(segment);
    this.current = segment;
    return segment;
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
    const log = this.table.words;
    this.index.remove(log[position + ID_HASH] ?? 0, position);
    log[position - HEADER_WORDS + ENDED_HIGH] = IS_DROPPED;
    if (((log[position + TERMS] ?? 0) & IS_ODD) !== 0) this.odd.delete(position);
    const segment = Math.floor(position / SEGMENT_WORDS);
    const live = (this.liveIn[segment] ?? 0) - 1;
    this.liveIn[segment] = live;
    if (live > 0) return;
    this.order.splice(this.order.indexOf(segment), 1);
    this.free.push(segment);
    if (segment === this.current) this.current = -1;
  }

  request(position: number): PlaceOrder {
    return this.odd.get(position) ?? readRequest(this.table.words, position, this.parties);
  }

  sequenceOf(position: number): number {
    const log = this.table.words;
    const high = (log[position - HEADER_WORDS + SEQUENCE_HIGH_AND_LENGTH] ?? 0) & 0xffff;
    return high * TWO_32 + ((log[position - HEADER_WORDS + SEQUENCE_LOW] ?? 0) >>> 0);
  }

  /** What is held at a position. */
  held(position: number): LoggedIdentifier {
    this.settle();
    const log = this.table.words;
    const endedHigh = log[position - HEADER_WORDS + ENDED_HIGH] ?? 0;
    const endedLow = log[position - HEADER_WORDS + ENDED_LOW] ?? 0;
    return {
      sequence: this.sequenceOf(position),
      endedMicros: endedHigh === IS_LIVE ? undefined : endedHigh * TWO_32 + (endedLow >>> 0),
      request: this.request(position),
    };
  }

  /** Endings are noted in the log when somebody asks: the order's last moment need not touch its first. */
  private settle(): void {
    this.ended.takeNew((position, low, high) => {
      const log = this.table.words;
      log[position - HEADER_WORDS + ENDED_LOW] = low;
      log[position - HEADER_WORDS + ENDED_HIGH] = high;
    });
  }

  /** Positions of all that is held, in order of sequence. */
  *positions(): Iterable<number> {
    for (const segment of [...this.order]) {
      const end = segment * SEGMENT_WORDS + (this.usedOf[segment] ?? 0);
      for (let header = segment * SEGMENT_WORDS; header < end;) {
        const log = this.table.words;
        if (log[header + ENDED_HIGH] !== IS_DROPPED) yield header + HEADER_WORDS;
        header += (log[header + SEQUENCE_HIGH_AND_LENGTH] ?? 0) >>> 16;
      }
    }
  }
}
