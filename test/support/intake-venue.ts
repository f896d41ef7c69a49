import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ORDERS_TOPIC, type PolicyChange, type Role } from '#contracts';
import { EmbeddedEventStore, openEmbeddedEnvironment, type EmbeddedEnvironment } from '#event-store';
import { EmbeddedMessageBus } from '#messaging';
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
import { EngineDouble, FaultyBus, FaultyStore, sampleCertificate, sampleInstrument } from '#testing';
import { OrderIntakeModule, type OrderIntakeOptions } from '../../apps/order-intake/index.js';

/** An answer of the venue; every body of it is an object. */
export interface TestAnswer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Body;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const INSTRUMENTS = [
  sampleInstrument(),
  sampleInstrument({ instrumentId: 'DY-OXIDE', name: 'Dy oxide', mineral: 'Dy', tickSize: '0.50' }),
];
const STATES = ['KAZ', 'AUS', 'OBS'] as const;
const FLOOR_TICKS: Readonly<Record<string, number>> = { 'NDPR-OXIDE': 11_000, 'DY-OXIDE': 200 };

const trader = (userId: string, desk: string, memberState: string): VenueUser => ({
  userId,
  name: userId,
  roles: ['trader'],
  desk,
  memberState,
});
const official = (role: Role): VenueUser => ({ userId: role, name: role, roles: [role] });

/** Users by their token, which is their id. */
export const TEST_USERS: readonly VenueUser[] = [
  trader('kaz', 'kaz-1', 'KAZ'),
  trader('kaz-colleague', 'kaz-1', 'KAZ'),
  trader('aus', 'aus-1', 'AUS'),
  trader('obs', 'obs-1', 'OBS'),
  { userId: 'deskless', name: 'deskless', roles: ['trader'] },
  official('supervisor'),
  official('clearingOperator'),
  official('regulator'),
  official('proposer'),
  official('approver'),
];

const TOKENS: TokenVerifier = {
  verifiedBefore: (token) => TEST_USERS.find(({ userId }) => userId === token),
  verify: async (token) => TEST_USERS.find(({ userId }) => userId === token),
};

const BLOC: BlocConfig = {
  name: 'test bloc',
  description: '',
  illustrative: true,
  currencies: [{ currency: 'USD', decimals: 2 }],
  minerals: [],
  members: [],
  nonMembers: [],
  annexes: [],
  desks: [],
  deskLimits: [],
  users: [],
  calendars: [],
  instruments: INSTRUMENTS.map((spec) => ({ spec, initialPhase: 'continuous' })),
  certificates: [],
  openingBalances: { cash: [], metal: [], positions: [] },
  fees: [{ instrument: 'NDPR-OXIDE', perLotMinor: 150 }],
  strategicReserve: { participant: 'reserve', name: 'reserve', mandates: [] },
};

@Module({})
class TestRoot {}

/**
 * The desks' edge over HTTP on a temporary embedded store and bus, with the real book behind it: two states that trade,
 * one that observes, NdPr oxide with a floor of 110.00 and Dy oxide with a tick of 0.50, both in continuous trading.
 */
export class IntakeVenue {
  /** What the edge refused, as recorded. */
  readonly refusals: EdgeRefusal[] = [];
  private readonly clock = new SystemClock();
  private app: NestFastifyApplication | undefined;

  private constructor(
    private readonly directory: string,
    private readonly environment: EmbeddedEnvironment,
    /** What edge and engine stand on; its fault takes it away from both. */
    readonly store: FaultyStore,
    /** The edge's own way to the bus; its fault takes it away from the edge alone. */
    readonly bus: FaultyBus,
    private readonly embeddedBus: EmbeddedMessageBus,
    readonly engine: EngineDouble,
  ) {}

  static async open(options: Partial<OrderIntakeOptions> = {}): Promise<IntakeVenue> {
    const directory = mkdtempSync(join(tmpdir(), 'orebook-intake-'));
    const environment = openEmbeddedEnvironment(join(directory, 'store'));
    const store = new FaultyStore(EmbeddedEventStore.open(environment));
    const bus = EmbeddedMessageBus.open(environment);
    await bus.createTopic(ORDERS_TOPIC, 4);
    const engine = new EngineDouble(store, bus, new SystemClock());
    const venue = new IntakeVenue(directory, environment, store, new FaultyBus(bus), bus, engine);
    engine.start();
    for (const { instrumentId } of INSTRUMENTS) await engine.apply(instrumentId, ...opening(instrumentId));
    await venue.start(options);
    return venue;
  }

