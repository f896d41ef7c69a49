import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EventStore } from '#event-store';
import type { MessageBus } from '#messaging';
import { BLOC_CONFIG, CLOCK, EVENT_STORE, MESSAGE_BUS, type BlocConfig, type Clock } from '#platform';
import { MatchingEngine } from './engine.js';

/** Runs the engine for the life of the process. */
@Module({
  providers: [
    {
      provide: MatchingEngine,
      inject: [EVENT_STORE, MESSAGE_BUS, CLOCK],
      useFactory: (store: EventStore, bus: MessageBus, clock: Clock) => new MatchingEngine(store, bus, clock),
    },
  ],
  exports: [MatchingEngine],
})
export class MatchingEngineModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(MatchingEngine) private readonly engine: MatchingEngine,
    @Inject(BLOC_CONFIG) private readonly bloc: BlocConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.engine.start(this.bloc.instruments.map(({ spec }) => spec.instrumentId));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.engine.stop();
  }
}
