import { BOOK_STREAM_PREFIX, type BookEventType, type RejectionCode } from '#contracts';
import type { EventStore, Subscription } from '#event-store';
import type { RecordedCommand } from '#book-feed';
import { BOOK_PROGRESS_DDL, View, projectBooks } from '#views';

/** What a book has made of an act. */
export interface BookEffect {
  readonly actId: string;
  readonly instrument: string;
  readonly state: 'scheduled' | 'effective' | 'refused' | 'withdrawn';
  /** Sequence of the book's event that says so. */
  readonly sequence: number;
  readonly position: number;
  /** Why the book refused. */
  readonly code?: RejectionCode;
  /** Whether the book has sequenced the act's withdrawal, be it too late. */
  readonly withdrawalSequenced: boolean;
}

interface EffectRow {
  act_id: string;
  instrument: string;
  state: BookEffect['state'];
  sequence: number;
  position: number;
  code: RejectionCode | null;
  withdrawal_sequenced: number;
}

interface Schema {
  act_effects: EffectRow;
  identifier_drops: { instrument: string; ended_before_micros: number };
}

const SCHEMA_VERSION = 1;
const DDL = [
  BOOK_PROGRESS_DDL,
  `create table act_effects (act_id text not null, instrument text not null, state text not null,
    sequence integer not null, position integer not null, code text, withdrawal_sequenced integer not null,
    primary key (act_id, instrument))`,
  `create table identifier_drops (instrument text primary key, ended_before_micros integer not null)`,
];

/** What commands begin with that enter an order, which are most of all. */
const OF_NEW_ORDERS: ReadonlySet<string> = new Set<BookEventType>(['OrderAccepted', 'OrderRejected']);

interface Waiter {
  readonly isDone: () => boolean;
  readonly wake: (done: boolean) => void;
}

/** Follows the books and knows what became of each act in each of them. */
export class ActEffects {
  private readonly effects = new Map<string, BookEffect>();
  /** Of the view's transaction in hand. */
  private readonly pending = new Map<string, BookEffect>();
  private readonly drops = new Map<string, number>();
  private readonly waiters = new Set<Waiter>();
  private readonly save;
  private readonly saveDrop;

  private constructor(
    private readonly view: View<Schema>,
    private readonly store: EventStore,
  ) {
    this.save = view.sqlite.prepare('insert or replace into act_effects values (?, ?, ?, ?, ?, ?, ?)');
    this.saveDrop = view.sqlite.prepare('insert or replace into identifier_drops values (?, ?)');
    this.load();
  }

  /** @param file - path of the SQLite file, or `:memory:`. */
  static open(store: EventStore, file: string): ActEffects {
    return new ActEffects(View.open<Schema>({ file, schemaVersion: SCHEMA_VERSION, ddl: DDL }), store);
  }

  /** Follows the books from where the view is. */
  follow(): Subscription {
    this.pending.clear();
    return projectBooks(this.view, this.store, {
      name: 'act-effects',
      project: (commands) => {
        for (const command of commands) this.project(command);
      },
      onReflected: (commands) => this.reflected(commands),
      concerns: (command) => isByAct(command) || dropOf(command) !== undefined,
      wants: (firstType) => !OF_NEW_ORDERS.has(firstType),
    });
  }

  /** Undefined while the book has not sequenced the act. */
  effect(actId: string, instrument: string): BookEffect | undefined {
    return this.effects.get(keyOf(actId, instrument));
  }

  /** The newest instant before which a book has dropped identifiers (SEQ-4). */
  droppedBeforeMicros(instrument: string): number {
    return this.drops.get(instrument) ?? 0;
  }

  /**
   * Waits until something is true of the effects.
   *
   * @returns false when the time was up first.
   */
  async waitUntil(isDone: () => boolean, timeoutMsMax: number): Promise<boolean> {
    if (isDone()) return true;
    return new Promise((resolve) => {
      const waiter: Waiter = {
        isDone,
        wake: (done) => {
          clearTimeout(timer);
          this.waiters.delete(waiter);
          resolve(done);
        },
      };
      const timer = setTimeout(() => waiter.wake(false), timeoutMsMax);
      this.waiters.add(waiter);
    });
  }

