import { bookStream, type BookEvent, type SourcePosition, type SubmittedCommand } from '#contracts';
import { appendInParts, untilAvailable, type EventStore, type NewEvent } from '#event-store';
import { execute, tick, type Book, type BookFactory } from '#matching';
import type { Clock } from '#platform';
import { UNOBSERVED, type EngineObserver } from './engine-meter.js';
import { isSuperseded, reasonOf, UndecidedCommand } from './failures.js';
import { toStored } from './recorder.js';
import { recoverBook } from './recovery.js';
import { WITHOUT_SNAPSHOTS, type Snapshots } from './snapshots/restore-book.js';

/** A command as the bus delivered it. */
export interface DeliveredCommand {
  readonly command: SubmittedCommand;
  readonly source: SourcePosition;
  /** As it lies on the bus, or was kept when it was set aside. */
  readonly bytes: Uint8Array;
  /** The message that it was set aside as, when an operator sent it again. */
  readonly resendOf?: SourcePosition;
}

/** What a writer works with beside its book. */
export interface WriterParts {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly createBook: BookFactory;
  readonly snapshots?: Snapshots;
  readonly observer?: EngineObserver;
  /** Whether the book is still this engine's to decide, asked once another writer was first. */
  readonly isOurs: () => Promise<boolean>;
  /** Keeps a command that engines stop at for ever, with the reason. */
  readonly setAside: (delivered: DeliveredCommand, reason: string) => Promise<void>;
  /** Notes durably that a command stops the engine, up to so many times; tells how often, and whether it was noted. */
  readonly noteStop: (
    delivered: DeliveredCommand,
    reason: string,
    stopsMax: number,
  ) => Promise<{ readonly stops: number; readonly isNoted: boolean }>;
}

/** One thing to do with the book, in turn. */
interface Work {
  readonly kind: 'recover' | 'tick' | 'commands';
  commands: readonly DeliveredCommand[];
  readonly resolve: (isRecorded: boolean) => void;
  readonly reject: (error: unknown) => void;
  /** How often another writer was first. */
  supersededTries: number;
}

/** Work whose events are on their way into the store. */
interface Recording {
  readonly work: Work;
  readonly outcome: Promise<Outcome>;
}

/** What a piece of work comes to, not yet recorded. */
interface Decided {
  /** Of the stream, before these events. */
  readonly lastRevision: number;
  readonly events: readonly BookEvent[];
  readonly stored: readonly NewEvent[];
}

/** Why a piece of work was not recorded. */
interface Failed {
  readonly failure: { readonly error: unknown; readonly command?: DeliveredCommand };
}

type Outcome = { readonly failure: undefined } | Failed;

const RECORDED: Outcome = { failure: undefined };
/** A desk's command that has stopped engines so often is set aside when the next one comes to it. */
const STOPS_MAX = 3;
/** A writer that holds its book and still comes second so often is one of two that both think so. */
const SUPERSEDED_TRIES = 5;

/**
 * The single writer of one book, for as long as this engine holds its partition: decides batches of commands, records
 * their events in exact revision, and only then lets them count as done. While one batch is being recorded the next is
 * decided on top of it; when the first cannot be recorded, all that was decided on top is forgotten and decided anew.
 */
export class BookWriter {
  private book: Book | undefined;
  private readonly waiting: Work[] = [];
  private running: Promise<void> | undefined;
  private announce: () => void = () => undefined;
  private isDown = false;

  constructor(
    readonly instrument: string,
    private readonly parts: WriterParts,
  ) {}

  /** Rebuilds the book; resolves with the number of events that it holds. */
  async recover(): Promise<number> {
    await this.add('recover', []);
    return this.book?.sequence ?? 0;
  }

  /**
   * Decides and records a batch in order; redelivered commands are dropped by their recorded offset.
   *
   * @returns whether all of it is recorded; false when the writer has stepped down.
   */
  process(batch: readonly DeliveredCommand[]): Promise<boolean> {
    return this.add('commands', batch);
  }

  /** Does what fell due by now; records nothing when nothing did. Commands in hand do it by themselves. */
  async tick(): Promise<void> {
    if (this.running === undefined) await this.add('tick', []);
  }

  /** Decides nothing from now on and forgets the book; what is on its way into the store is left to the store's fence. */
  stepDown(): void {
    this.isDown = true;
    this.book = undefined;
    for (const work of this.waiting.splice(0)) work.resolve(false);
  }

