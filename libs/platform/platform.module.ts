import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { EventStore } from '#event-store';
import type { MessageBus } from '#messaging';
import type { BlocConfig } from './bloc-config/bloc-config.js';
import type { Clock } from './clock/clock.js';
import type { VenueConfig } from './config/venue-config.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { JwksController } from './identity/jwks.controller.js';
import type { TokenIssuer } from './identity/token-issuer.js';
import type { TokenVerifier } from './identity/token-verifier.js';
import type { StoreLocation } from './process/store-location.js';
import type { RefusalRecorder } from './refusals/refusal-recorder.js';
import type { BackOffice } from './threads/back-office.js';
import {
  BACK_OFFICE,
  BLOC_CONFIG,
  CLOCK,
  EVENT_STORE,
  MESSAGE_BUS,
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

/** Provides the process's ports and configuration to every module, and the routes of health and keys. */
@Module({})
export class PlatformModule {
  static forRoot(parts: PlatformParts): DynamicModule {
    const providers: Provider[] = [
      { provide: VENUE_CONFIG, useValue: parts.venue },
      { provide: BLOC_CONFIG, useValue: parts.bloc },
      { provide: CLOCK, useValue: parts.clock },
      { provide: EVENT_STORE, useValue: parts.eventStore },
      { provide: MESSAGE_BUS, useValue: parts.messageBus },
      { provide: TOKEN_VERIFIER, useValue: parts.tokenVerifier },
      { provide: REFUSAL_RECORDER, useValue: parts.refusalRecorder },
      { provide: READINESS, useValue: parts.readiness ?? new Readiness() },
      ...(parts.storeLocation === undefined
        ? []
        : [{ provide: STORE_LOCATION, useValue: parts.storeLocation }]),
      ...(parts.backOffice === undefined ? [] : [{ provide: BACK_OFFICE, useValue: parts.backOffice }]),
      ...(parts.tokenIssuer === undefined ? [] : [{ provide: TOKEN_ISSUER, useValue: parts.tokenIssuer }]),
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController, JwksController],
      providers,
      exports: providers,
    };
  }
}
