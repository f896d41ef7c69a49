import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bookStream, publicId, type BookEvent, type PlaceOrder } from '#contracts';
import { Metrics, ProgressWatch, Readiness, type VenueConfig } from '#platform';
import { AUS_DESK, BookRecording, KAZ_DESK, openTemporaryStore, type TemporaryStore } from '#testing';
import type { AuditEvent } from './audit-event.js';
import { AuditFollower } from './audit-follower.js';
import { AuditHistory } from './audit-history.js';
import type { EventFilters } from './event-search.js';

const BOOKS = ['NDPR-OXIDE', 'DY-OXIDE', 'LI-CARBONATE'];
const EVERYTHING = 100_000;

let temporary: TemporaryStore;
let follower: AuditFollower;
let history: AuditHistory;
const recordings = new Map<string, BookRecording>();
let all: readonly AuditEvent[] = [];

function venueOf(directory: string): VenueConfig {
  return {
    host: '127.0.0.1',
    port: 0,
    dataDir: directory,
    blocDir: directory,
    logLevel: 'silent',
    clock: { kind: 'system' },
    book: 'fast',
    snapshotEvents: 0,
    bookRoom: 0,
  };
}

async function openFollower(): Promise<AuditFollower> {
  const readiness = new Readiness();
  const watch = new ProgressWatch(new Metrics(), readiness);
  const opened = new AuditFollower(temporary.store, venueOf(temporary.directory), readiness, watch);
  opened.waitMsMax = 200;
  await opened.onApplicationBootstrap();
  await opened.view.waitFor(await temporary.store.lastPosition(), 5_000);
  return opened;
}

beforeAll(async () => {
  temporary = await openTemporaryStore();
  let seed = 11;
  const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (const instrumentId of BOOKS) recordings.set(instrumentId, BookRecording.founded({ instrumentId }));
  for (let round = 0; round < 30; round++) {
    for (const recording of recordings.values()) {
      recording.playRandomly(next, 1 + next(5));
      await recording.store(temporary.store);
    }
  }
  follower = await openFollower();
  history = new AuditHistory(temporary.store, follower);
  all = (await history.page({ kind: 'books', filters: {} }, EVERYTHING)).items;
});
afterAll(async () => {
  await follower.onApplicationShutdown();
  await temporary.close();
});

async function positionsOf(filters: EventFilters, limit: number): Promise<number[]> {
  const positions: number[] = [];
  let after: number | undefined;
  do {
    const page = await history.page({ kind: 'books', filters }, limit, after);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    positions.push(...page.items.map(({ position }) => position));
    after = page.goOnAfter;
  } while (after !== undefined);
  return positions;
}

/** The orders that an event's contents name, read without the index's help. */
function ordersNamedIn({ sequence, type, event }: AuditEvent): number[] {
  const { order, buyOrder, sellOrder, command } = event as {
    order?: number;
    buyOrder?: number;
    sellOrder?: number;
    command?: { body: { order?: number } };
  };
  const own = type === 'OrderAccepted' || type === 'OrderRejected' ? sequence : undefined;
  return [own, order, buyOrder, sellOrder, command?.body.order].filter((named) => named !== undefined);
}

/** Whether an event passes the filters, judged by its contents and what the book's own events told before. */
function passes(event: AuditEvent, filters: EventFilters): boolean {
  const { instrument = '', sequence } = event;
  const micros = (event.event as { bookMicros: number }).bookMicros;
  const events = recordings.get(instrument)!.events;
  const orders = ordersNamedIn(event);
  const placed = orders.map((order) => events[order - 1]?.command?.body);
  const text = JSON.stringify([event.event, placed]);
  return (
    (filters.instrument === undefined || filters.instrument === instrument) &&
    (filters.type === undefined || filters.type === event.type) &&
    (filters.order === undefined ||
      (filters.order.instrumentId === instrument && orders.includes(filters.order.sequence))) &&
    (filters.desk === undefined || text.includes(`"${filters.desk}"`)) &&
    (filters.memberState === undefined || text.includes(`"${filters.memberState}"`)) &&
    micros >= (filters.fromMicros ?? 0) &&
    micros <= (filters.toMicros ?? Infinity) &&
    sequence >= (filters.fromSequence ?? 0) &&
    sequence <= (filters.toSequence ?? Infinity)
  );
}

