import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ORDERS_TOPIC } from '#contracts';
import { EmbeddedEventStore, openEmbeddedEnvironment, type EventStore } from '#event-store';
import { EmbeddedMessageBus, type MessageBus } from '#messaging';
import type { BlocConfig } from '#platform';
import { FOUNDED_MICROS, HOUR_MICROS, sampleInstrument } from './bloc-scenario.js';

/** A bloc of two books and three states, small enough to be looked at whole. */
export function smallBloc(overrides: Partial<BlocConfig> = {}): BlocConfig {
  const dysprosium = sampleInstrument({
    instrumentId: 'DY-OXIDE',
    name: 'Dy oxide',
    mineral: 'Dy',
    tickSize: '0.50',
  });
  return {
    name: 'a small bloc',
    description: 'for tests',
    illustrative: true,
    currencies: [{ currency: 'USD', decimals: 2 }],
    minerals: [
      { mineral: 'NdPr', name: 'neodymium-praseodymium' },
      { mineral: 'Dy', name: 'dysprosium' },
    ],
    members: [
      { memberState: 'KAZ', name: 'Kazakhstan', status: 'full' },
      { memberState: 'AUS', name: 'Australia', status: 'full' },
      { memberState: 'NOR', name: 'Norway', status: 'observer' },
    ],
    nonMembers: [],
    annexes: [
      { memberState: 'KAZ', mineral: 'NdPr', productionStage: 'separatedOxide' },
      { memberState: 'AUS', mineral: 'NdPr', productionStage: 'separatedOxide' },
      { memberState: 'AUS', mineral: 'Ga', productionStage: 'refinedMetal' },
    ],
    desks: [{ deskId: 'kaz-1', name: 'Steppe', memberState: 'KAZ' }],
    deskLimits: [],
    users: [],
    calendars: [{ calendarId: 'BLOC', name: 'bloc', weekend: [6, 7], holidays: ['2026-12-25'] }],
    instruments: [
      {
        spec: sampleInstrument(),
        initialPhase: 'continuous',
        referencePriceTicks: 11_200,
        floorTicks: 11_000,
        floorReason: 'the treaty',
      },
      { spec: dysprosium, initialPhase: 'preOpen' },
    ],
    certificates: [
      {
        certificateId: 'KAZ-1',
        instrument: 'NDPR-OXIDE',
        originState: 'KAZ',
        mineral: 'NdPr',
        productionStage: 'separatedOxide',
        nonBlocContentBasisPoints: 250,
        expiryMicros: FOUNDED_MICROS + 10_000 * HOUR_MICROS,
        lots: 500,
      },
    ],
    openingBalances: {
      cash: [],
      metal: [],
      positions: [{ desk: 'kaz-1', instrument: 'NDPR-OXIDE', positionLots: 40 }],
    },
    fees: [],
    strategicReserve: { participant: 'reserve', name: 'reserve', mandates: [] },
    ...overrides,
  };
}

/** An embedded store and bus in a directory of their own that goes with them. */
export interface TemporaryPorts {
  readonly directory: string;
  readonly store: EventStore;
  readonly bus: MessageBus;
  close(): Promise<void>;
}

/** Opens an embedded store and bus with the topic of commands. */
export async function openTemporaryPorts(): Promise<TemporaryPorts> {
  const directory = await mkdtemp(join(tmpdir(), 'orebook-ports-'));
  const environment = openEmbeddedEnvironment(join(directory, 'store'), { mapSizeBytes: 2 ** 28 });
  const store = EmbeddedEventStore.open({ root: environment.root });
  const bus = EmbeddedMessageBus.open({ root: environment.root });
  await bus.createTopic(ORDERS_TOPIC, 4);
  return {
    directory,
    store,
    bus,
    close: async () => {
      await bus.close();
      await store.close();
      await environment.close();
      await rm(directory, { recursive: true });
    },
  };
}
