import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Module, type DynamicModule } from '@nestjs/common';
import { ORDERS_TOPIC, type InstrumentSpec, type PolicyChange, type Role } from '#contracts';
import { EmbeddedEventStore, openEmbeddedEnvironment, type EventStore } from '#event-store';
import { EmbeddedMessageBus, type MessageBus } from '#messaging';
import {
  createHttpApp,
  createLogger,
  PlatformModule,
  SystemClock,
  type BlocConfig,
  type EdgeRefusal,
  type TokenVerifier,
  type VenueUser,
} from '#platform';
import { EngineDouble, sampleCertificate, sampleInstrument } from '#testing';
import { OrderIntakeModule, type OrderIntakeOptions } from '../../apps/order-intake/index.js';

/** An answer as a test reads it. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}
