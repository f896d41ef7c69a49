import { randomUUID } from 'node:crypto';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BOOK_STREAM_PREFIX, FOUNDING_ACTOR, type ClearingCommandBody } from '#contracts';
import { BEFORE_ALL, type EventStore } from '#event-store';
import {
  ProblemException,
  type BlocConfig,
  type Clock,
  type ReadinessState,
  positionNotReached,
  requireKnownPosition,
} from '#platform';
import type {
  ClearingDesk,
  ClearingReadAnswer,
  ClearingReadName,
  ClearingReadValues,
  ClearingShown,
} from './clearing-desk.js';
import { BookFollower } from './novation/book-follower.js';
import { openingBalancesOf } from './novation/opening-balances.js';
import { TradeTerms } from './novation/trade-terms.js';
import type { SettlementOptions } from './options.js';
import { VenueTerms } from './requests/venue-terms.js';
import { ClearingReads } from './view/clearing-reads.js';
import { ClearingView } from './view/clearing-view.js';
import { ClearingStoppedError, ClearingWriter, type ClearingOutcome } from './writer/clearing-writer.js';

/** Runs clearing for the life of the process: its writer, its view, and the novation of every book's trades. */
export class SettlementService implements ClearingDesk, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly view = new ClearingView();
  private readonly reads: ClearingReads;
  private readonly logger = new Logger('Settlement');
  private readonly writer: ClearingWriter;
  private follower: BookFollower | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly bloc: BlocConfig,
    private readonly options: SettlementOptions,
  ) {
    this.reads = new ClearingReads(this.view, new VenueTerms(bloc), store);
    this.writer = new ClearingWriter(
      store,
      clock,
      (events) => this.view.take(events),
      // A wrong ledger must not go on: nobody handles this rejection, so it stops the process.
      (error) => void Promise.reject(new ClearingStoppedError({ cause: error })),
    );
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

  async request(actor: string, body: ClearingCommandBody): Promise<ClearingOutcome> {
    if (body.kind === 'netObligations' || body.kind === 'settleInstructions') await this.waitForNovation();
    const receiveMicros = this.clock.nowMicros();
    return this.writer.execute({ commandId: randomUUID(), cause: 'command', actor, receiveMicros, body });
  }

  async read<Name extends ClearingReadName>(
    afterPosition: number | undefined,
    name: Name,
    values: ClearingReadValues<Name>,
  ): Promise<ClearingShown<ClearingReadAnswer<Name>>> {
    await this.waitFor(afterPosition);
    const read = this.reads[name] as (
      this: ClearingReads,
      ...values: ClearingReadValues<Name>
    ) => ClearingReadAnswer<Name> | Promise<ClearingReadAnswer<Name>>;
    // What comes while the answer is being read may be in it; what came before is.
    const { position: shown } = this.view;
    return { answer: await read.call(this.reads, ...values), position: shown };
  }

  /**
   * Waits until every trade that the store has now is novated, so that netting leaves out no trade that anybody was
   * told of.
   *
   * @throws ProblemException 503 when that takes too long.
   */
  private async waitForNovation(): Promise<void> {
    await this.waitForTradesUpTo(await this.store.lastPosition(), this.options.positionTimeoutMsMax);
  }

  /**
   * Waits until the view shows everything up to a store position, so that who names one reads their own writes.
   *
   * @throws ProblemException 503 `POSITION_NOT_REACHED` when that takes too long.
   */
  private async waitFor(position: number | undefined): Promise<void> {
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

  /** Store position up to which every trade is novated. */
  followedPosition(): number {
    return this.follower?.followedPosition ?? BEFORE_ALL;
  }

  readiness(): ReadinessState {
    const failure = this.writer.failure ?? this.follower?.failure;
    if (failure !== undefined)
      return { ready: false, detail: failure instanceof Error ? failure.message : 'clearing has stopped' };
    return this.follower === undefined ? { ready: false, detail: 'starting' } : { ready: true };
  }
}

function notReached(position: number): ProblemException {
  return positionNotReached(`clearing has not reached position ${position} yet; try again`);
}
