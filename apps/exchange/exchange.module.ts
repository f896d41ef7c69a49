import { Module, type DynamicModule } from '@nestjs/common';
import { PlatformModule, type PlatformParts } from '#platform';
import { AuditModule } from '../audit/index.js';
import { MatchingEngineModule } from '../matching-engine/index.js';
import { OrderIntakeModule } from '../order-intake/index.js';
import { PolicyModule } from '../policy/index.js';
import { SettlementModule } from '../settlement/index.js';
import { ClockController } from './clock.controller.js';

/** All services of the venue in one process, on whatever parts they are given. */
@Module({})
export class ExchangeModule {
  static forRoot(parts: PlatformParts): DynamicModule {
    return {
      module: ExchangeModule,
      imports: [
        PlatformModule.forRoot(parts),
        MatchingEngineModule,
        OrderIntakeModule,
        PolicyModule,
        SettlementModule,
        AuditModule,
      ],
      controllers: [ClockController],
    };
  }
}
