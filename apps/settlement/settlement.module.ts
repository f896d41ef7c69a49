import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BOOK_STREAM_PREFIX } from '#contracts';
import type { EventStore } from '#event-store';
import {
  BACK_OFFICE,
  BLOC_CONFIG,
  CLOCK,
  EVENT_STORE,
  followerLook,
  PROGRESS_WATCH,
  READINESS,
  type BackOffice,
  type BlocConfig,
  type Clock,
  type ProgressWatch,
  type Readiness,
} from '#platform';
import { CLEARING_DESK, type ClearingDesk } from './clearing-desk.js';
import { NOVATION } from './novation/book-follower.js';
import { RemoteClearing } from './thread/remote-clearing.js';
import { LedgerController } from './http/ledger.controller.js';
import { MovementsController } from './http/movements.controller.js';
import { SettlementController } from './http/settlement.controller.js';
import { StatementsController } from './http/statements.controller.js';
import { SETTLEMENT_DEFAULTS, SETTLEMENT_OPTIONS, type SettlementOptions } from './options.js';
import { RequestClearingHandler } from './requests/commands.js';
import { ReadClearingHandler } from './requests/queries.js';
import { VenueTerms } from './requests/venue-terms.js';
import { SettlementService } from './settlement-service.js';

function openClearingDesk(
  store: EventStore,
  clock: Clock,
  bloc: BlocConfig,
  options: SettlementOptions,
  readiness: Readiness,
  watch: ProgressWatch,
  backOffice?: BackOffice,
): ClearingDesk {
  if (backOffice === undefined) {
    const service = new SettlementService(store, clock, bloc, options);
    readiness.register('settlement', () => service.readiness());
    return service;
  }
  const remote = new RemoteClearing(backOffice.port('settlement'));
  readiness.register('settlement', () => remote.readiness());
  // Followed in another thread, the books are none of this thread's subscriptions, which are watched anyway.
  watch.add(
    NOVATION,
    followerLook(store, BOOK_STREAM_PREFIX, () => remote.followedPosition()),
  );
  return remote;
}

/** Clearing and settlement: novates every trade, nets, settles, reconciles. Needs what `PlatformModule` provides. */
@Module({
  imports: [CqrsModule],
  controllers: [MovementsController, SettlementController, LedgerController, StatementsController],
  providers: [
    { provide: SETTLEMENT_OPTIONS, useValue: SETTLEMENT_DEFAULTS },
    { provide: VenueTerms, inject: [BLOC_CONFIG], useFactory: (bloc: BlocConfig) => new VenueTerms(bloc) },
    {
      provide: CLEARING_DESK,
      inject: [
        EVENT_STORE,
        CLOCK,
        BLOC_CONFIG,
        SETTLEMENT_OPTIONS,
        READINESS,
        PROGRESS_WATCH,
        { token: BACK_OFFICE, optional: true },
      ],
      useFactory: openClearingDesk,
    },
    RequestClearingHandler,
    ReadClearingHandler,
  ],
})
export class SettlementModule {
  /** The module with other bounds than the usual ones. */
  static withOptions(options: Partial<SettlementOptions>): DynamicModule {
    return {
      module: SettlementModule,
      providers: [{ provide: SETTLEMENT_OPTIONS, useValue: { ...SETTLEMENT_DEFAULTS, ...options } }],
    };
  }
}
