import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BLOC_CONFIG, type BlocConfig } from '#platform';
import { LedgerController } from './http/ledger.controller.js';
import { MovementsController } from './http/movements.controller.js';
import { SettlementController } from './http/settlement.controller.js';
import { StatementsController } from './http/statements.controller.js';
import { SETTLEMENT_DEFAULTS, SETTLEMENT_OPTIONS, type SettlementOptions } from './options.js';
import { RequestClearingHandler } from './requests/commands.js';
import { ReadClearingHandler } from './requests/queries.js';
import { VenueTerms } from './requests/venue-terms.js';
import { SettlementService } from './settlement-service.js';
import { ClearingReads } from './view/clearing-reads.js';

/** Clearing and settlement: novates every trade, nets, settles, reconciles. Needs what `PlatformModule` provides. */
@Module({
  imports: [CqrsModule],
  controllers: [MovementsController, SettlementController, LedgerController, StatementsController],
  providers: [
    { provide: SETTLEMENT_OPTIONS, useValue: SETTLEMENT_DEFAULTS },
    { provide: VenueTerms, inject: [BLOC_CONFIG], useFactory: (bloc: BlocConfig) => new VenueTerms(bloc) },
    {
      provide: ClearingReads,
      inject: [SettlementService, VenueTerms],
      useFactory: ({ view }: SettlementService, terms: VenueTerms) => new ClearingReads(view, terms),
    },
    SettlementService,
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
