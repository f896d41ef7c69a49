import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CLEARING_STREAM, type Role } from '#contracts';
import { EventStoreError, type EventStore } from '#event-store';
import type { MessageBus } from '#messaging';
import {
  createHttpApp,
  createLogger,
  listRoutes,
  PlatformModule,
  SimulatedClock,
  StoreRefusalRecorder,
  type BlocConfig,
  type VenueUser,
} from '#platform';
import {
  AUS_DESK,
  BookRecording,
  CHL_DESK,
  FaultyStore,
  FOUNDED_MICROS,
  KAZ_DESK,
  openTemporaryStore,
  sampleInstrument,
  smallBloc,
  type TemporaryStore,
} from '#testing';
import { SettlementModule } from './index.js';

const DATE = '2026-11-25';
const roles: readonly Role[] = ['supervisor', 'clearingOperator', 'regulator', 'proposer', 'approver'];
const users = new Map<string, VenueUser>([
  ...roles.map((role) => [role, { userId: `user-${role}`, name: role, roles: [role] }] as const),
  ...[KAZ_DESK, AUS_DESK].map(
    ({ desk, memberState, trader }) =>
      [trader, { userId: trader, name: trader, roles: ['trader'] as const, desk, memberState }] as const,
  ),
]);

function unused(): never {
  throw new Error('clearing does not use the bus');
}
const bus: MessageBus = {
  createTopic: unused,
  send: unused,
  consume: unused,
  partitionOf: unused,
  headOffset: unused,
  groupProgress: unused,
  close: unused,
};

function blocOf(): BlocConfig {
  return smallBloc({
    desks: [KAZ_DESK, AUS_DESK, CHL_DESK].map(({ desk, memberState }) => ({
      deskId: desk,
      name: desk,
      memberState,
    })),
    openingBalances: {
      cash: [
        { participant: AUS_DESK.desk, currency: 'USD', amountMinor: 100_000_000 },
        { participant: CHL_DESK.desk, currency: 'USD', amountMinor: 5_000 },
      ],
      metal: [{ participant: KAZ_DESK.desk, instrument: 'NDPR-OXIDE', lots: 100 }],
      positions: [],
    },
    fees: [{ instrument: 'NDPR-OXIDE', perLotMinor: 200 }],
  });
}

let temporary: TemporaryStore;
let recording: BookRecording;
let app: NestFastifyApplication;
let refusals: StoreRefusalRecorder;
let clock: SimulatedClock;

async function start(store: EventStore): Promise<NestFastifyApplication> {
  clock = new SimulatedClock(recording.micros);
  refusals = new StoreRefusalRecorder(store, clock);
  @Module({
    imports: [
      PlatformModule.forRoot({
        venue: {
          host: '127.0.0.1',
          port: 0,
          dataDir: temporary.directory,
          blocDir: temporary.directory,
          logLevel: 'silent',
          clock: { kind: 'simulated', startMicros: FOUNDED_MICROS },
          book: 'fast',
          snapshotEvents: 0,
          bookRoom: 0,
        },
        bloc: blocOf(),
        clock,
        eventStore: store,
        messageBus: bus,
        tokenVerifier: {
          verifiedBefore: (token) => users.get(token),
          verify: (token) => Promise.resolve(users.get(token)),
        },
        refusalRecorder: refusals,
      }),
      SettlementModule.withOptions({ positionTimeoutMsMax: 500 }),
    ],
  })
  class Root {}
  return createHttpApp(Root, { logger: createLogger('silent') });
}

async function restart(): Promise<void> {
  await app.close();
  await refusals.close();
  app = await start(temporary.store);
}

