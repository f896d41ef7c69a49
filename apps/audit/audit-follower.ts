import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import {
  Inject,
  Injectable,
  Optional,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { BOOK_STREAM_PREFIX } from '#contracts';
import type { EventStore } from '#event-store';
import {
  BACK_OFFICE,
  EVENT_STORE,
  followerLook,
  PROGRESS_WATCH,
  READINESS,
  VENUE_CONFIG,
  type BackOffice,
  type ProgressWatch,
  type Readiness,
  type VenueConfig,
  positionNotReached,
  requireKnownPosition,
} from '#platform';
import { LocalView, RemoteView, serveView, type FollowedView } from '#views';
import { AuditIndex } from './audit-index.js';
import { AUDIT_ROWS } from './audit-projector.js';
import type { AuditSchema } from './audit-view.js';

const RETRY_MS = 1_000;

/** Keeps the regulator's index in step with the books, for its readers in another thread. */
export function serveAuditIndex(
  store: EventStore,
  venue: VenueConfig,
  port: MessagePort,
): { close(): Promise<void> } {
  return serveView(AUDIT_ROWS, store, { file: indexFile(venue), retryMs: RETRY_MS }, port);
}

function indexFile({ dataDir }: VenueConfig): string {
  const directory = join(dataDir, 'views');
  mkdirSync(directory, { recursive: true });
  return join(directory, 'audit.sqlite');
}

/** The regulator's index, in step with the books for the life of the process. */
@Injectable()
export class AuditFollower implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly view: FollowedView<AuditSchema>;
  readonly index: AuditIndex;
  /** How long a read waits for its position. */
  waitMsMax = 5_000;
  private startPosition = Number.POSITIVE_INFINITY;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(VENUE_CONFIG) venue: VenueConfig,
    @Inject(READINESS) readiness: Readiness,
    @Inject(PROGRESS_WATCH) watch: ProgressWatch,
    @Optional() @Inject(BACK_OFFICE) backOffice?: BackOffice,
  ) {
    const file = indexFile(venue);
    this.view =
      backOffice === undefined
        ? new LocalView(AUDIT_ROWS, store, { file, retryMs: RETRY_MS })
        : new RemoteView<AuditSchema>(file, backOffice.port('audit'));
    this.index = new AuditIndex(this.view);
    // Followed in another thread, the index is none of this thread's subscriptions, which are watched anyway.
    if (backOffice !== undefined)
      watch.add(
        AUDIT_ROWS.name,
        followerLook(store, BOOK_STREAM_PREFIX, () => this.view.checkpoint),
      );
    readiness.register('audit', () => {
      const { fault, checkpoint } = this.view;
      if (fault !== undefined) return { ready: false, detail: fault };
      const ready = checkpoint >= this.startPosition;
      return ready ? { ready } : { ready, detail: 'the index catches up' };
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.startPosition = await this.lastBookPosition();
    this.view.follow();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.view.close();
  }

  /**
   * Waits until the index reflects a store position, or all that the books hold now when none is named.
   *
   * @throws ProblemException 503 `POSITION_NOT_REACHED` when it takes longer than `waitMsMax`.
   */
  async reach(position: number | undefined): Promise<void> {
    if (position !== undefined && position <= this.view.checkpoint) return;
    // What lies between the last event of a book and the position is of other streams, which the index leaves out.
    if (position !== undefined) await requireKnownPosition(this.store, position);
    const awaited = await this.lastBookPosition(position);
    if (await this.view.waitFor(awaited, this.waitMsMax)) return;
    throw positionNotReached(`the index has not reached position ${awaited} yet`);
  }

  private async lastBookPosition(atOrBefore?: number): Promise<number> {
    const options = {
      direction: 'backward',
      streamPrefix: BOOK_STREAM_PREFIX,
      countMax: 1,
      ...(atOrBefore === undefined ? {} : { afterPosition: atOrBefore + 1 }),
    } as const;
    for await (const batch of this.store.readAll(options)) {
      const last = batch[0];
      if (last !== undefined) return last.position;
    }
    return -1;
  }
}
