import { EventStoreError, type EventStore, type Subscription } from '#event-store';
import type { Kysely } from 'kysely';
import type Database from 'libsql';
import { projectBooks } from './book-projection.js';
import type { FollowedView, Projection } from './projection.js';
import { View } from './view.js';

/** How a view is kept. */
export interface FollowOptions {
  /** Path of the SQLite file, or `:memory:`. */
  readonly file: string;
  /** Pause before the books are followed again after that broke. */
  readonly retryMs: number;
  /** Told why following broke, or that it goes on: undefined. */
  readonly onFault?: (error: unknown) => void;
}

/** So often in a row, at the same place, it is no accident. */
const FAULTS_MAX = 5;

/** A view that this very thread keeps in step with the books, and begins again whenever that breaks, until closed. */
export class LocalView<Schema> implements FollowedView<Schema> {
  private readonly view: View<Schema>;
  private readonly listeners: ((checkpoint: number) => void)[] = [];
  private subscription: Subscription | undefined;
  private retry: NodeJS.Timeout | undefined;
  private brokenBy: string | undefined;
  private closed = false;
  /** How often events could not be projected in a row, and where the view was. */
  private faults = 0;
  private faultyAt = Number.NaN;

  constructor(
    private readonly projection: Projection<Schema>,
    private readonly store: EventStore,
    private readonly options: FollowOptions,
  ) {
    const { schemaVersion, ddl } = projection;
    this.view = View.open<Schema>({ file: options.file, schemaVersion, ddl });
  }

  get kysely(): Kysely<Schema> {
    return this.view.kysely;
  }

  get sqlite(): Database.Database {
    return this.view.sqlite;
  }

  get checkpoint(): number {
    return this.view.checkpoint;
  }

  get fault(): string | undefined {
    return this.brokenBy;
  }

  waitFor(position: number, timeoutMsMax: number): Promise<boolean> {
    return this.view.waitFor(position, timeoutMsMax);
  }

  onReached(listener: (checkpoint: number) => void): void {
    this.listeners.push(listener);
  }

  follow(): void {
    if (this.closed) return;
    const { projection, view, store, options } = this;
    this.brokenBy = undefined;
    options.onFault?.(undefined);
    const subscription = projectBooks(view, store, {
      name: projection.name,
      project: projection.writer(view),
      gatherMs: projection.gatherMs,
      onReflected: () => {
        for (const listener of this.listeners) listener(view.checkpoint);
      },
    });
    this.subscription = subscription;
    subscription.closed.catch((error: unknown) => {
      this.brokenBy = error instanceof Error ? error.message : String(error);
      if (!(error instanceof EventStoreError)) this.noteFault();
      options.onFault?.(error);
      this.retry = setTimeout(() => this.follow(), options.retryMs);
    });
  }

  /**
   * Events that cannot be projected time and again may be right and the rows wrong. Who watches progress ends the process
   * by and by, and the next one begins with a new view.
   */
  private noteFault(): void {
    const { checkpoint } = this.view;
    this.faults = checkpoint === this.faultyAt ? this.faults + 1 : 1;
    this.faultyAt = checkpoint;
    if (this.faults < FAULTS_MAX) return;
    try {
      this.view.condemn();
    } catch {
      // A full disk, say, lets nothing be noted either: the fault itself is told, and the next one tries again.
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.retry);
    await this.subscription?.close();
    this.view.close();
  }
}
