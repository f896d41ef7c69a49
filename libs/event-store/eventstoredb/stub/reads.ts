import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { LogRecord, StubLog } from './log.js';

type Options = ReadReq.Options;

/** A request for a place in the log where no event begins: the server's answer is an error without a name. */
export class RefusedPosition extends Error {}

const { BACKWARDS } = streams.ReadReq.Options.ReadDirection;

/** What a read of a stream brings; nothing when there is no such stream. */
export function readStream(log: StubLog, options: Options): LogRecord[] | undefined {
  const wanted = options.getStream();
  const name = Buffer.from(wanted?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
  const records = log.stream(name);
  if (records.length === 0) return undefined;
  const count = countOf(options);
  if (options.getReadDirection() === BACKWARDS) {
    const from = wanted?.hasRevision() === true ? Number(wanted.getRevision()) : records.length - 1;
    return records
      .slice(0, from + 1)
      .reverse()
      .slice(0, count);
  }
  const from = wanted?.hasRevision() === true ? Number(wanted.getRevision()) : 0;
  return records.slice(from, from + count);
}

/** What a read of the whole log brings: forward from a place on, that event included; backward from before it. */
export function readAll(log: StubLog, options: Options): LogRecord[] {
  const all = options.getAll();
  const offset = all?.hasPosition() === true ? Number(all.getPosition()?.getCommitPosition()) : undefined;
  if (offset !== undefined && !log.isPlace(offset)) throw new RefusedPosition(`no event at ${offset}`);
  const count = countOf(options);
  if (options.getReadDirection() === BACKWARDS) {
    const end = offset === undefined ? log.records.length : log.indexFrom(offset);
    return log.records.slice(Math.max(0, end - count), end).reverse();
  }
  const begin = offset === undefined ? 0 : log.indexFrom(offset);
  return log.records.slice(begin, begin + count);
}

function countOf(options: Options): number {
  return Math.min(Number(options.getCount()), Number.MAX_SAFE_INTEGER);
}

/** What a subscription to the whole log wants: everything after a place that its filter lets through. */
export interface Wanted {
  /** Index of the first record to look at. */
  readonly index: number;
  readonly matches: (record: LogRecord) => boolean;
}

/** Reads a subscription's request. */
export function wantedBy(log: StubLog, options: Options): Wanted {
  const place = options.getAll()?.getPosition();
  const regex = new RegExp(options.getFilter()?.getStreamIdentifier()?.getRegex() ?? '');
  const matches = ({ stream }: LogRecord): boolean => regex.test(stream);
  if (place === undefined) return { index: 0, matches };
  const commit = Number(place.getCommitPosition());
  const prepare = Number(place.getPreparePosition());
  if (!log.isPlace(commit)) throw new RefusedPosition(`no event at ${commit}`);
  const index = log.indexFrom(commit);
  // An event has its offset as commit and as prepare position, and is delivered when that lies after the place asked.
  const begins = log.records[index]?.offset === commit && prepare >= commit;
  return { index: begins ? index + 1 : index, matches };
}