  /**
   * Waits until the effects reflect every book's events up to a store position.
   *
   * @param position - the store's newest when absent.
   * @returns false when the time was up first.
   */
  async waitFor(position: number | undefined, timeoutMsMax: number): Promise<boolean> {
    if (position !== undefined && position <= this.view.checkpoint) return true;
    const last = this.store.readAll({
      direction: 'backward',
      streamPrefix: BOOK_STREAM_PREFIX,
      countMax: 1,
      ...(position === undefined ? {} : { afterPosition: position + 1 }),
    });
    for await (const [event] of last) {
      if (event !== undefined) return this.view.waitFor(event.position, timeoutMsMax);
    }
    return true;
  }

  close(): void {
    for (const waiter of this.waiters) waiter.wake(false);
    this.view.close();
  }

  private load(): void {
    for (const row of this.view.sqlite.prepare('select * from act_effects').all() as EffectRow[]) {
      this.keep({
        actId: row.act_id,
        instrument: row.instrument,
        state: row.state,
        sequence: row.sequence,
        position: row.position,
        ...(row.code === null ? {} : { code: row.code }),
        withdrawalSequenced: row.withdrawal_sequenced === 1,
      });
    }
    const drops = this.view.sqlite.prepare('select * from identifier_drops').all();
    for (const row of drops as Schema['identifier_drops'][])
      this.drops.set(row.instrument, row.ended_before_micros);
  }

  /** Writes rows inside the view's transaction; what it says counts once that is through. */
  private project(command: RecordedCommand): void {
    const effect = this.effectOf(command);
    if (effect !== undefined) {
      const { actId, instrument, state, sequence, position, code, withdrawalSequenced } = effect;
      this.save.run(actId, instrument, state, sequence, position, code ?? null, withdrawalSequenced ? 1 : 0);
      this.pending.set(keyOf(actId, instrument), effect);
    }
    const drop = dropOf(command);
    if (drop !== undefined) this.saveDrop.run(command.instrument, drop);
  }

  private reflected(commands: readonly RecordedCommand[]): void {
    for (const effect of this.pending.values()) this.keep(effect);
    this.pending.clear();
    for (const command of commands) {
      const drop = dropOf(command);
      if (drop !== undefined) this.drops.set(command.instrument, drop);
    }
    for (const waiter of this.waiters) {
      if (waiter.isDone()) waiter.wake(true);
    }
  }

  private keep(effect: BookEffect): void {
    this.effects.set(keyOf(effect.actId, effect.instrument), effect);
  }

  private effectOf({ instrument, position, events: [first] }: RecordedCommand): BookEffect | undefined {
    const body = first?.command?.body;
    if (first === undefined || body === undefined || !('actId' in body)) return undefined;
    const { actId } = body;
    const { sequence } = first;
    const key = keyOf(actId, instrument);
    const known = this.pending.get(key) ?? this.effects.get(key);
    if (body.kind === 'withdrawAct') {
      return first.type === 'ActWithdrawn' || known === undefined
        ? { actId, instrument, state: 'withdrawn', sequence, position, withdrawalSequenced: true }
        : { ...known, withdrawalSequenced: true };
    }
    const withdrawalSequenced = known?.withdrawalSequenced ?? false;
    const base = { actId, instrument, sequence, position, withdrawalSequenced };
    if (first.type === 'ActScheduled') return { ...base, state: 'scheduled' };
    if (first.type === 'ActRefused') return { ...base, state: 'refused', code: first.code };
    return { ...base, state: 'effective' };
  }
}

function isByAct({ events: [first] }: RecordedCommand): boolean {
  return first?.command !== undefined && 'actId' in first.command.body;
}

function dropOf({ events: [first] }: RecordedCommand): number | undefined {
  return first?.type === 'IdentifiersDropped' ? first.endedBeforeMicros : undefined;
}

function keyOf(actId: string, instrument: string): string {
  return `${actId}\n${instrument}`;
}