describe("the regulator's index", () => {
  it('AUDT-1 holds every event of every book, as stored', async () => {
    for (const [instrument, recording] of recordings) {
      const shown = all.filter((event) => event.instrument === instrument);
      expect(shown.map(({ type, event }) => ({ type, ...event }))).toEqual(recording.events);
      expect(shown.map(({ eventId }) => eventId)).toEqual(recording.stored().map(({ id }) => id));
    }
    expect(all.map(({ position }) => position)).toEqual(
      [...all].map(({ position }) => position).sort((left, right) => left - right),
    );
  });

  it('AUDT-1 tells of every event who, when, why and the floor in force', () => {
    const floors = new Map<string, number>();
    for (const { instrument = '', type, event, floorVersion, actor, cause, commandId, time } of all) {
      if (type === 'FloorChanged') floors.set(instrument, (event as { floorVersion: number }).floorVersion);
      expect(floorVersion).toBe(floors.get(instrument));
      expect([actor, cause, commandId, time].every((value) => value !== undefined)).toBe(true);
    }
  });

  it('finds by any filters together exactly what the events themselves say, in pages of any size', async () => {
    const types = [...new Set(all.map(({ type }) => type)), 'NoSuchType'];
    const micros = all.map(({ event }) => (event as { bookMicros: number }).bookMicros);
    const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
      fc.option(value, { nil: undefined, freq: 2 });
    const filters = fc.record({
      instrument: maybe(fc.constantFrom(...BOOKS, 'NO-BOOK')),
      type: maybe(fc.constantFrom(...types)),
      desk: maybe(fc.constantFrom('kaz-one', 'aus-one', 'chl-one', 'nobody')),
      memberState: maybe(fc.constantFrom('KAZ', 'AUS', 'CHL')),
      order: maybe(
        fc.constantFrom(
          ...all
            .filter(({ type }) => type === 'OrderAccepted' || type === 'OrderRejected')
            .map(({ instrument = '', sequence }) => ({ instrumentId: instrument, sequence })),
        ),
      ),
      fromMicros: maybe(fc.constantFrom(...micros)),
      toMicros: maybe(fc.constantFrom(...micros)),
      fromSequence: maybe(fc.nat({ max: 150 })),
      toSequence: maybe(fc.nat({ max: 300 })),
    });
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1, max: 90 }), async (wanted, limit) => {
        const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
        const expected = all.filter((event) => passes(event, given)).map(({ position }) => position);
        expect(await positionsOf(given, limit)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same when it is rebuilt from the store', async () => {
    await follower.onApplicationShutdown();
    for (const suffix of ['', '-wal', '-shm']) {
      rmSync(join(temporary.directory, 'views', `audit.sqlite${suffix}`), { force: true });
    }
    follower = await openFollower();
    history = new AuditHistory(temporary.store, follower);
    expect((await history.page({ kind: 'books', filters: {} }, EVERYTHING)).items).toEqual(all);
  });
});

