import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BOOK_STREAM_PREFIX } from '#contracts';
import type { EventStore, Subscription } from '#event-store';
import {
  EVENT_STORE,
  READINESS,
  VENUE_CONFIG,
  type Readiness,
  type VenueConfig,
  positionNotReached,
  requireKnownPosition,
} from '#platform';
import { AuditIndex } from './audit-index.js';
import { openAuditView, type AuditView } from './audit-view.js';

const RESUME_DELAY_MS = 1_000;

/** Keeps the regulator's index in step with the books for the life of the process. */
@Injectable()
export class AuditFollower implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly view: AuditView;
  readonly index: AuditIndex;
  /** How long a read waits for its position. */
  waitMsMax = 5_000;
  private subscription: Subscription | undefined;
  private resumeTimer: NodeJS.Timeout | undefined;
  private startPosition = Number.POSITIVE_INFINITY;
  private fault: string | undefined;
  private stopped = false;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(VENUE_CONFIG) { dataDir }: VenueConfig,
    @Inject(READINESS) readiness: Readiness,
  ) {
    const directory = join(dataDir, 'views');
    mkdirSync(directory, { recursive: true });
    this.view = openAuditView(join(directory, 'audit.sqlite'));
    this.index = new AuditIndex(this.view);
    readiness.register('audit', () => {
      if (this.fault !== undefined) return { ready: false, detail: this.fault };
      const ready = this.view.checkpoint >= this.startPosition;
      return ready ? { ready } : { ready, detail: 'the index catches up' };
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.startPosition = await this.lastBookPosition();
    this.follow();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.resumeTimer);
    await this.subscription?.close();
    this.view.close();
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

  private follow(): void {
    if (this.stopped) return;
    this.subscription = this.index.follow(this.store);
    this.fault = undefined;
    this.subscription.closed.catch((error: unknown) => {
      this.fault = error instanceof Error ? error.message : String(error);
      this.resumeTimer = setTimeout(() => this.follow(), RESUME_DELAY_MS);
    });
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