  /** Resolves when nothing is being decided or recorded any more. */
  async idle(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  private add(kind: Work['kind'], commands: readonly DeliveredCommand[]): Promise<boolean> {
    if (this.isDown) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      this.waiting.push({ kind, commands, resolve, reject, supersededTries: 0 });
      this.announce();
      this.start();
    });
  }

  private start(): void {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      // What was added after the last look.
      if (this.waiting.length > 0) this.start();
    });
  }

  /** Decides what waits, one after the other, each while the one before it is being recorded. */
  private async run(): Promise<void> {
    let recording: Recording | undefined;
    while (recording !== undefined || this.waiting.length > 0) {
      if (recording !== undefined && this.waiting.length === 0) {
        await Promise.race([recording.outcome, this.arrival()]);
      }
      const work = this.waiting.shift();
      const decided = work === undefined ? undefined : await this.decide(work);
      if (recording !== undefined) {
        const outcome = await recording.outcome;
        if (outcome.failure === undefined) recording.work.resolve(true);
        else {
          if (work !== undefined) this.waiting.unshift(work);
          await this.onFailed(recording.work, outcome);
        }
        recording = undefined;
        if (outcome.failure !== undefined) continue;
      }
      if (work === undefined || decided === undefined) continue;
      if (this.isDown) work.resolve(false);
      else if ('failure' in decided) await this.onFailed(work, decided);
      else if (decided.events.length === 0) work.resolve(true);
      else recording = { work, outcome: this.record(decided) };
    }
  }

  private arrival(): Promise<void> {
    return new Promise((resolve) => (this.announce = resolve));
  }

  private async decide(work: Work): Promise<Decided | Failed> {
    const { store, createBook, snapshots = WITHOUT_SNAPSHOTS, clock, observer = UNOBSERVED } = this.parts;
    try {
      this.book ??= await untilAvailable(() => recoverBook(store, this.instrument, createBook, snapshots));
    } catch (error) {
      return { failure: { error } };
    }
    const { book } = this;
    const lastRevision = book.sequence - 1;
    const events: BookEvent[] = [];
    const sink = (event: BookEvent): void => void events.push(event);
    let inHand: DeliveredCommand | undefined;
    try {
      // What fell due meanwhile is nobody's command: a fault in it is not blamed on the first of them.
      if (work.kind !== 'recover') tick(book, clock.nowMicros(), sink);
      for (inHand of work.commands) {
        const { command, source } = inHand;
        const startedMs = performance.now();
        execute(book, command, { nowMicros: clock.nowMicros(), source }, sink);
        observer.decided(performance.now() - startedMs);
      }
      inHand = undefined;
      return { lastRevision, events, stored: toStored(this.instrument, events) };
    } catch (error) {
      const command = inHand ?? this.unwritable(work, events);
      return { failure: command === undefined ? { error } : { error, command } };
    }
  }

  /** The command whose events cannot be written, if that is what is wrong; those of a command follow its first. */
  private unwritable({ commands }: Work, events: readonly BookEvent[]): DeliveredCommand | undefined {
    let source: SourcePosition | undefined;
    for (const event of events) {
      if (event.command !== undefined) source = event.command.source;
      try {
        toStored(this.instrument, [event]);
      } catch {
        return commands.find((command) => command.source.offset === source?.offset);
      }
    }
    return undefined;
  }

  private async record({ lastRevision, events, stored }: Decided): Promise<Outcome> {
    const { store, observer = UNOBSERVED } = this.parts;
    try {
      await appendInParts(store, bookStream(this.instrument), lastRevision, stored);
      observer.recorded(events);
      return RECORDED;
    } catch (error) {
      return { failure: { error } };
    }
  }

  /** Whatever happened, the state in memory is ahead of what is known to be recorded. */
  private async onFailed(work: Work, { failure: { error, command } }: Failed): Promise<void> {
    this.book = undefined;
    try {
      if (command !== undefined) await this.onUndecided(work, command, error);
      else if (isSuperseded(error)) await this.onSuperseded(work, error);
      else throw error;
    } catch (fatal) {
      const waiting = this.waiting.splice(0);
      this.stepDown();
      for (const { reject } of [work, ...waiting]) reject(fatal);
    }
  }

  private async onSuperseded(work: Work, error: unknown): Promise<void> {
    work.supersededTries++;
    if (this.isDown || !(await this.parts.isOurs())) {
      work.resolve(false);
      this.stepDown();
    } else if (work.supersededTries < SUPERSEDED_TRIES) {
      this.waiting.unshift(work);
    } else {
      throw error;
    }
  }

  /**
   * Whatever the book or the engine has wrong, nothing of it is recorded, and a restart may bring it right: the engine
   * stops. A desk's command that engines have stopped at often enough must not keep a healthy book for ever, and is set
   * aside. An act is not: a book that lacks one would trade by rules that are not in force.
   */
  private async onUndecided(work: Work, command: DeliveredCommand, error: unknown): Promise<void> {
    if (command.command.cause === 'act')
      throw new UndecidedCommand(command.command, command.source, 'an act is never left out', error);
    const reason = reasonOf(error);
    const { stops, isNoted } = await this.parts.noteStop(command, reason, STOPS_MAX);
    if (isNoted)
      throw new UndecidedCommand(command.command, command.source, `stop ${stops} of ${STOPS_MAX}`, error);
    await this.parts.setAside(command, `it has stopped the engine ${stops} times: ${reason}`);
    work.commands = work.commands.filter((other) => other !== command);
    this.waiting.unshift(work);
  }
}
