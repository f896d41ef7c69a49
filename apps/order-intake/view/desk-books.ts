import { followBooks, type RecordedCommand } from '#book-feed';
import { BOOK_STREAM_PREFIX } from '#contracts';
import { BEFORE_ALL, type EventStore, type Subscription } from '#event-store';
import { requireKnownPosition, type ReadinessState } from '#platform';
import { View } from '#views';
import { DeskReads } from '../read/desk-reads.js';
import type { InstrumentCatalog } from '../read/instrument-catalog.js';
import { DeskRows } from './desk-rows.js';
import { DESK_VIEW_DDL, DESK_VIEW_VERSION } from './schema.js';

export interface DeskBooksOptions {
  readonly viewFile: string;
  readonly followRetryMs: number;
}

/** What happens around the view as it follows the books. */
export interface DeskBooksEvents {
  /** Told of commands as soon as they are recorded, before their rows are in the view. */
  readonly onRecorded: (commands: readonly RecordedCommand[]) => void;
  /** Told of the same commands once their rows are. */
  readonly onReflected: (commands: readonly RecordedCommand[]) => void;
  readonly onBroken: (error: unknown) => void;
}

/** Commands that were told of and are not in the view yet. */
interface Unwritten {
  readonly rows: DeskRows;
  readonly commands: RecordedCommand[];
  checkpoint: number;
}

/** How long commands gather for one transaction while nobody waits for it. */
const GATHER_MS = 20;
/** Commands beyond these hold the following back. */
const UNWRITTEN_MAX = 10_000;
const REFLECTED_MS_MAX = 5_000;

/** The desks' view of every book, kept in step with the store for the life of the process. */
export class DeskBooks {
  readonly reads: DeskReads;
  private readonly view: View<unknown>;
  private subscription: Subscription | undefined;
  private retry: NodeJS.Timeout | undefined;
  /** The transaction that gathers commands now. */
  private writing: Promise<void> | undefined;
  private unwritten: Unwritten;
  private state: 'catchingUp' | 'following' | 'broken' | 'closed' = 'catchingUp';

  constructor(
    private readonly store: EventStore,
    private readonly catalog: InstrumentCatalog,
    private readonly options: DeskBooksOptions,
    private readonly events: DeskBooksEvents,
  ) {
    this.view = View.open({
      file: options.viewFile,
      schemaVersion: DESK_VIEW_VERSION,
      ddl: DESK_VIEW_DDL,
    });
    this.unwritten = {
      rows: new DeskRows(this.view, catalog.set),
      commands: [],
      checkpoint: this.view.checkpoint,
    };
    this.reads = new DeskReads(this.view, catalog);
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
    const rows = new DeskRows(this.view, this.catalog.set);
    this.unwritten = { rows, commands: [], checkpoint: this.view.checkpoint };
    const subscription = followBooks(this.store, this.view.checkpoint, async (commands, checkpoint) => {
      const fresh = rows.fresh(commands);
      this.events.onRecorded(fresh);
      this.gather(subscription, fresh, checkpoint);
      if (this.unwritten.commands.length > UNWRITTEN_MAX) await this.writing;
    });
    this.subscription = subscription;
    subscription.closed.catch((error: unknown) => this.broken(subscription, error));
    this.catchUp(subscription).catch((error: unknown) => this.broken(subscription, error));
  }

  /**
   * Waits until the view reflects all that anybody was told by `onRecorded`, so that whoever was answered by this
   * process and reads from it sees their write without naming a position.
   */
  async reflected(): Promise<void> {
    if (this.writing === undefined) return;
    await this.view.waitFor(this.unwritten.checkpoint, REFLECTED_MS_MAX);
  }

  /**
   * Waits until the view reflects a store position: read your own writes.
   *
   * @returns false when the time was up first.
   */
  async reach(position: number, timeoutMsMax: number): Promise<boolean> {
    if (position <= this.view.checkpoint) return true;
    await requireKnownPosition(this.store, position);
    // A position of some other stream counts as reached with the last book event before it.
    return this.view.waitFor(await this.lastBookPosition(position), timeoutMsMax);
  }

  async close(): Promise<void> {
    this.state = 'closed';
    clearTimeout(this.retry);
    await this.subscription?.close();
    if (this.writing !== undefined) this.write();
    this.view.close();
  }

  /**
   * Keeps commands for the next transaction of the view: whoever was settled just now is answered first, and many
   * commands share one transaction unless somebody waits for it.
   */
  private gather(subscription: Subscription, commands: readonly RecordedCommand[], checkpoint: number): void {
    this.unwritten.commands.push(...commands);
    this.unwritten.checkpoint = checkpoint;
    this.writing ??= this.view
      .wanted(GATHER_MS)
      .then(() => this.write())
      .catch((error: unknown) => this.broken(subscription, error));
  }

  private write(): void {
    const { rows, commands, checkpoint } = this.unwritten;
    this.writing = undefined;
    if (checkpoint === this.view.checkpoint) return;
    this.unwritten = { rows, commands: [], checkpoint };
    rows.write(commands, checkpoint);
    this.events.onReflected(commands);
  }

  private broken(subscription: Subscription, error: unknown): void {
    if (this.state === 'closed' || this.subscription !== subscription) return;
    this.subscription = undefined;
    this.state = 'broken';
    this.events.onBroken(error);
    subscription.close().catch(() => undefined);
    this.retry = setTimeout(() => this.follow(), this.options.followRetryMs);
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
