import { createHash } from 'node:crypto';
import { decodeBookEvent, encodeBookEvent, type BookCommandBody, type BookEvent } from '#contracts';
import {
  createFastBook,
  createNaiveBook,
  execute,
  tick,
  type Book,
  type ExecuteOutcome,
  type FastBook,
  type LiveOrder,
} from '#matching';
import { BookAuditor } from '#testing';
import { byNumbers } from './numeric-door.js';
import { isSameValue } from './same-value.js';
import { StateBytes } from './state-bytes.js';
import { serialOf, type SoakAction } from './soak-action.js';

/** The instrument of all soaks. */
export const SOAK_INSTRUMENT = 'SOAK';

/** What else watches a run, beside the comparison of all events. */
export interface Watches {
  /** The whole state is compared every so many actions. */
  readonly stateEvery: number;
  /** Every invariant in full after each command, by a slow model of its own. */
  readonly isAudited: boolean;
  /** A third book follows by stored events, some of which come twice. */
  readonly isFollowed: boolean;
  /** After so many actions another book goes on in the fast one's place, as where engines change; it needs a follower. */
  readonly takeOverEvery: number;
}

/** Of so many takings over one is by a book restored from a snapshot, the others by the one that followed. */
const SNAPSHOT_TAKES_OVER_EVERY = 8;

/** The books differ, or one of them is wrong. */
export class SoakFault extends Error {
  override readonly name = 'SoakFault';
}

/** What a book made of an action. */
interface Said {
  readonly events: BookEvent[];
  readonly outcome: ExecuteOutcome['kind'] | undefined;
}

/** A command with its place on the bus; none is a tick. */
type Heard = { readonly body: BookCommandBody; readonly offset: number } | undefined;

/** Plays actions into a naive and a fast book side by side; both must say and become the same. */
export class SoakPlayer {
  private readonly naive = createNaiveBook(SOAK_INSTRUMENT);
  private fast = createFastBook(SOAK_INSTRUMENT);
  /** Every other command goes in by the fast book's numeric entry. */
  private fastByNumbers = byNumbers(this.fast);
  private follower = createFastBook(SOAK_INSTRUMENT);
  private readonly auditor = new BookAuditor();
  private readonly numberOfSerial = new Map<number, number>();
  private count = 0;
  private offset = 0;
  /** How often whole states, and hashes of states, were compared. */
  statesCompared = 0;
  hashesCompared = 0;
  /** How often another book took the fast one's place. */
  takingsOver = 0;

  private readonly wantedBytes = new StateBytes();
  private readonly otherBytes = new StateBytes();

  constructor(private readonly watches: Watches) {}

  /**
   * Plays one action.
   *
   * @returns its events.
   * @throws SoakFault when the books differ in what they say or have become, or when one of them stops.
   */
  play(action: SoakAction): readonly BookEvent[] {
    const heard = this.heardOf(action);
    const door = this.count % 2 === 0 ? this.fast : this.fastByNumbers;
    const naive = tell(this.naive, action.micros, heard, (event) => this.hear(event));
    const fast = tell(door, action.micros, heard);
    compareSaid(naive, fast);
    this.compareTouched(naive.events);
    this.count++;
    const { stateEvery, isFollowed, takeOverEvery } = this.watches;
    if (this.count % stateEvery === 0) this.compareStates();
    if (isFollowed && this.count % takeOverEvery === 0) this.takeOver();
    return naive.events;
  }

  /** Another book that has come to the same state in its own way goes on. */
  private takeOver(): void {
    const before = this.fast;
    this.takingsOver++;
    if (this.takingsOver % SNAPSHOT_TAKES_OVER_EVERY === 0) this.fast = restored(before);
    else {
      this.fast = this.follower;
      this.follower = before;
    }
    this.fastByNumbers = byNumbers(this.fast);
  }

  /** What an event did to an order may be gone, or made good, before the whole states are compared. */
  private compareTouched(events: readonly BookEvent[]): void {
    for (const event of events) {
      if (!('order' in event)) continue;
      const [naive, fast] = [this.naive.order(event.order), this.fast.order(event.order)];
      if (isSameOrder(naive, fast)) continue;
      throw new SoakFault(
        `the orders differ\nnaive: ${JSON.stringify(naive)}\nfast:  ${JSON.stringify(fast)}`,
      );
    }
  }

  /** Compares the whole states, and what a replay of the events has made. */
  compareStates(): void {
    const wanted = this.wantedBytes.take(this.naive);
    const books: [what: string, book: Book][] = [['fast', this.fast]];
    if (this.watches.isFollowed) books.push(['replayed', this.follower]);
    for (const [what, book] of books) {
      if (Buffer.compare(wanted, this.otherBytes.take(book)) === 0) continue;
      throw differingStates(what, this.naive.stateText(), book.stateText());
    }
    this.statesCompared++;
  }