describe("an order's life", () => {
  it('ORDR-7 balances after every event, for every order of every book, and ends as the book has it', async () => {
    for (const [instrument, { events, book }] of recordings) {
      for (const { type, sequence } of events) {
        if (type !== 'OrderAccepted' && type !== 'OrderRejected') continue;
        const life = (await history.orderLife(instrument, sequence))!;
        expect(life.events.every(({ quantities }) => quantities.balanced)).toBe(true);
        const live = book.order(sequence);
        expect(life.quantities.leavesQuantityLots).toBe(live?.leavesLots ?? 0);
        expect(['new', 'partiallyFilled', 'inactive'].includes(life.orderStatus)).toBe(live !== undefined);
        expect(life.events.at(-1)?.orderVersion).toBe(live?.version ?? life.events.at(-1)?.orderVersion);
      }
    }
  });

  it('AUDT-1 tells who did what and under which policy, fills with their counterparties', async () => {
    const recording = BookRecording.founded({ instrumentId: 'CO-METAL' });
    const [offer] = recording.place(KAZ_DESK, 'sell', { priceTicks: 11_100, quantityLots: 20 });
    const order = offer!.sequence;
    const [bid] = recording.place(AUS_DESK, 'buy', { priceTicks: 11_100, quantityLots: 8 });
    recording.cancel(AUS_DESK, order);
    recording.amend(KAZ_DESK, order, 1, { quantityLots: 15 });
    recording.setFloor(11_200);
    await recording.store(temporary.store);
    await follower.reach(await temporary.store.lastPosition());
    const life = (await history.orderLife('CO-METAL', order))!;
    expect(life).toMatchObject({
      orderId: publicId('CO-METAL', order),
      orderStatus: 'canceled',
      reason: 'FLOOR_RAISED',
      averagePrice: '111.0000',
      request: { desk: 'kaz-one', clientOrderId: expect.any(String) },
      quantities: {
        quantityLots: 15,
        cumulativeQuantityLots: 8,
        leavesQuantityLots: 0,
        canceledQuantityLots: 7,
      },
    });
    expect(life.events).toMatchObject([
      { type: 'OrderAccepted', actor: 'aigerim', policy: { floorVersion: 1, membershipStatus: 'full' } },
      {
        type: 'Traded',
        actor: 'olivia',
        fill: {
          price: '111.00',
          lots: 8,
          aggressor: false,
          counterparty: { orderId: publicId('CO-METAL', bid!.sequence), desk: 'aus-one', memberState: 'AUS' },
        },
      },
      { type: 'CancelRejected', actor: 'olivia', reason: 'ORDER_NOT_FOUND' },
      { type: 'OrderAmended', actor: 'aigerim', quantities: { quantityLots: 15, leavesQuantityLots: 7 } },
      {
        type: 'OrderCancelled',
        actor: 'anna',
        cause: 'act',
        reason: 'FLOOR_RAISED',
        command: { kind: 'applyAct', act: { proposer: 'anna', approvers: ['ben', 'cleo'] } },
        policy: { floorVersion: 2, floorPrice: '112.00' },
      },
    ]);
  });

  it('ORDR-3 ORDR-6 FLOR-5 tells icebergs, stops and parked offers', async () => {
    const recording = BookRecording.founded({ instrumentId: 'NI-BRIQUETTE' });
    const place = (overrides: Partial<PlaceOrder>): number =>
      recording.place(KAZ_DESK, 'sell', overrides)[0]!.sequence;
    const iceberg = place({ priceTicks: 11_100, quantityLots: 9, displayQuantityLots: 4 });
    const terms = { orderType: 'stopLimit', triggerPriceTicks: 11_100, quantityLots: 3 } as const;
    const stop = place({ ...terms, priceTicks: 11_150, onFloorRaise: 'park' });
    recording.place(AUS_DESK, 'buy', { priceTicks: 11_100, quantityLots: 5 });
    recording.setFloor(11_160);
    recording.setFloor(11_000);
    await recording.store(temporary.store);
    await follower.reach(await temporary.store.lastPosition());
    const told = async (order: number) => (await history.orderLife('NI-BRIQUETTE', order))!.events;
    expect(await told(iceberg)).toMatchObject([
      { type: 'OrderAccepted', orderStatus: 'new', displayedQuantityLots: 4 },
      { type: 'Traded', displayedQuantityLots: 0, quantities: { leavesQuantityLots: 5 } },
      { type: 'PeakRefreshed', orderStatus: 'partiallyFilled', displayedQuantityLots: 4 },
      { type: 'Traded', displayedQuantityLots: 3 },
      { type: 'OrderCancelled', reason: 'FLOOR_RAISED' },
    ]);
    expect(await told(stop)).toMatchObject([
      { type: 'OrderAccepted', orderStatus: 'inactive', waitsFor: 'trigger', triggerPrice: '111.00' },
      { type: 'OrderTriggered', orderStatus: 'new', orderType: 'limit', actor: 'olivia' },
      { type: 'OrderParked', orderStatus: 'inactive', waitsFor: 'floor' },
      { type: 'OrderReturned', orderStatus: 'new', policy: { phase: 'continuous', floorVersion: 3 } },
    ]);
  });

  it('is none for what is no order', async () => {
    expect(await history.orderLife('NDPR-OXIDE', 1)).toBeUndefined();
    expect(await history.orderLife('NDPR-OXIDE', 999_999)).toBeUndefined();
    expect(await history.orderLife('NO-BOOK', 1)).toBeUndefined();
  });
});

describe('waiting for a position', () => {
  it('does not wait for events of other streams, and refuses a position that the store never gave', async () => {
    const event = { id: '4d9b8a0e-0d2b-4b52-8f14-6a1c62f7a001', type: 'ActProposed', version: 1 };
    const data = new TextEncoder().encode('{"recordedMicros":5,"actor":"anna","cause":"command"}');
    const { position } = await temporary.store.append('policy', -1, [{ ...event, data }]);
    await follower.reach(position);
    const page = await history.page({ kind: 'stream', stream: 'policy', filters: {} }, 10);
    expect(page.items).toMatchObject([{ actor: 'anna', time: '1970-01-01T00:00:00.000005Z', sequence: 1 }]);
    await expect(follower.reach(position + 1)).rejects.toMatchObject({
      problem: { status: 400, code: 'MALFORMED' },
    });
  });

  it('SEQ-1 shows nothing of a command without its end', async () => {
    const recording = BookRecording.founded({ instrumentId: 'GA-METAL' });
    await recording.store(temporary.store);
    recording.place(KAZ_DESK, 'sell', { quantityLots: 5 });
    recording.place(AUS_DESK, 'buy', { quantityLots: 5 });
    const whole = recording.stored();
    const begun = recording.events.findLastIndex(({ command }) => command !== undefined);
    const stream = bookStream('GA-METAL');
    const revision = await temporary.store.lastRevision(stream);
    await temporary.store.append(stream, revision, whole.slice(revision + 1, begun + 1));
    const shown = async (): Promise<string[]> => {
      const page = await history.page({ kind: 'books', filters: { instrument: 'GA-METAL' } }, EVERYTHING);
      return page.items.map(({ type }) => type);
    };
    await expect(follower.reach(await temporary.store.lastPosition())).rejects.toThrow();
    expect(await shown()).not.toContain('Traded');
    const { position } = await temporary.store.append(stream, begun, whole.slice(begun + 1));
    await follower.reach(position);
    expect(await shown()).toEqual(recording.events.map(({ type }: BookEvent) => type));
  });
});
