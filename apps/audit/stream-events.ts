import type { EventStore, RecordedEvent } from '#event-store';
import { microsToIso } from '#platform';
import { sha256Of, type AuditEvent } from './audit-event.js';

/** Streams beside the books that a regulator may read. */
export const OTHER_STREAMS = [
  'policy',
  'clearing',
  'edge-refusals',
  'audit-reads',
  'dead-letters',
  'engine-stops',
] as const;
export type OtherStream = (typeof OTHER_STREAMS)[number];

/** What to find in a stream that is not indexed; every field narrows, times and sequences are inclusive. */
export interface StreamFilters {
  readonly type?: string;
  readonly fromMicros?: number;
  readonly toMicros?: number;
  readonly fromSequence?: number;
  readonly toSequence?: number;
  /** Fields of the contents that must have exactly these values. */
  readonly fields?: Readonly<Record<string, string | undefined>>;
}

export interface StreamPage {
  readonly items: readonly AuditEvent[];
  /** Sequence up to which the stream was looked at; undefined at its end. */
  readonly goOnAfter?: number;
}

/** Looking through an unindexed stream stops here and goes on with the next page, matches or not. */
const LOOKED_AT_MAX = 5_000;

/**
 * Reads one page of a stream.
 *
 * @param afterSequence - exclusive; 0 for the begin.
 */
export async function readStreamPage(
  store: EventStore,
  stream: OtherStream,
  filters: StreamFilters,
  afterSequence: number,
  countMax: number,
): Promise<StreamPage> {
  const items: AuditEvent[] = [];
  const fromRevision = Math.max(afterSequence, (filters.fromSequence ?? 1) - 1);
  let last = fromRevision;
  let lookedAt = 0;
  for await (const batch of store.readStream(stream, { fromRevision, countMax: LOOKED_AT_MAX + 1 })) {
    for (const recorded of batch) {
      const sequence = recorded.revision + 1;
      if (sequence > (filters.toSequence ?? Number.POSITIVE_INFINITY)) return { items };
      if (items.length >= countMax || lookedAt >= LOOKED_AT_MAX) return { items, goOnAfter: last };
      const item = present(recorded);
      if (matches(recorded, item, filters)) items.push(item);
      last = sequence;
      lookedAt += 1;
    }
  }
  return { items };
}

function present(recorded: RecordedEvent): AuditEvent {
  const event = contentsOf(recorded);
  const micros = microsOf(event);
  const actor = textOf(event['actor']) ?? textOf(event['userId']);
  const cause = textOf(event['cause']);
  const commandId = commandIdOf(event['command']);
  const desk = textOf(event['desk']);
  const memberState = textOf(event['memberState']);
  return {
    stream: recorded.stream,
    sequence: recorded.revision + 1,
    position: recorded.position,
    type: recorded.type,
    version: recorded.version,
    ...(micros === undefined ? {} : { time: microsToIso(micros) }),
    ...(actor === undefined ? {} : { actor }),
    ...(cause === undefined ? {} : { cause }),
    ...(commandId === undefined ? {} : { commandId }),
    orderIds: [],
    desks: desk === undefined ? [] : [desk],
    memberStates: memberState === undefined ? [] : [memberState],
    eventId: recorded.id,
    dataSha256: sha256Of(recorded.data),
    event,
  };
}

function matches(recorded: RecordedEvent, { event }: AuditEvent, filters: StreamFilters): boolean {
  if (filters.type !== undefined && recorded.type !== filters.type) return false;
  for (const [field, value] of Object.entries(filters.fields ?? {})) {
    if (value !== undefined && event[field] !== value) return false;
  }
  const { fromMicros, toMicros } = filters;
  if (fromMicros === undefined && toMicros === undefined) return true;
  const micros = microsOf(event);
  return (
    micros !== undefined && micros >= (fromMicros ?? 0) && micros <= (toMicros ?? Number.POSITIVE_INFINITY)
  );
}

/** Each stream names the time of its record in its own word. */
function microsOf(event: Readonly<Record<string, unknown>>): number | undefined {
  const micros = event['recordedMicros'] ?? event['micros'] ?? event['bookMicros'];
  return Number.isSafeInteger(micros) ? (micros as number) : undefined;
}

/** The first event of a command holds its input. */
function commandIdOf(command: unknown): string | undefined {
  if (typeof command !== 'object' || command === null || !('commandId' in command)) return undefined;
  return textOf(command.commandId);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function contentsOf(recorded: RecordedEvent): Readonly<Record<string, unknown>> {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(recorded.data);
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}
