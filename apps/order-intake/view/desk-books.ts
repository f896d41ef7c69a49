import { followBooks, type RecordedCommand } from '#book-feed';
import { BOOK_STREAM_PREFIX } from '#contracts';
import { BEFORE_ALL, type EventStore, type Subscription } from '#event-store';
import { requireKnownPosition, type ReadinessState } from '#platform';
import type { FollowedView } from '#views';
import { DeskReads } from '../read/desk-reads.js';
import type { InstrumentCatalog } from '../read/instrument-catalog.js';
import { placedName } from './placed-name.js';
import { UnreflectedCommands } from './unreflected-commands.js';
import { UsedIds } from './used-ids.js';

/** What happens around the view as the books are followed. */
export interface DeskBooksEvents {
  /** Told of commands as soon as they are recorded, before their rows are in the view. */
  readonly onRecorded: (commands: readonly RecordedCommand[]) => void;
  /** Told of the same commands once their rows are, as far as they were the first to use an order's id. */
  readonly onReflected: (placed: readonly string[]) => void;
  readonly onBroken: (error: unknown) => void;
}

/** Commands told of and not in the view beyond these hold the following back, and with it the answers. */
const UNREFLECTED_MAX = 50_000;
const REFLECTED_MS_MAX = 5_000;

/**
 * What the desks' edge knows of every book for the life of the process: outcomes as soon as they are recorded, and a
 * view of all that is, which is written beside.
 */
export class DeskBooks {
  readonly reads: DeskReads;
  /** SEQ-4: names that order ids were used under, complete or more. */
  readonly usedIds = new UsedIds();
  private readonly unreflected: UnreflectedCommands;
  private subscription: Subscription | undefined;
  private retry: NodeJS.Timeout | undefined;
  private state: 'catchingUp' | 'following' | 'broken' | 'closed' = 'catchingUp';

  constructor(
    private readonly store: EventStore,
    private readonly catalog: InstrumentCatalog,
    private readonly view: FollowedView<unknown>,
    private readonly options: { readonly followRetryMs: number },
    private readonly events: DeskBooksEvents,
  ) {
    this.unreflected = new UnreflectedCommands(UNREFLECTED_MAX);
    view.onReached((checkpoint) => this.tellReflected(checkpoint));
    this.reads = new DeskReads(view, catalog);
    for (const spec of this.reads.specs()) catalog.set(spec);
  }

  /** Store position that the view reflects. */
  get position(): number {
    return this.view.checkpoint;
  }

  /** Whether the books are followed, and the view has caught up with what was recorded before that began. */
  get following(): boolean {
    return this.state === 'following' && this.view.fault === undefined;
  }

  readiness(): ReadinessState {
    return this.following ? { ready: true } : { ready: false, detail: this.view.fault ?? this.state };
  }

  /** Starts to follow the books, and again whenever that breaks, until closed. */
  start(): void {
    this.view.follow();
    this.follow();
  }

  /**
   * Waits until the view reflects all that anybody was told by `onRecorded`, so that whoever was answered by this
   * process and reads from it sees their write without naming a position.
   */
  async reflected(): Promise<void> {
    const { newestPosition } = this.unreflected;
    if (newestPosition !== undefined) await this.view.waitFor(newestPosition, REFLECTED_MS_MAX);
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
    this.unreflected.close();
    await this.subscription?.close();
    await this.view.close();
  }

  private follow(): void {
    this.state = 'catchingUp';
    const { checkpoint } = this.view;
    const subscription = followBooks(
      this.store,
      checkpoint,
      (commands) => {
        this.observe(commands);
        this.events.onRecorded(commands);
        if (this.view.checkpoint >= (commands.at(-1)?.position ?? BEFORE_ALL)) {
          this.tellReflected(this.view.checkpoint);
        }
        return this.unreflected.room();
      },
      'desk-outcomes',
    );
    this.subscription = subscription;
    this.usedIds
      .fill(checkpoint, (after, countMax) => this.reads.usedNames(after, countMax))
      .catch((error: unknown) => this.broken(subscription, error));
    subscription.closed.catch((error: unknown) => this.broken(subscription, error));
    this.catchUp(subscription).catch((error: unknown) => this.broken(subscription, error));
  }

  private tellReflected(checkpoint: number): void {
    const placed: string[] = [];
    for (const command of this.unreflected.take(checkpoint)) {
      if (command.placed !== undefined) placed.push(command.placed);
    }
    this.events.onReflected(placed);
  }

  /** Takes notice of the names that orders come by, and of how books configure their instruments. */
  private observe(commands: readonly RecordedCommand[]): void {
    for (const command of commands) {
      const placed = placedName(command);
      this.unreflected.add({ position: command.position, placed });
      if (placed !== undefined) this.usedIds.add(placed);
      else {
        for (const event of command.events)
          if (event.type === 'InstrumentConfigured') this.catalog.set(event.instrument);
      }
    }
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
