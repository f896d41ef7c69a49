import type { SourcePosition } from '#contracts';
import type { EventStore } from '#event-store';
import type { Message } from '#messaging';
import { untilFirst } from '../until-first.js';
import {
  decodePoisonEvent,
  encodePoisonEvent,
  POISON_STREAM,
  type MessageSetAside,
  type PoisonAct,
  type PoisonEvent,
} from './poison-events.js';

export const POISON_STATUSES = ['setAside', 'resending', 'resent', 'discarded'] as const;
/**
 * Where a message stands: set aside; asked to be sent again and not decided yet; decided again; given up.
 */
export type PoisonStatus = (typeof POISON_STATUSES)[number];

/** Of messages that wait for an operator, or to be decided again. */
export const UNSETTLED: readonly PoisonStatus[] = ['setAside', 'resending'];

/** A message that was set aside, without what it says. */
export interface PoisonEntry {
  readonly place: SourcePosition;
  /** Of the event that set it aside, in the stream. */
  readonly revision: number;
  readonly status: PoisonStatus;
  /** What an operator decided. */
  readonly act?: PoisonAct;
  /** The place on the bus as which it was decided again. */
  readonly takenAs?: SourcePosition;
}

/**
 * The messages that were set aside, as their stream tells them. What an entry holds is small; what the message says is
 * read when it is asked for. Every change goes by the stream's exact revision, so of two that decide at once the second
 * sees what the first did.
 */
export class PoisonLog {
  /** By name, in the order in which they were set aside. */
  private readonly entries = new Map<string, PoisonEntry>();
  private nextRevision = 0;

  /** @param nowMicros - UTC microseconds. */
  constructor(
    private readonly store: EventStore,
    readonly nowMicros: () => number,
  ) {}

  /** Reads what the stream holds beyond what is known. */
  async catchUp(): Promise<void> {
    for await (const batch of this.store.readStream(POISON_STREAM, { fromRevision: this.nextRevision })) {
      for (const { type, version, data, revision } of batch)
        this.apply(decodePoisonEvent(type, version, data), revision);
    }
  }

  /** All entries, in the order in which they were set aside, as of the last look at the stream. */
  all(): IterableIterator<PoisonEntry> {
    return this.entries.values();
  }

  /** How many wait for an operator, or to be decided again, as of now. */
  async openCount(): Promise<number> {
    await this.catchUp();
    let count = 0;
    for (const { status } of this.entries.values()) if (UNSETTLED.includes(status)) count++;
    return count;
  }

  entryOf(place: SourcePosition): PoisonEntry | undefined {
    return this.entries.get(nameOf(place));
  }

  /** What a message says and why it was set aside. */
  async messageOf({ revision }: PoisonEntry): Promise<MessageSetAside> {
    for await (const batch of this.store.readStream(POISON_STREAM, { fromRevision: revision, countMax: 1 })) {
      for (const { type, version, data } of batch) {
        const event = decodePoisonEvent(type, version, data);
        if (event.type === 'MessageSetAside') return event;
      }
    }
    throw new Error(`event ${revision + 1} of ${POISON_STREAM} set no message aside`);
  }

  /**
   * Sets a message that can never be decided aside with its reason, so that it neither stops a healthy book nor is lost.
   * One that was set aside before, by whichever engine, stays there once.
   *
   * @param resendOf - the message that was sent again and came to this.
   * @throws EventStoreError when it could not be kept; the message then stays on the bus.
   */
  setAside(message: Message, reason: string, resendOf?: SourcePosition): Promise<void> {
    return this.record(() =>
      this.entryOf(message) === undefined ? [this.letter(message, reason, resendOf)] : [],
    );
  }

  /**
   * Records what follows from the newest state, and again from a newer one when another was first.
   *
   * @param decide - looks at the entries and returns the events, none when there is nothing to record.
   * @param patienceMs - for how long to wait for a store that is away; a minute when absent.
   * @throws EventStoreError when the store does not come back.
   */
  async record(decide: () => readonly PoisonEvent[], patienceMs?: number): Promise<void> {
    await untilFirst(async () => {
      await this.catchUp();
      const events = decide();
      if (events.length === 0) return;
      const first = this.nextRevision;
      const stored = events.map((event, index) => encodePoisonEvent(event, first + index));
      await this.store.append(POISON_STREAM, first - 1, stored);
      for (const [index, event] of events.entries()) this.apply(event, first + index);
    }, patienceMs);
  }

  /** The event that sets a message aside. */
  letter(message: Message, reason: string, resendOf?: SourcePosition): MessageSetAside {
    const { key, partition, offset, value } = message;
    return {
      type: 'MessageSetAside',
      key,
      partition,
      offset,
      reason,
      value,
      valueBytes: value.length,
      recordedMicros: this.nowMicros(),
      ...(resendOf === undefined ? {} : { resendOf }),
    };
  }

  /** Known events change nothing, by whatever way they come. */
  private apply(event: PoisonEvent, revision: number): void {
    if (revision !== this.nextRevision) return;
    this.nextRevision += 1;
    const { partition, offset } = event;
    const name = nameOf(event);
    if (event.type === 'MessageSetAside') {
      const place = { partition, offset };
      if (!this.entries.has(name)) this.entries.set(name, { place, revision, status: 'setAside' });
      return;
    }
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`${event.type} of ${name}, which was never set aside`);
    this.entries.set(name, { ...entry, ...changeOf(event) });
  }
}

function changeOf(event: Exclude<PoisonEvent, MessageSetAside>): Partial<PoisonEntry> {
  switch (event.type) {
    case 'MessageResent':
      return { status: 'resending', act: event };
    case 'MessageDiscarded':
      return { status: 'discarded', act: event };
    case 'ResentMessageTaken':
      return { status: 'resent', takenAs: event.takenAs };
  }
}

/** The name of a message that was set aside: `3-17` is offset 17 of partition 3. */
export function nameOf({ partition, offset }: SourcePosition): string {
  return `${partition}-${offset}`;
}

/** Reads a name back; undefined when it is none. */
export function placeOf(name: string): SourcePosition | undefined {
  const [, partition, offset] = /^(0|[1-9][0-9]{0,8})-(0|[1-9][0-9]{0,14})$/.exec(name) ?? [];
  return partition === undefined || offset === undefined
    ? undefined
    : { partition: Number(partition), offset: Number(offset) };
}
