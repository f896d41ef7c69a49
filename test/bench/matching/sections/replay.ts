import { decodeBookEvent, encodeBookEvent, type EncodedEvent } from '#contracts';
import { createFastBook } from '#matching';
import { firstOps, timed } from '../contenders/contender.js';
import { encodeStream, openedBook, PlayedStream } from '../contenders/played-stream.js';
import type { Workload } from '../workloads/generate.js';

/** The stored bytes are held in memory, so a part of a stream is enough. */
const OPERATIONS = 200_000;
const AIM = 0.6;

/** From stored JSON to state, beside nothing but the parsing of the same bytes. */
export interface Replay {
  readonly events: number;
  readonly bytesPerEvent: number;
  readonly eventsPerSecond: number;
  readonly parsedPerSecond: number;
  readonly ratio: number;
  readonly aim: number;
}

/**
 * Replays the stored events of a stream.
 *
 * @throws Error when the book that it makes is another.
 */
export function measureReplay(workload: Workload, passes: number): Replay {
  const { stored, stateHash } = storedEvents(workload);
  const replayed: number[] = [];
  const parsed: number[] = [];
  for (let pass = 0; pass <= passes; pass++) {
    globalThis.gc?.();
    const parse = timed(() => parseAll(stored));
    const book = createFastBook('BENCH');
    globalThis.gc?.();
    const replay = timed(() => {
      for (const { type, version, data } of stored) book.apply(decodeBookEvent(type, version, data));
    });
    if (pass === 0) {
      if (book.stateHash() !== stateHash) throw new Error('the replay makes another state');
      continue;
    }
    parsed.push(parse);
    replayed.push(replay);
  }
  const perSecond = (nanos: readonly number[]): number => (stored.length * 1e9) / medianOf(nanos);
  const bytes = stored.reduce((sum, { data }) => sum + data.length, 0);
  return {
    events: stored.length,
    bytesPerEvent: Math.round(bytes / stored.length),
    eventsPerSecond: Math.round(perSecond(replayed)),
    parsedPerSecond: Math.round(perSecond(parsed)),
    ratio: Math.round((100 * perSecond(replayed)) / perSecond(parsed)) / 100,
    aim: AIM,
  };
}

const decoder = new TextDecoder();

function parseAll(stored: readonly EncodedEvent[]): void {
  for (const { data } of stored) JSON.parse(decoder.decode(data));
}

function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((left, right) => left - right)[numbers.length >> 1] ?? 0;
}

function storedEvents(workload: Workload): { stored: EncodedEvent[]; stateHash: string } {
  const stored: EncodedEvent[] = [];
  const played = new PlayedStream(firstOps(workload, OPERATIONS));
  const book = openedBook((event) => stored.push(encodeBookEvent(event)));
  encodeStream(played, book);
  let at = book.commandsAt;
  for (let index = 0; index < played.count; index++) {
    at = book.stepRecord(at);
    book.drainEvents((event) => stored.push(encodeBookEvent(event)));
  }
  return { stored, stateHash: book.stateHash() };
}
