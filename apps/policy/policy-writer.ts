import { applyPolicyEvent, decidePolicy, type PolicyState } from '#bloc';
import {
  POLICY_RULES_VERSION,
  POLICY_STREAM,
  encodePolicyEvent,
  type Cause,
  type PolicyCommand,
  type PolicyCommandBody,
  type PolicyEvent,
  type Role,
} from '#contracts';
import { appendInParts, EventStoreError, type EventStore, type NewEvent } from '#event-store';
import type { Clock } from '#platform';
import { bookEventId } from '#replay';
import type { PolicyLog } from './policy-log.js';

/** What somebody asks of the bloc, before the writer gives it its time. */
export interface PolicyRequest {
  readonly commandId: string;
  readonly cause: Cause;
  readonly actor: string;
  readonly roles: readonly Role[];
  /** UTC microseconds at the edge. */
  readonly receiveMicros: number;
  readonly body: PolicyCommandBody;
}

/** What was recorded of a request. */
export interface PolicyOutcome {
  /** Empty only for the exact repeat of a founding act. */
  readonly events: readonly PolicyEvent[];
  /** Store position of the last event that the writer knows. */
  readonly position: number;
}

/** One command with its events, which always share one append: readers never see half of it. */
interface Decided {
  readonly events: readonly PolicyEvent[];
  readonly stored: readonly NewEvent[];
  readonly bytes: number;
}

/** A person waits for the answer, and is better told to come again. */
const APPEND_PATIENCE_MS = 2_000;
/** How often a request is decided while other writers are faster. */
const ATTEMPTS_MAX = 10;

/**
 * The single writer of the `policy` stream: decides requests one after another, records them at the exact revision,
 * and only then lets them count. When another writer was first it catches up and decides again.
 */
export class PolicyWriter {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private readonly log: PolicyLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Decides and records one request.
   *
   * @throws EventStoreError when it could not be recorded, or it is not known whether it was.
   */
  execute(request: PolicyRequest): Promise<PolicyOutcome> {
    return this.executeAll([request]);
  }

  /** Decides and records requests in order, as many in one append as it may hold. */
  executeAll(requests: readonly PolicyRequest[]): Promise<PolicyOutcome> {
    const result = this.turn.then(() => this.decideAndRecord(requests));
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async decideAndRecord(requests: readonly PolicyRequest[]): Promise<PolicyOutcome> {
    const recorded: PolicyEvent[] = [];
    let waiting = requests;
    for (let attempt = 1; waiting.length > 0; attempt += 1) {
      const decided = this.decide(waiting);
      let done = 0;
      try {
        for (const part of this.partsOf(decided)) {
          await this.append(part);
          recorded.push(...part.flatMap(({ events }) => events));
          done += part.length;
        }
      } catch (error) {
        const isLate = error instanceof EventStoreError && error.code === 'WRONG_EXPECTED_REVISION';
        if (!isLate || attempt >= ATTEMPTS_MAX) throw error;
        await this.log.catchUp();
      }
      waiting = waiting.slice(done);
    }
    return { events: recorded, position: this.log.lastPosition };
  }

  /** Decides on a draft when there are several, as each builds on the one before. */
  private decide(requests: readonly PolicyRequest[]): readonly Decided[] {
    const state: PolicyState = requests.length === 1 ? this.log.state : structuredClone(this.log.state);
    return requests.map((request) => {
      const events = decidePolicy(state, this.commandOf(request, state));
      if (state !== this.log.state) for (const event of events) applyPolicyEvent(state, event);
      const stored = events.map(storedForm);
      return { events, stored, bytes: stored.reduce((sum, event) => sum + event.data.byteLength, 0) };
    });
  }

  private commandOf(request: PolicyRequest, state: PolicyState): PolicyCommand {
    const recordedMicros = Math.max(this.clock.nowMicros(), state.recordedMicros);
    return { ...request, recordedMicros, rulesVersion: POLICY_RULES_VERSION };
  }

  private partsOf(decided: readonly Decided[]): readonly (readonly Decided[])[] {
    const parts: Decided[][] = [];
    let [count, bytes] = [0, 0];
    for (const one of decided) {
      count += one.stored.length;
      bytes += one.bytes;
      const fits = count <= this.store.appendEventsMax && bytes <= this.store.appendBytesMax;
      const part = parts.at(-1);
      if (part !== undefined && fits) {
        part.push(one);
      } else {
        parts.push([one]);
        [count, bytes] = [one.stored.length, one.bytes];
      }
    }
    return parts;
  }

  private async append(part: readonly Decided[]): Promise<void> {
    const stored = part.flatMap((one) => one.stored);
    const [first] = part.flatMap((one) => one.events);
    if (first === undefined) return;
    const position = await appendInParts(
      this.store,
      POLICY_STREAM,
      first.sequence - 2,
      stored,
      APPEND_PATIENCE_MS,
    );
    for (const { events } of part) for (const event of events) this.log.take(event, position);
  }
}

function storedForm(event: PolicyEvent): NewEvent {
  const { type, version, data } = encodePolicyEvent(event);
  return { id: bookEventId(POLICY_STREAM, event.sequence, type, version, data), type, version, data };
}
