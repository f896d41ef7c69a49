import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import type { EventStore } from '#event-store';
import type { MessageBus } from '#messaging';
import type { BlocConfig } from './bloc-config/bloc-config.js';
import type { Clock } from './clock/clock.js';
import type { VenueConfig } from './config/venue-config.js';
import { HealthController } from './health/health.controller.js';
import { ProgressWatch } from './health/progress-watch.js';
import { Readiness } from './health/readiness.js';
import { JwksController } from './identity/jwks.controller.js';
import type { TokenIssuer } from './identity/token-issuer.js';
import type { TokenVerifier } from './identity/token-verifier.js';
import { MeteredEventStore } from './metrics/metered-event-store.js';
import { MeteredMessageBus } from './metrics/metered-message-bus.js';
import { meteredRecorder } from './metrics/metered-refusal-recorder.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Metrics } from './metrics/metrics.js';
import type { StoreLocation } from './process/store-location.js';
import type { RefusalRecorder } from './refusals/refusal-recorder.js';
import type { BackOffice } from './threads/back-office.js';
import {
  BACK_OFFICE,
  BLOC_CONFIG,
  CLOCK,
  EVENT_STORE,
  MESSAGE_BUS,
  METRICS,
  PROGRESS_WATCH,
  READINESS,
  REFUSAL_RECORDER,
  STORE_LOCATION,
  TOKEN_ISSUER,
  TOKEN_VERIFIER,
  VENUE_CONFIG,
} from './tokens.js';

/** What a composition root opens and hands to every module of its process; closing it is the root's too. */
export interface PlatformParts {
  readonly venue: VenueConfig;
  readonly bloc: BlocConfig;
  readonly clock: Clock;
  readonly eventStore: EventStore;
  readonly messageBus: MessageBus;
  readonly tokenVerifier: TokenVerifier;
  /** Absent when tokens come from an external issuer. */
  readonly tokenIssuer?: TokenIssuer;
  readonly refusalRecorder: RefusalRecorder;
  /** Absent where no other thread may open the events. */
  readonly storeLocation?: StoreLocation;
  /** Absent in a process of one thread. */
  readonly backOffice?: BackOffice;
  /** A fresh one when absent. */
  readonly readiness?: Readiness;
}

/** Provides the process's ports and configuration to every module, and the routes of health, measures and keys. */
@Module({})
export class PlatformModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(PROGRESS_WATCH) private readonly watch: ProgressWatch) {}

  static forRoot(parts: PlatformParts): DynamicModule {
    const metrics = new Metrics();
    const readiness = parts.readiness ?? new Readiness();
    const watch = new ProgressWatch(metrics, readiness);
    const providers: Provider[] = [
      { provide: VENUE_CONFIG, useValue: parts.venue },
      { provide: BLOC_CONFIG, useValue: parts.bloc },
      { provide: CLOCK, useValue: parts.clock },
      { provide: EVENT_STORE, useValue: new MeteredEventStore(parts.eventStore, metrics, watch) },
      { provide: MESSAGE_BUS, useValue: new MeteredMessageBus(parts.messageBus, metrics, watch) },
      { provide: TOKEN_VERIFIER, useValue: parts.tokenVerifier },
      { provide: REFUSAL_RECORDER, useValue: meteredRecorder(parts.refusalRecorder, metrics) },
      { provide: READINESS, useValue: readiness },
      { provide: METRICS, useValue: metrics },
      { provide: PROGRESS_WATCH, useValue: watch },
      ...(parts.storeLocation === undefined
        ? []
        : [{ provide: STORE_LOCATION, useValue: parts.storeLocation }]),
      ...(parts.backOffice === undefined ? [] : [{ provide: BACK_OFFICE, useValue: parts.backOffice }]),
      ...(parts.tokenIssuer === undefined ? [] : [{ provide: TOKEN_ISSUER, useValue: parts.tokenIssuer }]),
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController, MetricsController, JwksController],
      providers,
      exports: providers,
    };
  }

  onApplicationBootstrap(): void {
    this.watch.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.watch.stop();
  }
}
