import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import type { RecordedEvent, SubscribeOptions, Subscription } from '../port.js';
import type { Connection } from './connection.js';
import { fromServer, isOurs } from './event-form.js';
import { isAccessDenied } from './failures.js';
import { placeOf, serverPosition, serverPositionBefore } from './positions.js';
import { Pull } from './pull.js';

/** How a subscription meets trouble. */
export interface ResumeOptions {
  readonly batchEventsMax: number;
  /** How long the server may take to confirm, in milliseconds. */
  readonly confirmMsMax: number;
  /** Pause before the first new try after something came, in milliseconds; each further one is twice as long. */
  readonly pauseMsMin: number;
  readonly pauseMsMax: number;
  /** Told of every break: what ended the subscription, and how long it pauses now. */
  readonly onTrouble: (error: unknown, pauseMs: number) => void;
}

/** A handler's error, which is no trouble of the connection. */
class HandlerFailure extends Error {}

/**
 * Follows the server's log, and takes it up again after the last event handed over whenever the server ends the
 * subscription, fails, or is away: the client never does so by itself. It gives up on a failing handler only, and where
 * the server does not let it in.
 */
export class ResumingSubscription implements Subscription {
  readonly closed: Promise<void>;
  readonly #finished: Promise<void>;
  #closing = false;
  #interrupt: () => void = () => undefined;
  #cursor: number;
  #pauseMs: number;

  constructor(
    private readonly connection: Connection,
    private readonly wanted: SubscribeOptions,
    private readonly options: ResumeOptions,
    private readonly onBatch: (events: readonly RecordedEvent[]) => Promise<void>,
  ) {
    this.#cursor = wanted.afterPosition;
    this.#pauseMs = options.pauseMsMin;
    this.closed = this.#run();
    this.#finished = this.closed.catch(() => undefined);
  }

  close(): Promise<void> {
    this.#closing = true;
    this.#interrupt();
    return this.#finished;
  }

  #isOpen(): boolean {
    return !this.#closing;
  }

  async #run(): Promise<void> {
    // The caller has the subscription in hand before the first batch comes.
    await Promise.resolve();
    while (this.#isOpen()) {
      let trouble: unknown = new Error('the server ended the subscription');
      try {
        await this.#follow();
      } catch (error) {
        if (error instanceof HandlerFailure) throw error.cause;
        if (isAccessDenied(error)) throw error;
        trouble = error;
      }
      if (this.#isOpen()) await this.#pause(trouble);
    }
  }

  async #follow(): Promise<void> {
    const subscription = this.#subscribe();
    const pull = new Pull<AllStreamResolvedEvent>(subscription);
    this.#interrupt = () => pull.stop();
    const { batchEventsMax, confirmMsMax, pauseMsMin } = this.options;
    const impatience = setTimeout(
      () => pull.fail(new Error(`the server has not confirmed for ${confirmMsMax} ms`)),
      confirmMsMax,
    );
    subscription.on('confirmation', () => {
      clearTimeout(impatience);
      this.#pauseMs = pauseMsMin;
    });
    try {
      while (this.#isOpen()) {
        const batch = await pull.next(Math.min(this.wanted.batchEventsMax ?? batchEventsMax, batchEventsMax));
        if (batch.length === 0) return;
        await this.#handOver(batch);
      }
    } finally {
      clearTimeout(impatience);
      subscription.unsubscribe().catch(() => undefined);
    }
  }

  #subscribe(): AllStreamSubscription {
    const { client, callOptions } = this.connection;
    const fromPosition = startAfter(this.#cursor);
    const regex = streamRegex(this.wanted.streamPrefix);
    const filter = streamNameFilter({ regex, checkpointInterval: CHECKPOINT_INTERVAL });
    return client.subscribeToAll({ ...callOptions, fromPosition, filter }, BUFFER);
  }

  async #handOver(batch: readonly AllStreamResolvedEvent[]): Promise<void> {
    const events: RecordedEvent[] = [];
    let cursor = this.#cursor;
    for (const { event } of batch) {
      if (event === undefined || !isOurs(event)) continue;
      const recorded = fromServer(event);
      if (recorded.position <= cursor) continue;
      cursor = recorded.position;
      events.push(recorded);
    }
    if (events.length > 0) {
      try {
        await this.onBatch(events);
      } catch (error) {
        throw new HandlerFailure('the handler failed', { cause: error });
      }
    }
    this.#cursor = cursor;
  }

  async #pause(trouble: unknown): Promise<void> {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(2 * pauseMs, this.options.pauseMsMax);
    this.options.onTrouble(trouble, pauseMs);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      this.#interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Events that wait in the client while a handler works. */
const BUFFER = { highWaterMark: 256 };

/** The server tells after so many pages without a match how far it has looked; nobody here listens. */
const CHECKPOINT_INTERVAL = 1_000;

function startAfter(position: number): typeof START | ReturnType<typeof serverPosition> {
  if (position < 0) return START;
  const { offset, side } = placeOf(position);
  if (side !== 'before') return serverPosition(offset);
  return offset === 0n ? START : serverPositionBefore(offset);
}

/**
 * A regular expression for the streams wanted. The server compares prefixes by the rules of its language settings, by
 * which equal texts may differ and different ones be equal; expressions it compares letter by letter.
 */
function streamRegex(prefix = ''): string {
  return prefix === '' ? '^[^$]' : `^${prefix.replace(/[\\*+?|{}[\]()^$.#\s]/g, '\\$&')}`;
}
