import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parse } from 'csv-parse/sync';
import { bookStream, canonicalJson, type Role } from '#contracts';
import { EventStoreError, NO_STREAM, type EventStore, type RecordedEvent } from '#event-store';
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
import { BookReplayer } from '#replay';
import {
  AUS_DESK,
  BookRecording,
  FOUNDED_MICROS,
  KAZ_DESK,
  openTemporaryStore,
  type TemporaryStore,
} from '#testing';
import { AuditFollower } from './audit-follower.js';
import { AuditModule } from './index.js';
import { CSV_COLUMNS } from './audit-csv.js';

const BOOK = 'NDPR-OXIDE';
const users = new Map<string, VenueUser>(
  (['trader', 'supervisor', 'clearingOperator', 'regulator', 'proposer', 'approver'] as const).map(
    (role: Role) => [role, { userId: `user-${role}`, name: `A ${role}`, roles: [role] }],
  ),
);

let temporary: TemporaryStore;
let store: EventStore;
let app: NestFastifyApplication;
let recording: BookRecording;
let refusals: StoreRefusalRecorder;
let storeIsDown = false;
/** Sequence of an event of the book that the store has lost; 0 for none. */
let lostSequence = 0;

/** The store, with appends that can be made to fail and an event that can be made to be missing. */
function breakable(inner: EventStore): EventStore {
  const append: EventStore['append'] = (...parameters) =>
    storeIsDown && parameters[0] === 'audit-reads'
      ? Promise.reject(new EventStoreError('STORAGE_FULL', 'no room'))
      : inner.append(...parameters);
  async function* readStream(...parameters: Parameters<EventStore['readStream']>) {
    for await (const batch of inner.readStream(...parameters))
      yield batch.filter(
        ({ stream, revision }) => stream !== bookStream(BOOK) || revision !== lostSequence - 1,
      );
  }
  return new Proxy(inner, {
    get(target, property) {
      if (property === 'append') return append;
      if (property === 'readStream') return readStream;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function unused(): never {
  throw new Error('the regulator does not use the bus');
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
  const openingBalances = { cash: [], metal: [], positions: [] };
  const strategicReserve = { participant: 'reserve', name: 'Reserve', mandates: [] };
  const lists = {
    currencies: [],
    minerals: [],
    members: [],
    nonMembers: [],
    annexes: [],
    desks: [],
    deskLimits: [],
    users: [],
    calendars: [],
    certificates: [],
    fees: [],
  };
  const spec = recording.book.instrument!;
  const instruments = [{ spec, initialPhase: 'closed' as const }];
  return {
    name: 'Bloc',
    description: 'Made up',
    illustrative: true,
    ...lists,
    instruments,
    openingBalances,
    strategicReserve,
  };
}

beforeAll(async () => {
  temporary = await openTemporaryStore();
  store = breakable(temporary.store);
  recording = BookRecording.founded();
  recording.place(KAZ_DESK, 'sell', { priceTicks: 11_150, quantityLots: 20, account: '=HYPERLINK("x")' });
  recording.place(KAZ_DESK, 'sell', { priceTicks: 11_100, quantityLots: 5, clientOrderId: '@sum,"quoted"' });
  recording.place(AUS_DESK, 'buy', { priceTicks: 11_150, quantityLots: 12 });
  recording.place(AUS_DESK, 'buy', { priceTicks: 10_900, quantityLots: 3 });
  recording.run({ kind: 'massCancel', ...AUS_DESK }, '-olivia');
  await recording.store(store);
  const clock = new SimulatedClock(FOUNDED_MICROS + 5_000_000);
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
          verify: async (token) => users.get(token),
        },
        refusalRecorder: refusals,
      }),
      AuditModule,
    ],
  })
  class Root {}
  app = await createHttpApp(Root, { logger: createLogger('silent') });
  await app.get(AuditFollower).reach(await store.lastPosition());
});
afterAll(async () => {
  await app.close();
  await refusals.close();
  await temporary.close();
});

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

async function ask<Body>(
  url: string,
  options: { method?: 'GET' | 'POST'; token?: string; payload?: object } = {},
): Promise<Answer<Body>> {
  const { method = 'GET', token = 'regulator', payload } = options;
  const response = await app.inject({
    method,
    url: `/v1/audit/${url}`,
    headers: { authorization: `Bearer ${token}` },
    ...(payload === undefined ? {} : { payload }),
  });
  const isJson = String(response.headers['content-type']).includes('json;') || response.body.startsWith('{"');
  let body: unknown;
  try {
    body = isJson ? JSON.parse(response.body) : undefined;
  } catch {
    body = undefined;
  }
  return { status: response.statusCode, body: body as Body, text: response.body, headers: response.headers };
}