beforeAll(async () => {
  temporary = await openTemporaryStore();
  recording = BookRecording.founded(sampleInstrument());
  recording.place(KAZ_DESK, 'sell', { priceTicks: 11_200, quantityLots: 20 });
  recording.place(AUS_DESK, 'buy', { priceTicks: 11_200, quantityLots: 12 });
  recording.place(CHL_DESK, 'buy', { priceTicks: 11_200, quantityLots: 3 });
  await recording.store(temporary.store);
  app = await start(temporary.store);
});
afterAll(async () => {
  await app.close();
  await refusals.close();
  await temporary.close();
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Readonly<Record<string, unknown>>;
}

async function call(
  method: 'GET' | 'POST',
  path: string,
  payload?: object | string,
  as = 'clearingOperator',
) {
  const response = await app.inject({
    method,
    url: `/v1/clearing/${path}`,
    headers: {
      authorization: `Bearer ${as}`,
      ...(payload === undefined
        ? {}
        : { 'content-type': typeof payload === 'string' ? 'text/csv' : 'application/json' }),
    },
    ...(payload === undefined ? {} : { payload }),
  });
  const { statusCode: status, headers } = response;
  return { status, headers, body: response.json<Record<string, unknown>>() } satisfies Answer;
}

const items = (answer: Answer): Record<string, unknown>[] =>
  answer.body['items'] as Record<string, unknown>[];

describe('settlement over HTTP', () => {
  it('CLRG-1 shows two obligations of each trade, dated by the calendar, to whom they concern', async () => {
    const position = await temporary.store.lastPosition();
    const all = await call('GET', `obligations?afterPosition=${position}`);
    expect(items(all)).toMatchObject([
      {
        participant: 'aus-one',
        side: 'buy',
        lots: 12,
        price: '112.00',
        amount: '134400.00',
        fee: '24.00',
        settlementDate: DATE,
        status: 'open',
      },
      { participant: 'kaz-one', side: 'sell', lots: 12 },
      { participant: 'chl-one', side: 'buy', lots: 3, amount: '33600.00' },
      { participant: 'kaz-one', side: 'sell', lots: 3 },
    ]);
    expect(items(await call('GET', 'obligations', undefined, AUS_DESK.trader))).toHaveLength(1);
    const others = await call('GET', 'obligations?participant=kaz-one', undefined, AUS_DESK.trader);
    expect(others).toMatchObject({ status: 403, body: { code: 'NOT_AUTHORISED' } });
    const narrow = await call(
      'GET',
      'obligations?participant=kaz-one&instrument=NDPR-OXIDE&status=open&limit=1',
    );
    expect(items(narrow)).toHaveLength(1);
    const cursor = String(narrow.body['nextCursor']);
    const next = await call('GET', `obligations?participant=kaz-one&limit=1&cursor=${cursor}`);
    expect(items(next)).toMatchObject([{ lots: 3 }]);
    expect(next.body['nextCursor']).toBeUndefined();
  });

  it('CLRG-6 posts the opening balances once, restarts included', async () => {
    await restart();
    const { body } = await call('GET', 'accounts/aus-one');
    expect(body['balances']).toEqual([
      { asset: 'USD', balance: '1000000.00', feesDue: '24.00', freeBalance: '999976.00' },
    ]);
    expect(await call('GET', 'accounts/nobody')).toMatchObject({ status: 404 });
    expect(await call('GET', 'accounts/kaz-one', undefined, AUS_DESK.trader)).toMatchObject({ status: 403 });
  });

  it('CLRG-6 books a deposit once by its reference and tells a reused one', async () => {
    const deposit = { participant: 'chl-one', currency: 'USD', amount: '10.50', reference: 'BANK-1' };
    const first = await call('POST', 'deposits', deposit);
    expect(first).toMatchObject({ status: 201, body: { transactionId: 'cash:BANK-1' } });
    expect(first.headers['x-orebook-position']).toBe(String(first.body['position']));
    expect(await call('POST', 'deposits', deposit)).toMatchObject({
      status: 200,
      body: { transactionId: 'cash:BANK-1' },
    });
    const posted = { participant: 'chl-one', currency: 'USD', amount: '10.50', valueDate: '2026-11-23' };
    const reused = { status: 409, body: { code: 'REFERENCE_REUSED', rule: 'CLRG-6', details: posted } };
    expect(await call('POST', 'deposits', { ...deposit, amount: '10.51' })).toMatchObject(reused);
    expect(await call('POST', 'deposits', { ...deposit, valueDate: '2026-11-24' })).toMatchObject(reused);
  });

  it('CLRG-6 refuses to pay out more than is free, in figures', async () => {
    const body = { participant: 'chl-one', currency: 'USD', amount: '54.51', reference: 'OUT-1' };
    const refused = await call('POST', 'withdrawals', body);
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'SHORT_OF_CASH', details: { freeBalance: '54.50', short: '0.01' } },
    });
    expect(refused.body['detail']).toContain('freeBalance 54.50, short 0.01');
  });

  it('CLRG-6 books metal from a warehouse', async () => {
    const body = {
      participant: 'kaz-one',
      instrument: 'NDPR-OXIDE',
      lots: 4,
      warehouse: 'Almaty',
      reference: 'W1',
    };
    expect(await call('POST', 'warehouse-receipts', body)).toMatchObject({ status: 201 });
    expect(await call('POST', 'warehouse-receipts', body)).toMatchObject({ status: 200 });
    const postings = await call('GET', 'postings?participant=kaz-one&asset=lots:NDPR-OXIDE&limit=1');
    expect(items(postings)).toMatchObject([{ type: 'OpeningBalancesPosted', amount: '100' }]);
    const rest = await call(
      'GET',
      `postings?participant=kaz-one&asset=lots:NDPR-OXIDE&cursor=${String(postings.body['nextCursor'])}`,
    );
    expect(items(rest)).toMatchObject([{ transactionId: 'metal:W1', reference: 'W1', amount: '4' }]);
  });

  it('CLRG-6 books metal out of a warehouse, up to what is there', async () => {
    const body = {
      participant: 'kaz-one',
      instrument: 'NDPR-OXIDE',
      lots: 105,
      warehouse: 'Almaty',
      reference: 'W2',
    };
    expect(await call('POST', 'warehouse-releases', body)).toMatchObject({
      status: 422,
      body: { code: 'SHORT_OF_METAL', rule: 'CLRG-6', details: { freeLots: '104', shortLots: '1' } },
    });
    expect(await call('POST', 'warehouse-releases', { ...body, lots: 4 })).toMatchObject({
      status: 201,
      body: { transactionId: 'metal:W2' },
    });
    expect((await call('GET', 'accounts/kaz-one')).body['balances']).toContainEqual({
      asset: 'lots:NDPR-OXIDE',
      balance: '100',
    });
  });

  it('UNIT-1 refuses malformed and unknown input by name', async () => {
    const deposit = { participant: 'chl-one', currency: 'USD', amount: '1.00', reference: 'X' };
    const refused = async (change: object): Promise<unknown> => {
      const { status, body } = await call('POST', 'deposits', { ...deposit, ...change });
      return `${status} ${String(body['code'])}`;
    };
    expect(await refused({ amount: '1.001' })).toBe('400 MALFORMED');
    expect(await refused({ amount: '0.00' })).toBe('400 MALFORMED');
    expect(await refused({ amount: '-1' })).toBe('400 MALFORMED');
    expect(await refused({ amount: 1 })).toBe('400 MALFORMED');
    expect(await refused({ reference: ' padded ' })).toBe('400 MALFORMED');
    expect(await refused({ valueDate: '2026-02-30' })).toBe('400 MALFORMED');
    expect(await refused({ valueDate: '2026-12-01' })).toBe('400 MALFORMED');
    expect(await refused({ extra: 1 })).toBe('400 MALFORMED');
    expect(await refused({ currency: 'XXX' })).toBe('422 UNKNOWN_CURRENCY');
    expect(await refused({ participant: 'nobody' })).toBe('422 UNKNOWN_PARTICIPANT');
    expect((await call('POST', 'net', { settlementDate: 'soon' })).status).toBe(400);
    expect((await call('GET', 'obligations?cursor=zzz')).status).toBe(400);
    expect((await call('GET', 'trial-balance?afterPosition=999999')).status).toBe(400);
  });

  it('CLRG-2 settling tells what is due and not netted, and the fees that it took', async () => {
    const { body } = await call('POST', 'settle', { settlementDate: '2026-11-26' });
    expect(body).toMatchObject({
      counts: { settled: 0, failed: 0, held: 0 },
      notNetted: [{ settlementDate: DATE, obligations: 4 }],
      feesCollected: [
        { participant: 'aus-one', currency: 'USD', amount: '24.00' },
        { participant: 'chl-one', currency: 'USD', amount: '6.00' },
      ],
    });
    const early = await call('POST', 'settle', { settlementDate: '2026-11-24' });
    expect(early.body).toMatchObject({ notNetted: [], feesCollected: [] });
  });

  it('CLRG-2 nets every trade that was acknowledged before', async () => {
    recording.place(AUS_DESK, 'buy', { priceTicks: 11_200, quantityLots: 1 });
    await recording.store(temporary.store);
    const { status, body } = await call('POST', 'net', { settlementDate: DATE });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      created: 3,
      obligations: 6,
      instructions: [
        { participant: 'aus-one', lots: 13, amount: '-145600.00', status: 'pending', obligations: 2 },
        { participant: 'chl-one', lots: 3, amount: '-33600.00' },
        { participant: 'kaz-one', lots: -16, amount: '179200.00' },
      ],
    });
    expect((await call('POST', 'net', { settlementDate: DATE })).body).toMatchObject({ created: 0 });
  });

  it('CLRG-3 settles the others when one is short of cash, and that one later', async () => {
    const first = await call('POST', 'settle', { settlementDate: DATE });
    expect(first.body).toMatchObject({
      counts: { settled: 2, failed: 1, held: 1 },
      settled: [
        { participant: 'aus-one', lots: 13, amount: '-145600.00', complete: true },
        { participant: 'kaz-one', lots: -13, amount: '145600.00', complete: false },
      ],
      failed: [{ participant: 'chl-one', settlementDate: DATE, reason: 'SHORT_OF_CASH', short: '33545.50' }],
      held: [{ participant: 'kaz-one', reason: 'AWAITING_CASH', lots: -3, amount: '33600.00' }],
    });
    expect(items(await call('GET', 'instructions?status=failed'))).toMatchObject([
      { participant: 'chl-one', reason: 'SHORT_OF_CASH', short: '33545.50' },
    ]);
    const own = { participant: 'clearing-house', currency: 'USD', amount: '50000.00', reference: 'OWN' };
    await call('POST', 'deposits', own);
    expect((await call('POST', 'settle', { settlementDate: DATE })).body).toMatchObject({
      counts: { settled: 1, failed: 1, held: 0 },
      settled: [{ participant: 'kaz-one', lots: -3, complete: true }],
    });
    await call('POST', 'deposits', {
      participant: 'chl-one',
      currency: 'USD',
      amount: '40000.00',
      reference: 'BANK-2',
    });
    expect((await call('POST', 'settle', { settlementDate: DATE })).body).toMatchObject({
      counts: { settled: 1, failed: 0, held: 0 },
    });
    const { body } = await call('GET', 'trial-balance');
    expect(body['balanced']).toBe(true);
    const house = (body['accounts'] as { account: string; balance: string }[]).filter(
      ({ account }) => account === 'clearingHouse',
    );
    expect(house.map(({ balance }) => balance)).toEqual(['0.00', '0']);
  });

  it('RECN-1 to RECN-3 matches a statement and proves the difference', async () => {
    const nostros = await call('GET', 'nostros');
    expect(items(nostros)).toMatchObject([
      { account: 'nostro:USD', expectedOpening: '1000050.00', ledgerBalance: '1090060.50', openBreaks: 0 },
    ]);
    const csv = [
      'type,reference,valueDate,amount',
      'opening,,,1000050.00',
      'entry,BANK-1,2026-11-23,10.50',
      'entry,BANK-2,2026-11-23,39990.00',
      'entry,FEE,2026-11-23,-7.00',
      'closing,,,1040043.50',
    ].join('\n');
    const query = 'statements?account=nostro:USD&currency=USD&date=2026-11-23';
    const first = await call('POST', query, csv);
    expect(first).toMatchObject({
      status: 201,
      body: {
        counts: { matched: 1, amountMismatch: 1, missingInternal: 1, missingExternal: 1 },
        breaks: [
          { reference: 'BANK-2', result: 'amountMismatch', difference: '-10.00', line: 4 },
          { reference: 'FEE', result: 'missingInternal', externalAmount: '-7.00' },
          { reference: 'OWN', result: 'missingExternal', difference: '-50000.00' },
        ],
        proof: {
          internalClosing: '1090060.50',
          externalClosing: '1040043.50',
          difference: '-50017.00',
          residual: '0.00',
        },
      },
    });
    expect(await call('POST', query, csv)).toMatchObject({
      status: 200,
      body: { statementId: first.body['statementId'] },
    });
    expect(items(await call('GET', 'breaks?result=missingInternal'))).toMatchObject([{ reference: 'FEE' }]);
    expect(await call('POST', query, csv.replace('1000050.00', '1.00'))).toMatchObject({
      status: 422,
      body: {
        code: 'STATEMENT_OPENING_MISMATCH',
        rule: 'RECN-2',
        details: { openingBalance: '1.00', expectedOpening: '1040043.50' },
      },
    });
    expect(await call('POST', 'statements?currency=USD&date=2026-11-23', 'a,b')).toMatchObject({
      status: 400,
    });
    expect(await call('POST', 'statements?currency=EUR&date=2026-11-23', csv)).toMatchObject({ status: 422 });
    expect(items(await call('GET', 'statements?account=nostro:USD'))).toMatchObject([
      { statementId: first.body['statementId'], date: '2026-11-23', difference: '-50017.00', breaks: 3 },
    ]);
    const again = await call('GET', `statements/${String(first.body['statementId'])}`);
    expect(again.body['proof']).toEqual(first.body['proof']);
    expect((await call('GET', 'statements/ST-0')).status).toBe(404);
  });

  it('RECN-2 takes the file of a quiet day for each day, and none of a day far ahead', async () => {
    const csv = 'type,reference,valueDate,amount\nopening,,,1040043.50\nclosing,,,1040043.50\n';
    const first = await call('POST', 'statements?currency=USD&date=2026-11-24', csv);
    expect(first).toMatchObject({ status: 201, body: { date: '2026-11-24' } });
    const { statementId } = first.body;
    expect(await call('POST', 'statements?currency=USD&date=2026-11-24', csv)).toMatchObject({
      status: 200,
      body: { statementId },
    });
    const far = await call('POST', 'statements?currency=USD&date=2026-12-01', csv);
    expect(far).toMatchObject({ status: 400, body: { errors: [{ field: 'date', code: 'DATE' }] } });
    const next = await call('POST', 'statements?currency=USD&date=2026-11-30', csv);
    expect(next).toMatchObject({ status: 201, body: { date: '2026-11-30' } });
  });

  it('INV-6 a restart shows the same and novates no trade twice', async () => {
    const paths = ['obligations', 'instructions', 'trial-balance', 'postings', 'breaks', 'nostros'];
    const before = await Promise.all(paths.map(async (path) => (await call('GET', path)).body));
    const revision = await temporary.store.lastRevision(CLEARING_STREAM);
    await restart();
    await call('GET', `obligations?afterPosition=${await temporary.store.lastPosition()}`);
    expect(await Promise.all(paths.map(async (path) => (await call('GET', path)).body))).toEqual(before);
    expect(await temporary.store.lastRevision(CLEARING_STREAM)).toBe(revision);
  });

  it('AUDT-1 lets each role do only its own', async () => {
    const open = new Map<string, readonly string[]>();
    for (const { method, path, access } of listRoutes(app)) {
      if (path.startsWith('/v1/clearing') && access.kind === 'roles')
        open.set(`${method} ${path}`, [...access.roles].sort());
    }
    const own = ['clearingOperator', 'trader'];
    expect(Object.fromEntries(open)).toEqual({
      'POST /v1/clearing/deposits': ['clearingOperator'],
      'POST /v1/clearing/withdrawals': ['clearingOperator'],
      'POST /v1/clearing/warehouse-receipts': ['clearingOperator'],
      'POST /v1/clearing/warehouse-releases': ['clearingOperator'],
      'GET /v1/clearing/obligations': own,
      'POST /v1/clearing/net': ['clearingOperator'],
      'GET /v1/clearing/instructions': own,
      'POST /v1/clearing/settle': ['clearingOperator'],
      'GET /v1/clearing/trial-balance': ['clearingOperator'],
      'GET /v1/clearing/accounts/:participant': own,
      'GET /v1/clearing/postings': ['clearingOperator'],
      'GET /v1/clearing/nostros': ['clearingOperator'],
      'POST /v1/clearing/statements': ['clearingOperator'],
      'GET /v1/clearing/statements': ['clearingOperator'],
      'GET /v1/clearing/statements/:statementId': ['clearingOperator'],
      'GET /v1/clearing/breaks': ['clearingOperator'],
    });
    for (const role of roles.filter((one) => one !== 'clearingOperator'))
      expect((await call('GET', 'trial-balance', undefined, role)).status).toBe(403);
    expect((await call('POST', 'settle', { settlementDate: DATE }, AUS_DESK.trader)).status).toBe(403);
    expect((await app.inject({ method: 'GET', url: '/v1/clearing/postings' })).statusCode).toBe(401);
  });
});

