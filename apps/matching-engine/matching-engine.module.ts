import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EventStore } from '#event-store';
import { bookFactory } from '#matching';
import type { MessageBus } from '#messaging';
import {
  BLOC_CONFIG,
  CLOCK,
  EVENT_STORE,
  MESSAGE_BUS,
  VENUE_CONFIG,
  type BlocConfig,
  type Clock,
  type VenueConfig,
} from '#platform';
import { MatchingEngine } from './engine.js';

/** Runs the engine for the life of the process. */
@Module({
  providers: [
    {
      provide: MatchingEngine,
      inject: [EVENT_STORE, MESSAGE_BUS, CLOCK, VENUE_CONFIG],
      useFactory: (store: EventStore, bus: MessageBus, clock: Clock, venue: VenueConfig) =>
        new MatchingEngine(store, bus, clock, bookFactory(venue.book)),
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