interface Page {
  readonly items: readonly Record<string, unknown>[];
  readonly nextCursor?: string;
}

async function stream(name: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of store.readStream(name)) events.push(...batch);
  return events;
}

describe("the regulator's routes", () => {
  const paths = [
    ['GET', 'events'],
    ['GET', `orders/${BOOK}.1`],
    ['GET', `book?instrument=${BOOK}`],
    ['POST', 'verify'],
    ['GET', 'export?format=csv'],
    ['GET', 'refusals'],
    ['GET', 'reads'],
  ] as const;

  it('are all tried here', () => {
    const declared = listRoutes(app).filter(({ path }) => path.startsWith('/v1/audit/'));
    expect(declared).toHaveLength(paths.length);
    expect(
      declared.every(({ access }) => access.kind === 'roles' && access.roles.join() === 'regulator'),
    ).toBe(true);
  });

  it.each(paths)('are for regulators alone: %s %s', async (method, path) => {
    for (const token of users.keys()) {
      const { status } = await ask(path, { method, token });
      if (token === 'regulator') expect([200, 404]).toContain(status);
      else expect(status).toBe(403);
    }
    expect((await ask(path, { method, token: 'unknown' })).status).toBe(401);
  });

  it.each([
    'events?nonsense=1',
    'events?limit=0',
    'events?limit=501',
    'events?cursor=e30',
    'events?cursor=%00',
    'events?fromTime=yesterday',
    'events?instrument=ndpr',
    'events?orderId=17',
    'events?fromSequence=-1',
    'events?fromSequence=1e3',
    'events?desk=a&desk=b',
    'events?stream=book-NDPR-OXIDE',
    'events?stream=policy&desk=a',
    'export',
    'export?format=xml',
    'export?format=csv&limit=3',
    'book',
    `book?instrument=${BOOK}&sequence=1&time=2026-11-23T00:00:00Z`,
    `book?instrument=${BOOK}&time=2026-13-23T00:00:00Z`,
    'refusals?code=a%20b',
  ])('UNIT-1 refuse %s', async (url) => {
    expect(await ask(url)).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
  });

  it.each([{ instrument: 'x' }, { instrument: null }, { instrument: 7 }, { other: 1 }, []])(
    'UNIT-1 refuse to verify %j',
    async (payload) => expect((await ask('verify', { method: 'POST', payload })).status).toBe(400),
  );

  it('say that there is no such order or book', async () => {
    for (const id of ['x', `${BOOK}.1`, `${BOOK}.99999`, 'NO-BOOK.1', '%2e%2e']) {
      expect(await ask(`orders/${id}`)).toMatchObject({ status: 404 });
    }
    expect(await ask('book?instrument=NO-BOOK')).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_INSTRUMENT' },
    });
    const verify = await ask('verify', { method: 'POST', payload: { instrument: 'NO-BOOK' } });
    expect(verify.status).toBe(404);
  });
});

