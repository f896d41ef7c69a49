import { canonicalJson, type SourcePosition } from '#contracts';
import type { NewEvent } from '#event-store';
import { bookEventId } from '#replay';

/** The stream of messages that no book can decide, and of what became of them. */
export const POISON_STREAM = 'dead-letters';
/** What is kept of a message's value; all of it stays on the bus. */
const VALUE_BYTES_MAX = 256 * 1024;

/** A message that can never be decided as it stands. Its place on the bus is its name. */
export interface MessageSetAside extends SourcePosition {
  readonly type: 'MessageSetAside';
  readonly key: string;
  readonly reason: string;
  /** What is kept of it. */
  readonly value: Uint8Array;
  /** Of the whole value; more than are kept where the message is too long. */
  readonly valueBytes: number;
  /** UTC microseconds; absent in what older engines wrote. */
  readonly recordedMicros?: number;
  /** The message that was sent again and came to this. */
  readonly resendOf?: SourcePosition;
}

/** An operator's decision about a message that was set aside. */
export interface PoisonAct extends SourcePosition {
  readonly type: 'MessageResent' | 'MessageDiscarded';
  readonly actor: string;
  readonly reason: string;
  readonly recordedMicros: number;
}

/** A message that was sent again is decided as the one at `takenAs`, and nowhere else. */
export interface ResentMessageTaken extends SourcePosition {
  readonly type: 'ResentMessageTaken';
  readonly takenAs: SourcePosition;
  readonly recordedMicros: number;
}

export type PoisonEvent = MessageSetAside | PoisonAct | ResentMessageTaken;

/** Whether the whole of a message was too much to keep. */
export function isCut({ value, valueBytes }: MessageSetAside): boolean {
  return value.length < valueBytes;
}

/** Newest stored version of each type. Version 1 of `MessageSetAside` lacked its time. */
const VERSIONS: Readonly<Record<PoisonEvent['type'], number>> = {
  MessageSetAside: 2,
  MessageResent: 1,
  MessageDiscarded: 1,
  ResentMessageTaken: 1,
};

/**
 * The stored form of an event, as the stream's event of that revision.
 *
 * @param revision - from 0.
 */
export function encodePoisonEvent(event: PoisonEvent, revision: number): NewEvent {
  const { type } = event;
  const version = VERSIONS[type];
  const data = new TextEncoder().encode(canonicalJson(storedFields(event)));
  return { id: bookEventId(POISON_STREAM, revision + 1, type, version, data), type, version, data };
}

function storedFields(event: PoisonEvent): object {
  if (event.type !== 'MessageSetAside') {
    const { type, ...fields } = event;
    return type === 'ResentMessageTaken' ? fields : { ...fields, cause: 'command' };
  }
  const { key, offset, partition, reason, recordedMicros, resendOf, value, valueBytes } = event;
  const kept = value.subarray(0, VALUE_BYTES_MAX);
  return {
    key,
    offset,
    partition,
    reason,
    recordedMicros,
    resendOf,
    value: Buffer.from(kept).toString('base64'),
    ...(kept.length < valueBytes ? { valueBytes } : {}),
  };
}

/**
 * Decodes a stored event of the stream, whatever version it was written in.
 *
 * @throws RangeError on a type or version that this build does not know: the data is of a later product.
 */
export function decodePoisonEvent(type: string, version: number, data: Uint8Array): PoisonEvent {
  const newest = Object.hasOwn(VERSIONS, type) ? VERSIONS[type as PoisonEvent['type']] : 0;
  if (version > newest)
    throw new RangeError(`event ${type} has version ${version}; this build reads ${newest}`);
  const fields = JSON.parse(new TextDecoder().decode(data)) as object;
  if (type !== 'MessageSetAside') return { ...fields, type } as PoisonEvent;
  const stored = fields as Omit<MessageSetAside, 'type' | 'value' | 'valueBytes'> & {
    readonly value: string;
    readonly valueBytes?: number;
  };
  const value = new Uint8Array(Buffer.from(stored.value, 'base64'));
  return { ...stored, type, value, valueBytes: stored.valueBytes ?? value.length };
}
