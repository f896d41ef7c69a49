import { join } from 'node:path';
import {
  Inject,
  Logger,
  Module,
  Optional,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { EventStore } from '#event-store';
import { bookFactory } from '#matching';
import type { MessageBus } from '#messaging';
import {
  BLOC_CONFIG,
  CLOCK,
  EVENT_STORE,
  MESSAGE_BUS,
  METRICS,
  STORE_LOCATION,
  VENUE_CONFIG,
  type BlocConfig,
  type Clock,
  type Metrics,
  type StoreLocation,
  type VenueConfig,
} from '#platform';
import { EngineMeter } from './engine-meter.js';
import { MatchingEngine } from './engine.js';
import { PoisonController } from './http/poison.controller.js';
import { PoisonDesk } from './poison/poison-desk.js';
import { POISON_HANDLERS } from './poison/poison-handlers.js';
import { MarketRelay } from './relay/market-relay.js';
import { SnapshotDirectory } from './snapshots/snapshot-directory.js';
import { SnapshotThread } from './snapshots/snapshot-thread.js';

const logger = new Logger('MatchingEngine');
const snapshotsOf = ({ dataDir }: VenueConfig): string => join(dataDir, 'snapshots');

/** Who holds this partition of the commands publishes what all books record. */
const RELAYING_PARTITION = 0;

const relay = {
  provide: MarketRelay,
  inject: [EVENT_STORE, MESSAGE_BUS],
  useFactory: (store: EventStore, bus: MessageBus) =>
    new MarketRelay({
      store,
      bus,
      onTrouble: (err) => logger.warn({ msg: 'the relay tries again', err }),
    }),
};

const engine = {
  provide: MatchingEngine,
  inject: [EVENT_STORE, MESSAGE_BUS, CLOCK, VENUE_CONFIG, METRICS, { token: MarketRelay, optional: true }],
  useFactory: (
    store: EventStore,
    bus: MessageBus,
    clock: Clock,
    venue: VenueConfig,
    metrics: Metrics,
    relay?: MarketRelay,
  ) => {
    const observer = new EngineMeter(metrics);
    const made = new MatchingEngine({
      store,
      bus,
      clock,
      createBook: bookFactory(venue.book, { liveOrders: venue.bookRoom, orders: venue.bookRoom }),
      observer,
      snapshots: {
        store: new SnapshotDirectory(snapshotsOf(venue)),
        onRefused: (file, reason) => logger.warn({ msg: 'a snapshot is no good', file, reason }),
      },
      onHeld: (partitions) => {
        logger.log({ msg: 'the engine holds partitions', partitions });
        relay?.lead(partitions.includes(RELAYING_PARTITION));
      },
      onSetAside: ({ key, partition, offset }, reason) => {
        observer.setAside();
        logger.error({ msg: 'a message was set aside', key, partition, offset, reason });
      },
    });
    observer.watchPoison(() => made.poison.openCount());
    return made;
  },
};

const poisonDesk = {
  provide: PoisonDesk,
  inject: [MatchingEngine, MESSAGE_BUS],
  useFactory: ({ poison }: MatchingEngine, bus: MessageBus) => new PoisonDesk(poison, bus),
};

/** Runs the engine for the life of the process, beside it the thread that makes snapshots, and the operators' routes. */
@Module({
  imports: [CqrsModule],
  controllers: [PoisonController],
  providers: [engine, poisonDesk, ...POISON_HANDLERS],
  exports: [MatchingEngine],
})
export class MatchingEngineModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private snapshots: SnapshotThread | undefined;

  /** The engine, and beside it the relay to the bus. */
  static relaying(): DynamicModule {
    return { module: MatchingEngineModule, providers: [relay] };
  }

  constructor(
    @Inject(MatchingEngine) private readonly engine: MatchingEngine,
    @Inject(BLOC_CONFIG) private readonly bloc: BlocConfig,
    @Inject(VENUE_CONFIG) private readonly venue: VenueConfig,
    @Optional() @Inject(STORE_LOCATION) private readonly location?: StoreLocation,
    @Optional() @Inject(MarketRelay) private readonly relay?: MarketRelay,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const instruments = this.bloc.instruments.map(({ spec }) => spec.instrumentId);
    await this.engine.start(instruments);
    const { venue, location } = this;
    if (location === undefined || venue.snapshotEvents === 0) return;
    const { book, snapshotEvents: everyEvents, logLevel } = venue;
    this.snapshots = new SnapshotThread(
      { location, directory: snapshotsOf(venue), instruments, book, everyEvents, logLevel },
      (err) => logger.error({ msg: 'no more snapshots are made', err }),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.snapshots?.stop();
    await this.relay?.stop();
    await this.engine.stop();
  }
}