describe('events', () => {
  it('come in order of position, page by page, and are those of the stream', async () => {
    const items: Record<string, unknown>[] = [];
    let cursor: string | undefined;
    do {
      const page: Answer<Page> = await ask(
        `events?limit=7${cursor === undefined ? '' : `&cursor=${cursor}`}`,
      );
      items.push(...page.body.items);
      cursor = page.body.nextCursor;
    } while (cursor !== undefined);
    const stored = await stream(bookStream(BOOK));
    expect(items.map(({ eventId }) => eventId)).toEqual(stored.map(({ id }) => id));
  });

  it('about a desk include what others did to its orders', async () => {
    const { body } = await ask<Page>('events?desk=kaz-one&type=Traded');
    expect(body.items).toHaveLength(2);
    expect(body.items[0]).toMatchObject({ desks: ['aus-one', 'kaz-one'], actor: 'olivia', cause: 'command' });
    expect(body.nextCursor).toBeUndefined();
  });

  it('of other streams come by their name', async () => {
    const data = new TextEncoder().encode(
      '{"actor":"anna","cause":"command","command":{"commandId":"c-1"},"recordedMicros":1795392000000000}',
    );
    const event = { type: 'ActProposed', version: 1, data };
    await store.append('policy', NO_STREAM, [
      { ...event, id: '4d9b8a0e-0d2b-4b52-8f14-6a1c62f7a001' },
      { ...event, id: '4d9b8a0e-0d2b-4b52-8f14-6a1c62f7a002', type: 'ActApproved' },
    ]);
    const first = await ask<Page>('events?stream=policy&limit=1');
    expect(first.body.items).toMatchObject([
      { stream: 'policy', sequence: 1, commandId: 'c-1', time: '2026-11-23T00:00:00.000000Z' },
    ]);
    const second = await ask<Page>(`events?stream=policy&limit=1&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ type: 'ActApproved' }] });
    const typed = await ask<Page>('events?stream=policy&type=ActApproved&fromTime=2026-11-23T00:00:00Z');
    expect(typed.body.items).toHaveLength(1);
    expect((await ask<Page>('events?stream=policy&fromTime=2026-11-24T00:00:00Z')).body.items).toEqual([]);
  });
});

describe('a book as of a point', () => {
  it('AUDT-2 is shown order by order, by priority, with its state hash', async () => {
    const accepted = recording.events.filter(({ type }) => type === 'OrderAccepted');
    const trade = recording.events.findIndex(({ type }) => type === 'Traded');
    const { body } = await ask<Record<string, unknown>>(`book?instrument=${BOOK}&sequence=${trade}`);
    expect(body).toMatchObject({
      instrument: BOOK,
      phase: 'continuous',
      floorPrice: '110.00',
      floorVersion: 1,
      referencePrice: '112.00',
      sequence: accepted[1]!.sequence,
      bids: [],
      asks: [
        {
          orderId: `${BOOK}.${accepted[1]!.sequence}`,
          desk: 'kaz-one',
          price: '111.00',
          leavesQuantityLots: 5,
        },
        { orderId: `${BOOK}.${accepted[0]!.sequence}`, price: '111.50', leavesQuantityLots: 20, version: 1 },
      ],
    });
    const replayer = new BookReplayer(store);
    const hash = await replayer.showAsOf(BOOK, { sequence: trade }, ({ book }) => book.stateHash());
    expect(body['stateHash']).toBe(hash);
  });

  it('AUDT-2 is the same by time, and the newest by default', async () => {
    const { body } = await ask<{ time: string; sequence: number; stateHash: string }>(
      `book?instrument=${BOOK}`,
    );
    expect(body.stateHash).toBe(recording.book.stateHash());
    expect(body.sequence).toBe(recording.events.length);
    const byTime = await ask(`book?instrument=${BOOK}&time=${body.time}`);
    expect(byTime.body).toEqual(body);
    const before = await ask(`book?instrument=${BOOK}&time=2020-01-01T00:00:00Z`);
    expect(before.body).toMatchObject({ sequence: 0, phase: 'closed', bids: [], asks: [] });
  });

  it('AUDT-2 names the first event that is missing, and shows the book before it', async () => {
    const { events } = recording;
    const whole = events.findIndex(({ end, sequence }) => sequence > 12 && end === true) + 1;
    lostSequence = whole + 1;
    try {
      const after = await ask<{ detail: string }>(`book?instrument=${BOOK}&sequence=${whole + 2}`);
      expect(after).toMatchObject({ status: 500, body: { code: 'HISTORY_UNREADABLE' } });
      expect(after.body.detail).toContain(`book ${BOOK}, sequence ${whole + 1}: SEQ-1`);
      const before = await ask(`book?instrument=${BOOK}&sequence=${whole}`);
      expect(before).toMatchObject({ status: 200, body: { sequence: whole } });
    } finally {
      lostSequence = 0;
    }
  });

  it('FLOR-3 shows a bid below the floor as not executable', async () => {
    const sequence = recording.events.findIndex(({ type }) => type === 'MassCancelled');
    const { body } = await ask(`book?instrument=${BOOK}&sequence=${sequence}`);
    expect(body).toMatchObject({ bids: [{ price: '109.00', executable: false }] });
  });
});

describe('verification', () => {
  it('AUDT-3 finds the books equal, and names what was tampered with', async () => {
    const good = await ask('verify', { method: 'POST' });
    const events = recording.events.length;
    expect(good.body).toMatchObject({
      rerunBook: 'naive',
      books: [{ instrument: BOOK, equal: true, events, stateHash: recording.book.stateHash() }],
      streams: [{ stream: 'policy' }, { stream: 'clearing' }],
      record: { complete: true },
    });
    const tampered = BookRecording.founded({ instrumentId: 'TAMPERED' });
    tampered.place(AUS_DESK, 'buy', { quantityLots: 3 });
    const stored = tampered.stored();
    const last = stored.at(-1)!;
    const data = new TextEncoder().encode(
      new TextDecoder().decode(last.data).replace('"quantityLots":3', '"quantityLots":9'),
    );
    await store.append(bookStream('TAMPERED'), NO_STREAM, [...stored.slice(0, -1), { ...last, data }]);
    await app.get(AuditFollower).reach(await store.lastPosition());
    const all = await ask('verify', { method: 'POST' });
    expect(all.body).toMatchObject({
      equal: false,
      books: [
        { instrument: BOOK, equal: true },
        { instrument: 'TAMPERED', equal: false, difference: { kind: 'eventId', sequence: stored.length } },
      ],
    });
    const one = await ask('verify', { method: 'POST', payload: { instrument: BOOK } });
    expect(one.body).toMatchObject({ equal: true, books: [{ instrument: BOOK }] });
  });
});

describe('the export', () => {
  it('as JSON Lines is the stream, byte for byte', async () => {
    const { text, headers } = await ask(`export?format=jsonl&instrument=${BOOK}`);
    expect(headers['content-type']).toBe('application/x-ndjson');
    const lines = text.trimEnd().split('\n');
    const stored = await stream(bookStream(BOOK));
    expect(lines).toHaveLength(stored.length);
    lines.forEach((line, index) => {
      const item = JSON.parse(line) as { event: object; eventId: string };
      expect(canonicalJson(item)).toBe(line);
      expect(canonicalJson(item.event)).toBe(new TextDecoder().decode(stored[index]!.data));
      expect(item.eventId).toBe(stored[index]!.id);
    });
  });

  it('as CSV reads back field by field, and no field is a formula', async () => {
    const { text, headers } = await ask(`export?format=csv&instrument=${BOOK}`);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const [header, ...rows]: string[][] = parse(text);
    expect(header).toEqual([...CSV_COLUMNS]);
    const stored = await stream(bookStream(BOOK));
    const contents = rows.map((row) => row[CSV_COLUMNS.indexOf('event')]);
    expect(contents).toEqual(stored.map(({ data }) => new TextDecoder().decode(data)));
    expect(rows.flat().filter((field) => /^[=+\-@\t\r]/.test(field))).toEqual([]);
    expect(rows.map((row) => row[CSV_COLUMNS.indexOf('actor')])).toContain("'-olivia");
  });

  it('takes the same filters as the list', async () => {
    const { text } = await ask('export?format=jsonl&desk=aus-one&type=Traded');
    expect(text.trimEnd().split('\n')).toHaveLength(2);
    expect((await ask('export?format=csv&type=NoSuchType')).text).toBe(`${CSV_COLUMNS.join(',')}\r\n`);
  });
});

describe('records', () => {
  it("AUDT-1 a regulator's read is on record before its answer leaves", async () => {
    const before = (await stream('audit-reads')).length;
    await ask('events?desk=kaz-one&limit=3');
    await ask('verify', { method: 'POST', payload: { instrument: BOOK } });
    const { body } = await ask<Page>('reads?userId=user-regulator&limit=500');
    expect(body.items.slice(before)).toMatchObject([
      {
        type: 'RegulatorRead',
        userId: 'user-regulator',
        name: 'A regulator',
        route: 'GET /v1/audit/events',
        query: { desk: 'kaz-one', limit: 3 },
        time: '2026-11-23T00:00:05.000000Z',
      },
      { route: 'POST /v1/audit/verify', query: { instrument: BOOK } },
      { route: 'GET /v1/audit/reads' },
    ]);
  });

  it('AUDT-1 what cannot be recorded is not answered', async () => {
    storeIsDown = true;
    try {
      for (const url of [
        'events',
        `orders/${BOOK}.12`,
        `book?instrument=${BOOK}`,
        'export?format=csv',
        'reads',
      ]) {
        expect((await ask(url)).status).toBe(503);
      }
      expect((await ask('verify', { method: 'POST' })).status).toBe(503);
    } finally {
      storeIsDown = false;
    }
    expect((await ask('events')).status).toBe(200);
  });

  it('AUDT-1 many reads at once are all recorded', async () => {
    const before = (await stream('audit-reads')).length;
    await Promise.all(Array.from({ length: 50 }, () => ask('events?limit=1')));
    expect(await stream('audit-reads')).toHaveLength(before + 50);
  });

  it('AUDT-1 shows what was refused at the edge, narrowed by who and why', async () => {
    await ask('events', { token: 'trader' });
    await ask('events?limit=0');
    const mine = await ask<Page>('refusals?userId=user-trader&limit=500');
    expect(mine.body.items.at(-1)).toMatchObject({
      code: 'NOT_AUTHORISED',
      route: '/v1/audit/events',
      method: 'GET',
    });
    const malformed = await ask<Page>('refusals?code=MALFORMED&limit=1');
    expect(malformed.body.items).toHaveLength(1);
    expect(malformed.body.nextCursor).toBeDefined();
    expect((await ask<Page>('refusals?code=OFF_TICK')).body.items).toEqual([]);
  });
});

describe('read your own writes', () => {
  it('waits for a position and refuses one that the store never gave', async () => {
    app.get(AuditFollower).waitMsMax = 50;
    const position = await store.lastPosition();
    expect((await ask(`events?afterPosition=${position}`)).status).toBe(200);
    const late = await ask(`events?afterPosition=${position + 1_000}`);
    expect(late).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
  });
});
