import type { RecordedCommand } from '#book-feed';
import { BOOK_STREAM_PREFIX } from '#contracts';
import { BEFORE_ALL, type EventStore, type Subscription } from '#event-store';
import type { ReadinessState } from '#platform';
import { projectBooks, View } from '#views';
import { DeskReads } from '../read/desk-reads.js';
import type { InstrumentCatalog } from '../read/instrument-catalog.js';
import { DeskProjection } from './desk-projection.js';
import { DESK_VIEW_DDL, DESK_VIEW_VERSION } from './schema.js';

export interface DeskBooksOptions {
  readonly viewFile: string;
  readonly followRetryMs: number;
}

/** The desks' view of every book, kept in step with the store for the life of the process. */
export class DeskBooks {
  readonly reads: DeskReads;
  private readonly view: View<unknown>;
  private readonly projection: DeskProjection;
  private subscription: Subscription | undefined;
  private retry: NodeJS.Timeout | undefined;
  private state: 'catchingUp' | 'following' | 'broken' | 'closed' = 'catchingUp';

  /** @param onReflected - told of commands once their rows are in the view. */
  constructor(
    private readonly store: EventStore,
    catalog: InstrumentCatalog,
    private readonly options: DeskBooksOptions,
    private readonly onReflected: (commands: readonly RecordedCommand[]) => void,
    private readonly onBroken: (error: unknown) => void,
  ) {
    this.view = View.open({
      file: options.viewFile,
      schemaVersion: DESK_VIEW_VERSION,
      ddl: DESK_VIEW_DDL,
    });
    this.reads = new DeskReads(this.view, catalog);
    this.projection = new DeskProjection(this.view, catalog.set);
    for (const spec of this.reads.specs()) catalog.set(spec);
  }

  /** Store position that the view reflects. */
  get position(): number {
    return this.view.checkpoint;
  }

  /** Whether the view follows and has caught up with what was recorded before it began to. */
  get following(): boolean {
    return this.state === 'following';
  }

  readiness(): ReadinessState {
    return this.following ? { ready: true } : { ready: false, detail: this.state };
  }

  /** Starts to follow the books, and again whenever that breaks, until closed. */
  follow(): void {
    this.state = 'catchingUp';
    const subscription = projectBooks(this.view, this.store, this.projection.project, this.onReflected);
    this.subscription = subscription;
    const broken = (error: unknown): void => {
      if (this.state === 'closed' || this.subscription !== subscription) return;
      this.subscription = undefined;
      this.state = 'broken';
      this.onBroken(error);
      this.retry = setTimeout(() => this.follow(), this.options.followRetryMs);
    };
    subscription.closed.catch(broken);
    this.catchUp(subscription).catch(async (error: unknown) => {
      await subscription.close().catch(() => undefined);
      broken(error);
    });
  }

  /**
   * Waits until the view reflects a store position: read your own writes.
   *
   * @returns false when the time was up first.
   */
  async reach(position: number, timeoutMsMax: number): Promise<boolean> {
    if (position <= this.view.checkpoint) return true;
    // A position of some other stream counts as reached with the last book event before it.
    const known = (await this.store.lastPosition()) >= position;
    const target = known ? await this.lastBookPosition(position) : position;
    return this.view.waitFor(target, timeoutMsMax);
  }

  async close(): Promise<void> {
    this.state = 'closed';
    clearTimeout(this.retry);
    await this.subscription?.close();
    this.view.close();
  }

  private async catchUp(subscription: Subscription): Promise<void> {
    const target = await this.lastBookPosition();
    while (this.subscription === subscription && this.state === 'catchingUp') {
      if (await this.view.waitFor(target, this.options.followRetryMs)) this.state = 'following';
    }
  }

  private async lastBookPosition(atOrBefore?: number): Promise<number> {
    const newest = this.store.readAll({
      direction: 'backward',
      streamPrefix: BOOK_STREAM_PREFIX,
      countMax: 1,
      ...(atOrBefore === undefined ? {} : { afterPosition: atOrBefore + 1 }),
    });
    for await (const [event] of newest) {
      if (event !== undefined) return event.position;
    }
    return BEFORE_ALL;
  }
}