  /** Each book makes its own hash. */
  compareHashes(): void {
    if (this.naive.stateHash() !== this.fast.stateHash()) throw new SoakFault('the state hashes differ');
    this.hashesCompared++;
  }

  private heardOf(action: SoakAction): Heard {
    switch (action.kind) {
      case 'tick':
        return undefined;
      case 'redeliver':
        return { body: REDELIVERED, offset: this.offset };
      case 'send':
        return { body: action.body, offset: ++this.offset };
      case 'amend':
      case 'cancel': {
        const order = this.numberOfSerial.get(action.serial) ?? 0;
        return { body: { ...action.body, order }, offset: ++this.offset };
      }
    }
  }

  private hear(event: BookEvent): void {
    const body = event.command?.body;
    if (event.type === 'OrderAccepted' && body?.kind === 'placeOrder') {
      this.numberOfSerial.set(serialOf(body.clientOrderId), event.sequence);
    }
    if (this.watches.isAudited) {
      this.auditor.audit(event, this.naive);
      const [fault] = this.auditor.faults;
      if (fault !== undefined) throw new SoakFault(`the auditor: ${fault}`);
    }
    if (this.watches.isFollowed) {
      const stored = throughStore(event);
      this.follower.apply(stored);
      if (event.sequence % 3 === 0) this.follower.apply(stored);
    }
  }
}

/** A book drops it for its offset, so what it says does not matter. */
const REDELIVERED: BookCommandBody = {
  kind: 'massCancel',
  desk: 'aus-1',
  memberState: 'AUS',
  trader: 'none',
};

function tell(book: Book, nowMicros: number, heard: Heard, hear?: (event: BookEvent) => void): Said {
  const events: BookEvent[] = [];
  const sink = (event: BookEvent): void => {
    events.push(event);
    hear?.(event);
  };
  try {
    if (heard === undefined) {
      tick(book, nowMicros, sink);
      return { events, outcome: undefined };
    }
    const { body, offset } = heard;
    const submitted = {
      commandId: `c${offset}`,
      instrument: SOAK_INSTRUMENT,
      cause: body.kind === 'applyAct' ? 'act' : 'command',
      actor: 'soak',
      receiveMicros: nowMicros,
      body,
    } as const;
    const { kind } = execute(book, submitted, { nowMicros, source: { partition: 0, offset } }, sink);
    return { events, outcome: kind };
  } catch (error) {
    if (error instanceof SoakFault) throw error;
    throw new SoakFault(`a book stops: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
  }
}

/** A book from another's snapshot. */
function restored(book: FastBook): FastBook {
  const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
  const next = createFastBook(SOAK_INSTRUMENT);
  next.restoreSnapshot(book.writeSnapshot('soak', sha256), sha256);
  return next;
}

function compareSaid(naive: Said, fast: Said): void {
  if (naive.outcome !== fast.outcome) {
    throw new SoakFault(`the outcomes differ: ${String(naive.outcome)} and ${String(fast.outcome)}`);
  }
  for (let index = 0; index < Math.max(naive.events.length, fast.events.length); index++) {
    const [left, right] = [naive.events[index], fast.events[index]];
    if (isSameValue(left, right)) continue;
    throw new SoakFault(`the events differ\nnaive: ${JSON.stringify(left)}\nfast:  ${JSON.stringify(right)}`);
  }
}

/** @param fast - with every field that an order may have. */
function isSameOrder(naive: LiveOrder | undefined, fast: LiveOrder | undefined): boolean {
  if (naive === undefined || fast === undefined) return naive === fast;
  return (Object.keys(fast) as (keyof LiveOrder)[]).every((field) => naive[field] === fast[field]);
}

function differingStates(what: string, wanted: string, text: string): SoakFault {
  const lines = text.split('\n');
  const wantedLines = wanted.split('\n');
  const at = wantedLines.findIndex((line, index) => line !== lines[index]);
  return new SoakFault(`the states differ\nnaive: ${wantedLines[at] ?? ''}\n${what}: ${lines[at] ?? ''}`);
}

/** An event as it comes back from the store; one whose command no store would take stays as it is. */
function throughStore(event: BookEvent): BookEvent {
  const body = event.command?.body;
  const isStorable = Object.values(body ?? {}).every(
    (value) => typeof value !== 'number' || Number.isSafeInteger(value),
  );
  if (!isStorable) return event;
  const { type, version, data } = encodeBookEvent(event);
  return decodeBookEvent(type, version, data);
}