  /** File of the desks' view. */
  get viewFile(): string {
    return join(this.directory, 'order-intake.sqlite');
  }

  /** Starts the edge, again after `stopEdge`; resolves once it reflects what is recorded. */
  async start(options: Partial<OrderIntakeOptions> = {}): Promise<void> {
    const root = {
      module: TestRoot,
      imports: [
        PlatformModule.forRoot({
          venue: {
            host: '127.0.0.1',
            port: 0,
            dataDir: this.directory,
            blocDir: this.directory,
            logLevel: 'silent',
            clock: { kind: 'system' },
            book: 'fast',
            snapshotEvents: 0,
            bookRoom: 0,
          },
          bloc: BLOC,
          clock: this.clock,
          eventStore: this.store,
          messageBus: this.bus,
          tokenVerifier: TOKENS,
          refusalRecorder: {
            record: async (refusal) => void this.refusals.push(refusal),
            countUnauthenticated: () => undefined,
            close: async () => undefined,
          },
        }),
        OrderIntakeModule.forRoot({ viewFile: this.viewFile, ...options }),
      ],
    };
    this.app = await createHttpApp(root, { logger: createLogger('silent') });
    await this.ready();
  }

  async stopEdge(): Promise<void> {
    await this.app?.close();
    this.app = undefined;
  }

  async close(): Promise<void> {
    this.store.fault.heal();
    this.bus.fault.heal();
    await this.engine.stop();
    await this.stopEdge();
    await this.embeddedBus.close();
    await this.store.close();
    await this.environment.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  async request<Body = Record<string, unknown>>(
    user: string,
    method: Method,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<TestAnswer<Body>> {
    if (this.app === undefined) throw new Error('the edge is not running');
    const answer = await this.app.inject({
      method,
      url: path,
      headers: {
        authorization: `Bearer ${user}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body) as Body };
  }

  /** What Prometheus reads of the edge. */
  async metrics(): Promise<string> {
    if (this.app === undefined) throw new Error('the edge is not running');
    return (await this.app.inject({ method: 'GET', url: '/metrics' })).body;
  }

  get<Body = Record<string, unknown>>(user: string, path: string): Promise<TestAnswer<Body>> {
    return this.request<Body>(user, 'GET', path);
  }

  /** Posts an order of NdPr oxide: a bid of 10 lots at 111.00 unless told otherwise. */
  place<Body = Record<string, unknown>>(
    user: string,
    clientOrderId: string,
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<TestAnswer<Body>> {
    return this.request<Body>(user, 'POST', '/v1/orders', orderBody(clientOrderId, fields));
  }

  private async ready(): Promise<void> {
    const position = await this.store.lastPosition();
    const answer = await this.get('regulator', `/v1/instruments?afterPosition=${position}`);
    if (answer.status !== 200) throw new Error(`not ready: ${JSON.stringify(answer)}`);
  }
}

/** The body of an order: a bid of 10 lots of NdPr oxide at 111.00 unless told otherwise. */
export function orderBody(clientOrderId: string, fields: Readonly<Record<string, unknown>> = {}): object {
  return {
    instrument: 'NDPR-OXIDE',
    clientOrderId,
    side: 'buy',
    type: 'limit',
    timeInForce: 'day',
    quantityLots: 10,
    price: '111.00',
    ...fields,
  };
}

/** Fields that make an offer of `kaz` of it. */
export const OFFER = { side: 'sell', certificateId: 'KAZ-1' } as const;

function opening(instrumentId: string): PolicyChange[] {
  const instrument = INSTRUMENTS.find((spec) => spec.instrumentId === instrumentId) ?? sampleInstrument();
  const { mineral, productionStage } = instrument;
  return [
    { type: 'configureInstrument', instrument },
    ...STATES.flatMap((memberState): PolicyChange[] => [
      { type: 'setMembership', memberState, status: memberState === 'OBS' ? 'observer' : 'full' },
      { type: 'setAnnex', memberState, mineral, productionStage, inForce: true },
    ]),
    { type: 'registerCertificate', certificate: sampleCertificate({ mineral, productionStage }) },
    { type: 'setReferencePrice', priceTicks: FLOOR_TICKS[instrumentId] ?? 1 },
    { type: 'setFloor', floorVersion: 1, priceTicks: FLOOR_TICKS[instrumentId] ?? 1 },
    { type: 'setPosition', desk: 'kaz-1', memberState: 'KAZ', positionLots: 500 },
    { type: 'setPhase', phase: 'preOpen' },
    { type: 'setPhase', phase: 'openingAuction' },
  ];
}
