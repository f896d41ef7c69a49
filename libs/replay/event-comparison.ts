import type { RecordedEvent } from '#event-store';
import { bookEventId } from './event-id.js';
import type { Difference, DifferenceKind, EventText } from './verification.js';

/** Of an event, what is stored. */
export interface EventBytes {
  readonly type: string;
  readonly version: number;
  readonly data: Uint8Array;
}

/** As much of a value as a message holds. */
const VALUE_CHARACTERS_MAX = 60;
const FIELDS_TOLD_MAX = 3;

/**
 * Compares what is stored of a command with what re-running it gives; tells the first difference.
 *
 * @param follower - the event that came in place of the command's end.
 */
export function compareEvents(
  firstSequence: number,
  stored: readonly RecordedEvent[],
  rerun: readonly EventBytes[],
  follower?: RecordedEvent,
): Difference | undefined {
  for (let index = 0; index < Math.max(stored.length, rerun.length); index++) {
    const event = stored[index] ?? (index === stored.length ? follower : undefined);
    const expected = rerun[index];
    if (index < stored.length && event !== undefined && expected !== undefined && isEqual(event, expected))
      continue;
    return {
      kind: 'event',
      sequence: firstSequence + index,
      message: messageOfDifference(event, expected),
      ...(event === undefined ? {} : { stored: textOf(event) }),
      ...(expected === undefined ? {} : { rerun: textOf(expected) }),
    };
  }
  return undefined;
}

/** Whether an event's id is the one that its stream, place and contents give; tells when not. */
export function compareId(recorded: RecordedEvent, stream: string): Difference | undefined {
  const { revision, type, version, data } = recorded;
  const id = bookEventId(stream, revision + 1, type, version, data);
  if (id === recorded.id) return undefined;
  const message = `the event's id is ${recorded.id}; its contents give ${id}`;
  return difference('eventId', revision + 1, message, recorded);
}

/** Whether an event read from a stream is that stream's, at the place that comes next; tells when not. */
export function comparePlace(
  recorded: RecordedEvent,
  stream: string,
  sequence: number,
): Difference | undefined {
  if (recorded.stream !== stream) {
    const message = `an event of ${recorded.stream} stands in ${stream}`;
    return difference('stream', sequence, message, recorded);
  }
  if (recorded.revision === sequence - 1) return undefined;
  const message = `revision ${recorded.revision} stands where ${sequence - 1} belongs`;
  return difference('sequence', sequence, message, recorded);
}

/** A difference at a sequence, with what is stored there. */
export function difference(
  kind: DifferenceKind,
  sequence: number,
  message: string,
  recorded?: RecordedEvent,
): Difference {
  return { kind, sequence, message, ...(recorded === undefined ? {} : { stored: textOf(recorded) }) };
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function messageOfDifference(stored: EventBytes | undefined, rerun: EventBytes | undefined): string {
  if (rerun === undefined) return 'the command gives no such event';
  if (stored === undefined) return `the command also gives ${rerun.type}, which is not stored`;
  if (stored.type !== rerun.type) return `${stored.type} is stored; re-running gives ${rerun.type}`;
  return `the ${stored.type} that is stored is not the one that re-running gives: ${fieldsThatDiffer(stored, rerun)}`;
}

/** Names the fields in which two events of one type differ, with both values. */
function fieldsThatDiffer(stored: EventBytes, rerun: EventBytes): string {
  if (stored.version !== rerun.version) return `version ${stored.version}, re-running gives ${rerun.version}`;
  const [left, right] = [fieldsOf(stored), fieldsOf(rerun)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const told = names
    .filter((name) => left.get(name) !== right.get(name))
    .map((name) => `${name} is ${shown(left.get(name))}, re-running gives ${shown(right.get(name))}`);
  if (told.length === 0) return 'its fields are the same, its bytes are not';
  const more = told.length > FIELDS_TOLD_MAX ? ` and ${told.length - FIELDS_TOLD_MAX} fields more` : '';
  return `${told.slice(0, FIELDS_TOLD_MAX).join('; ')}${more}`;
}

function fieldsOf(event: EventBytes): Map<string, string> {
  const fields = JSON.parse(new TextDecoder().decode(event.data)) as Record<string, unknown>;
  return new Map(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)]));
}

function shown(text = 'none'): string {
  return text.length <= VALUE_CHARACTERS_MAX ? text : `${text.slice(0, VALUE_CHARACTERS_MAX)}…`;
}

function isEqual(left: EventBytes, right: EventBytes): boolean {
  return (
    left.type === right.type && left.version === right.version && Buffer.compare(left.data, right.data) === 0
  );
}

function textOf({ type, version, data }: EventBytes): EventText {
  return { type, version, data: new TextDecoder().decode(data) };
}
