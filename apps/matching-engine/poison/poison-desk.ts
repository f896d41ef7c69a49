import { setTimeout as delay } from 'node:timers/promises';
import { encodeResend, ORDERS_TOPIC, type SourcePosition } from '#contracts';
import type { MessageBus } from '#messaging';
import {
  poisonAnswer,
  poisonContents,
  cutFault,
  type PoisonAnswer,
  type PoisonContents,
} from './poison-answer.js';
import type { PoisonAct } from './poison-events.js';
import type { PoisonEntry, PoisonLog, PoisonStatus } from './poison-log.js';

/** Which messages, and how many. */
export interface PoisonSelection {
  readonly statuses: readonly PoisonStatus[];
  readonly limit: number;
  /** Only messages that were set aside after this event of the stream; from the first when absent. */
  readonly afterRevision?: number;
}

/** A page of messages in the order in which they were set aside. */
export interface PoisonPage {
  readonly items: readonly PoisonAnswer[];
  /** There is more after this event of the stream. */
  readonly goOnAfter?: number;
}

export type PoisonActKind = 'resend' | 'discard';

/** Who decides what about which message, and why. */
export interface PoisonRequest {
  readonly kind: PoisonActKind;
  readonly place: SourcePosition;
  readonly actor: string;
  readonly reason: string;
}

/** What became of a request. */
export type PoisonOutcome =
  | { readonly kind: 'done'; readonly message: PoisonAnswer }
  | { readonly kind: 'notFound' }
  /** Another decision stands. */
  | { readonly kind: 'decided'; readonly message: PoisonAnswer }
  /** It cannot be sent again. */
  | { readonly kind: 'cut'; readonly fault: string };

export interface PoisonDeskOptions {
  /** How long an answer waits for an engine to take what was sent again. */
  readonly takenTimeoutMsMax: number;
  /** How often it looks. */
  readonly lookMs: number;
}

const DEFAULTS: PoisonDeskOptions = { takenTimeoutMsMax: 3_000, lookMs: 50 };
/** A person waits for the answer. */
const STORE_PATIENCE_MS = 3_000;
const ACT_TYPES = { resend: 'MessageResent', discard: 'MessageDiscarded' } as const;

/** What operators do with messages that were set aside. */
export class PoisonDesk {
  private readonly options: PoisonDeskOptions;

  constructor(
    private readonly log: PoisonLog,
    private readonly bus: MessageBus,
    options: Partial<PoisonDeskOptions> = {},
  ) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** Lists messages, oldest first. */
  async list({ statuses, limit, afterRevision = -1 }: PoisonSelection): Promise<PoisonPage> {
    await this.log.catchUp();
    const chosen: PoisonEntry[] = [];
    for (const entry of this.log.all()) {
      if (entry.revision <= afterRevision || !statuses.includes(entry.status)) continue;
      chosen.push(entry);
      if (chosen.length > limit) break;
    }
    const items: PoisonAnswer[] = [];
    // One at a time: what they say may be long, and little of it is told.
    for (const entry of chosen.slice(0, limit)) items.push(await this.answerOf(entry));
    const last = chosen[limit - 1];
    return chosen.length > limit && last !== undefined ? { items, goOnAfter: last.revision } : { items };
  }

  /** All of one message; undefined when none was set aside there. */
  async show(place: SourcePosition): Promise<PoisonContents | undefined> {
    await this.log.catchUp();
    const entry = this.log.entryOf(place);
    return entry === undefined ? undefined : poisonContents(this.log, entry, await this.log.messageOf(entry));
  }

  /**
   * Records a decision once; the same again changes nothing. What is to be sent again is then put on the bus, also by
   * a repeat as long as no engine has taken it: it counts once.
   *
   * @throws EventStoreError, MessageBusError when a part is away; the request can be repeated.
   */
  async decide(request: PoisonRequest): Promise<PoisonOutcome> {
    const { kind, place, actor, reason } = request;
    await this.log.catchUp();
    const entry = this.log.entryOf(place);
    if (entry === undefined) return { kind: 'notFound' };
    const message = await this.log.messageOf(entry);
    const fault = kind === 'resend' ? cutFault(message) : undefined;
    if (fault !== undefined) return { kind: 'cut', fault };
    const { partition, offset } = place;
    const type = ACT_TYPES[kind];
    await this.log.record(() => {
      if (this.log.entryOf(place)?.status !== 'setAside') return [];
      const act: PoisonAct = { type, partition, offset, actor, reason, recordedMicros: this.log.nowMicros() };
      return [act];
    }, STORE_PATIENCE_MS);
    const decided = this.log.entryOf(place);
    if (decided?.act?.type !== type)
      return { kind: 'decided', message: await this.answerOf(decided ?? entry) };
    if (decided.status === 'resending') {
      await this.bus.send(ORDERS_TOPIC, [{ key: message.key, value: encodeResend(place) }]);
      await this.untilTaken(place);
    }
    return { kind: 'done', message: await this.answerOf(this.log.entryOf(place) ?? decided) };
  }

  /** Waits, bounded, until an engine has met the message. */
  private async untilTaken(place: SourcePosition): Promise<void> {
    const { takenTimeoutMsMax, lookMs } = this.options;
    for (let waitedMs = 0; waitedMs < takenTimeoutMsMax; waitedMs += lookMs) {
      await this.log.catchUp();
      if (this.log.entryOf(place)?.status === 'resent') return;
      await delay(lookMs);
    }
  }

  private async answerOf(entry: PoisonEntry): Promise<PoisonAnswer> {
    return poisonAnswer(this.log, entry, await this.log.messageOf(entry));
  }
}
