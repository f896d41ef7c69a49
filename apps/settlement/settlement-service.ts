import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { BOOK_STREAM_PREFIX, FOUNDING_ACTOR, type ClearingCommandBody } from '#contracts';
import { BEFORE_ALL, type EventStore } from '#event-store';
import {
  BLOC_CONFIG,
  CLOCK,
  EVENT_STORE,
  ProblemException,
  READINESS,
  type BlocConfig,
  type Clock,
  type Readiness,
  positionNotReached,
  requireKnownPosition,
} from '#platform';
import { BookFollower } from './novation/book-follower.js';
import { openingBalancesOf } from './novation/opening-balances.js';
import { TradeTerms } from './novation/trade-terms.js';
import { SETTLEMENT_OPTIONS, type SettlementOptions } from './options.js';
import { ClearingView } from './view/clearing-view.js';
import { ClearingStoppedError, ClearingWriter, type ClearingOutcome } from './writer/clearing-writer.js';

/** Runs clearing for the life of the process: its writer, its view, and the novation of every book's trades. */
@Injectable()
export class SettlementService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly view = new ClearingView();
  private readonly logger = new Logger('Settlement');
  private readonly writer: ClearingWriter;
  private follower: BookFollower | undefined;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(BLOC_CONFIG) private readonly bloc: BlocConfig,
    @Inject(SETTLEMENT_OPTIONS) private readonly options: SettlementOptions,
    @Inject(READINESS) readiness: Readiness,
  ) {
    this.writer = new ClearingWriter(
      store,
      clock,
      (events) => this.view.take(events),
      // A wrong ledger must not go on: nobody handles this rejection, so it stops the process.
      (error) => void Promise.reject(new ClearingStoppedError({ cause: error })),
    );
    readiness.register('settlement', () => this.readiness());
  }

  /** Rebuilds clearing, posts the opening balances if they are not, and begins to novate. */
  async onApplicationBootstrap(): Promise<void> {
    await this.writer.start();
    await this.writer.execute({
      commandId: 'opening-balances',
      cause: 'act',
      actor: FOUNDING_ACTOR,
      receiveMicros: this.clock.nowMicros(),
      body: openingBalancesOf(this.bloc),
    });
    this.follower = new BookFollower(
      {
        store: this.store,
        writer: this.writer,
        terms: new TradeTerms(this.store, this.bloc),
        clock: this.clock,
        retryMs: this.options.followRetryMs,
        gatherMs: this.options.novationGatherMs,
        onInterruption: (error) => this.logger.error({ msg: 'novation was interrupted', err: error }),
      },
      this.view.state.followedPosition ?? BEFORE_ALL,
    );
    this.follower.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.follower?.stop();
    await this.writer.idle();
  }

  /** Decides and records a request of a person; resolves when it is durable. */
  execute(actor: string, body: ClearingCommandBody): Promise<ClearingOutcome> {
    const receiveMicros = this.clock.nowMicros();
    return this.writer.execute({ commandId: randomUUID(), cause: 'command', actor, receiveMicros, body });
  }

  /**
   * Waits until every trade that the store has now is novated, so that netting leaves out no trade that anybody was
   * told of.
   *
   * @throws ProblemException 503 when that takes too long.
   */
  async waitForNovation(): Promise<void> {
    await this.waitForTradesUpTo(await this.store.lastPosition(), this.options.positionTimeoutMsMax);
  }

  /**
   * Waits until the view shows everything up to a store position, so that who names one reads their own writes.
   *
   * @throws ProblemException 503 `POSITION_NOT_REACHED` when that takes too long.
   */
  async waitFor(position: number | undefined): Promise<void> {
    if (position === undefined) return;
    await requireKnownPosition(this.store, position);
    await this.waitForTradesUpTo(position, this.options.positionTimeoutMsMax);
  }

  private async waitForTradesUpTo(position: number, timeoutMsMax: number): Promise<void> {
    const lastOfBooks = await this.lastBookPosition(position);
    const reached = (await this.follower?.waitFor(lastOfBooks, timeoutMsMax)) ?? false;
    if (!reached) throw notReached(position);
  }

  /** The newest event of a book at or before a position. */
  private async lastBookPosition(position: number): Promise<number> {
    const backwards = this.store.readAll({
      direction: 'backward',
      afterPosition: Math.min(position, Number.MAX_SAFE_INTEGER - 1) + 1,
      streamPrefix: BOOK_STREAM_PREFIX,
      countMax: 1,
    });
    for await (const [event] of backwards) if (event !== undefined) return event.position;
    return BEFORE_ALL;
  }

  private readiness(): { ready: boolean; detail?: string } {
    const failure = this.writer.failure ?? this.follower?.failure;
    if (failure !== undefined)
      return { ready: false, detail: failure instanceof Error ? failure.message : 'clearing has stopped' };
    return this.follower === undefined ? { ready: false, detail: 'starting' } : { ready: true };
  }
}

function notReached(position: number): ProblemException {
  return positionNotReached(`clearing has not reached position ${position} yet; try again`);
}
