import { parsePublicId } from '#contracts';
import { isoToMicros, malformed } from '#platform';
import type { EventSelection } from './audit-history.js';
import type { OtherStream, StreamFilters } from './stream-events.js';

/** Filters as an edge writes them, their form checked. */
export interface WrittenFilters {
  readonly stream?: OtherStream;
  readonly instrument?: string;
  readonly orderId?: string;
  readonly desk?: string;
  readonly memberState?: string;
  readonly type?: string;
  readonly fromTime?: string;
  readonly toTime?: string;
  readonly fromSequence?: number;
  readonly toSequence?: number;
}

/** Filters that only events of books answer to. */
const BOOK_FILTERS = ['instrument', 'orderId', 'desk', 'memberState'] as const;

/**
 * Reads a checked query as a selection.
 *
 * @throws ProblemException 400 `MALFORMED` when it asks another stream what only books know.
 */
export function selectionOf(query: WrittenFilters): EventSelection {
  const { stream, instrument, orderId, desk, memberState } = query;
  const common = { ...timesOf(query), ...only({ type: query.type, ...sequencesOf(query) }) };
  if (stream !== undefined) {
    const misplaced = BOOK_FILTERS.filter((field) => query[field] !== undefined);
    if (misplaced.length === 0) return { kind: 'stream', stream, filters: common };
    throw malformed(
      `${misplaced.join(', ')}: for events of books alone`,
      misplaced.map((field) => ({
        field,
        code: 'NOT_WITH_STREAM',
        message: `${field} must not come together with stream`,
      })),
    );
  }
  const order = orderId === undefined ? undefined : parsePublicId(orderId);
  return { kind: 'books', filters: { ...common, ...only({ instrument, order, desk, memberState }) } };
}

/** Times of a query in UTC microseconds. */
export function timesOf(query: Pick<WrittenFilters, 'fromTime' | 'toTime'>): StreamFilters {
  return only({
    fromMicros: query.fromTime === undefined ? undefined : isoToMicros(query.fromTime),
    toMicros: query.toTime === undefined ? undefined : isoToMicros(query.toTime),
  });
}

function sequencesOf({ fromSequence, toSequence }: WrittenFilters): Partial<StreamFilters> {
  return only({ fromSequence, toSequence });
}

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** The fields that have a value. */
function only<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<Fields>;
}
