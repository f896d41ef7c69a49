import { setTimeout as delay } from 'node:timers/promises';
import { type AppendResult as ServerResult, NO_STREAM as SERVER_NO_STREAM } from '@eventstore/db-client';
import { type AppendResult, EventStoreError, type NewEvent, NO_STREAM, type RecordedEvent } from '../port.js';
import type { Connection } from './connection.js';
import { toServer } from './event-form.js';
import { knownAppendFailure } from './failures.js';
import { positionOf } from './positions.js';
import type { StreamLog } from './stream-log.js';

/** Pauses before looking for an append whose outcome is open: a broken connection takes a moment to return. */
const LOOK_PAUSES_MS = [0, 100, 400] as const;

/** How much longer than the call's own deadline an append may take: finding a cluster's leader knows no deadline. */
const GRACE_MS = 500;

/** Appends by one call each, and finds out what became of those whose answer was lost. */
export class Appender {
  constructor(
    private readonly connection: Connection,
    private readonly streams: StreamLog,
  ) {}

  /** @throws EventStoreError or, where the server refuses for good (access, a deleted stream), Error. */
  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult> {
    let result: ServerResult;
    try {
      result = await this.#send(stream, expectedRevision, events);
    } catch (error) {
      const known = knownAppendFailure(error, `append to ${stream} failed`);
      if (known !== undefined) throw known;
      return this.#learnOutcome(stream, expectedRevision, events, error);
    }
    // The server tells no position of a repeat that it cannot place yet.
    if (result.position === undefined) {
      const cause = new Error('the server took it as a repeat and told no position');
      return this.#learnOutcome(stream, expectedRevision, events, cause);
    }
    return { revision: expectedRevision + events.length, position: positionOf(result.position.commit) };
  }

  async #send(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<ServerResult> {
    const { client, callOptions } = this.connection;
    const sending = client.appendToStream(stream, events.map(toServer), {
      ...callOptions,
      expectedRevision: expectedRevision === NO_STREAM ? SERVER_NO_STREAM : BigInt(expectedRevision),
    });
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      const waitMsMax = callOptions.deadline + GRACE_MS;
      timer = setTimeout(() => reject(new Error(`no answer for ${waitMsMax} ms`)), waitMsMax);
    });
    try {
      return await Promise.race([sending, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Looks in the stream for an append whose answer was lost.
   *
   * Finding other events at its place proves that it failed, now and for ever. Finding none proves nothing: the server
   * may hold it and write it later, so its outcome stays open; sending it again as it was settles it.
   */
  async #learnOutcome(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    cause: unknown,
  ): Promise<AppendResult> {
    const written = await this.#lookAt(stream, expectedRevision + 1, events.length);
    const last = written.at(-1);
    if (last === undefined) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new EventStoreError('OUTCOME_UNKNOWN', `append to ${stream}: ${reason}`, { cause });
    }
    const same = written.length === events.length && written.every(({ id }, i) => id === events[i]?.id);
    if (same) return { revision: last.revision, position: last.position };
    throw new EventStoreError('WRONG_EXPECTED_REVISION', `${stream} was appended to by another`, { cause });
  }

  /** What a stream holds from a revision on; nothing also when it cannot be read. */
  async #lookAt(stream: string, fromRevision: number, countMax: number): Promise<RecordedEvent[]> {
    for (const pauseMs of LOOK_PAUSES_MS) {
      await delay(pauseMs);
      try {
        const events: RecordedEvent[] = [];
        for await (const batch of this.streams.read(stream, { fromRevision, countMax }))
          events.push(...batch);
        return events;
      } catch {
        continue;
      }
    }
    return [];
  }
}