describe('clearing while the store is away', () => {
  it('refuses with 503 and Retry-After, goes on by itself when it is back, and takes a request sent again once', async () => {
    await app.close();
    await refusals.close();
    const store = new FaultyStore(temporary.store);
    app = await start(store);
    const deposit = {
      participant: AUS_DESK.desk,
      currency: 'USD',
      amount: '7.25',
      reference: 'while-away',
    };
    store.fault.failWith(new EventStoreError('UNAVAILABLE', 'no node can be reached'));
    const refused = await call('POST', 'deposits', deposit);
    expect(refused).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    expect(refused.headers['retry-after']).toBe('1');
    store.fault.heal();
    expect(await call('POST', 'deposits', deposit)).toMatchObject({ status: 201 });
    expect(await call('POST', 'deposits', deposit)).toMatchObject({ status: 200 });
  });

  it('CLRG-1 novates what was traded meanwhile, each trade once', async () => {
    await app.close();
    await refusals.close();
    const store = new FaultyStore(temporary.store);
    app = await start(store);
    const before = items(await call('GET', 'obligations')).length;
    store.fault.failWith(new EventStoreError('UNAVAILABLE', 'no node can be reached'));
    const traded = await storeOneMoreTrade();
    store.fault.heal();
    const after = await call('GET', `obligations?afterPosition=${traded}`);
    expect(items(after)).toHaveLength(before + 2);
  });
});

/** @returns the store position of the trade. */
async function storeOneMoreTrade(): Promise<number> {
  recording.place(AUS_DESK, 'buy', { priceTicks: 11_200, quantityLots: 1 });
  await recording.store(temporary.store);
  return temporary.store.lastPosition();
}
