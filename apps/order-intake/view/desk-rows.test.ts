import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { PositionedEvent, RecordedCommand } from '#book-feed';
import type { AmendOrder, BookEvent, BookEventType, PlaceOrder, TradingPhase } from '#contracts';
import type { LiveOrder } from '#matching';
import { BookScenario, FOUNDED_MICROS, goldenBookEvents, HOUR_MICROS } from '#testing';
import { BookRows, View } from '#views';
import { DeskReads } from '../read/desk-reads.js';
import { InstrumentCatalog } from '../read/instrument-catalog.js';
import { placementOf } from '../read/placement-outcome.js';
import { DESK_ROWS } from './desk-rows.js';
import { DESK_VIEW_DDL, DESK_VIEW_VERSION } from './schema.js';

const TABLES = ['orders', 'trades', 'positions', 'instruments', 'phases', 'book_progress'];

function openView(): View<unknown> {
  return View.open({ file: ':memory:', schemaVersion: DESK_VIEW_VERSION, ddl: DESK_VIEW_DDL });
}

/** A generator of whole numbers below a bound, the same for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function commandsOf(events: readonly BookEvent[]): RecordedCommand[] {
  const commands: RecordedCommand[] = [];
  let open: PositionedEvent[] = [];
  for (const event of events) {
    open.push({ ...event, position: event.sequence * 3 });
    if (event.end !== true) continue;
    commands.push({ instrument: 'NDPR-OXIDE', events: open, position: event.sequence * 3 });
    open = [];
  }
  return commands;
}

type Roll = (below: number) => number;

/** Fields beyond side, lots and price, whether they belong together or not: the book says so. */
function randomTerms(roll: Roll, nowMicros: number): Partial<PlaceOrder> {
  const now = { timeInForce: (['day', 'gtc', 'ioc', 'day', 'fok', 'day'] as const)[roll(6)] ?? 'day' };
  switch (roll(9)) {
    case 0:
      return { displayQuantityLots: 1 + roll(6) };
    case 1:
      return { timeInForce: 'ioc', minQuantityLots: 1 + roll(6) };
    case 2:
      return { postOnly: true };
    case 3:
      return { timeInForce: 'gtd', expiryMicros: nowMicros + 1 + roll(5) };
    case 4:
      return { timeInForce: roll(3) === 0 ? 'atOpen' : 'atClose' };
    case 5:
      return { orderType: 'stopLimit', triggerPriceTicks: 95 + roll(15), displayQuantityLots: 1 + roll(4) };
    case 6:
      return { orderType: 'stop', priceTicks: undefined, triggerPriceTicks: 95 + roll(15), ...now };
    default:
      return now;
  }
}

function randomAmend(roll: Roll, nowMicros: number): Partial<AmendOrder> {
  return {
    quantityLots: 1 + roll(25),
    ...(roll(2) === 0 ? { priceTicks: 100 } : {}),
    ...(roll(5) === 0 ? { triggerPriceTicks: 95 + roll(15) } : {}),
    ...(roll(5) === 0 ? { displayQuantityLots: 1 + roll(5) } : {}),
    ...(roll(8) === 0 ? { expiryMicros: nowMicros + 1 + roll(5) } : {}),
  };
}

function randomAct(roll: Roll, day: BookScenario): void {
  const engaged = roll(3) === 0;
  switch (roll(9)) {
    case 0:
      return void day.massCancel('aus-1');
    case 1:
      return void day.disconnect(roll(2) === 0 ? 'aus-1' : 'kaz-1');
    case 2:
      return void day.act({ type: 'setKillSwitch', scope: 'desk', name: 'kaz-1', engaged });
    case 3:
      return void day.act({
        type: 'setBands',
        bands: { dynamicBasisPoints: 300 + roll(500) },
        expiryMicros: day.nowMicros + 1 + roll(9),
      });
    case 4:
      return void day.act({
        type: 'setReserve',
        desk: 'reserve',
        memberState: 'BLOC',
        budget: String(roll(50) * 1_000_000),
        capLots: roll(40),
      });
    case 5:
    case 6:
      return void day.floor(96 + roll(12));
    default:
      return void day.phase(NEXT_PHASE[day.book.phase] ?? 'preOpen');
  }
}

/** The way of a day, and from the close to the next one's. */
const NEXT_PHASE: Partial<Record<TradingPhase, TradingPhase>> = {
  preOpen: 'openingAuction',
  continuous: 'closingCall',
  closingCall: 'closingAuction',
  volatilityAuction: 'continuous',
};

/** A day of one book: whatever desks and the authority may do, in any order. */
function randomDay(seed: number): BookScenario {
  const roll = dice(seed);
  const day = new BookScenario({ floorTicks: 100, phase: roll(2) === 0 ? 'preOpen' : 'continuous' });
  const ids: string[] = [];
  for (let index = 0; index < 80; index++) {
    const id = `${seed}-${index}`;
    const known = ids[roll(Math.max(1, ids.length))];
    const before = day.events.length;
    const price = roll(8) === 0 ? undefined : 95 + roll(15);
    const onFloorRaise = (['cancel', 'reprice', 'park'] as const)[roll(3)];
    day.nowMicros += roll(2);
    switch (roll(9)) {
      case 0:
      case 1:
      case 2:
        day.buy(id, 1 + roll(20), price, { account: 'house', ...randomTerms(roll, day.nowMicros) });
        break;
      case 3:
      case 4:
      case 5:
        day.sell(id, 1 + roll(20), price, { onFloorRaise, ...randomTerms(roll, day.nowMicros) });
        break;
      case 6:
        if (known !== undefined) day.amend(known, randomAmend(roll, day.nowMicros));
        break;
      case 7:
        if (known !== undefined) day.cancel(known);
        break;
      default:
        randomAct(roll, day);
    }
    if (day.events.slice(before).some(({ type }) => type === 'OrderAccepted')) ids.push(id);
  }
  return day;
}

function standsInBook(order: LiveOrder, phase: TradingPhase): boolean {
  if (order.isParked || order.triggerPriceTicks !== undefined) return false;
  return order.timeInForce !== 'atClose' || phase === 'closingCall' || phase === 'closingAuction';
}

function rowsOf(view: View<unknown>): BookRows<unknown> {
  return new BookRows(view, DESK_ROWS.writer(view));
}

function dump(view: View<unknown>): unknown[] {
  return TABLES.map((table) => view.sqlite.prepare(`select * from ${table} order by 1, 2`).all());
}

function write(commands: readonly RecordedCommand[], perTransaction: () => number): View<unknown> {
  const view = openView();
  let rows = rowsOf(view);
  for (let from = 0; from < commands.length;) {
    const some = commands.slice(from, from + perTransaction());
    rows.write(rows.fresh(some), some.at(-1)?.position ?? 0);
    from += some.length;
    // Another process would start from the rows alone.
    if (from % 7 === 0) rows = rowsOf(view);
  }
  return view;
}

describe('rows of the desks view', () => {
  const seeds = Array.from({ length: 25 }, (_, index) => index + 1);
  const days = new Map<number, BookScenario>();
  const dayOf = (seed: number): BookScenario => {
    const day = days.get(seed) ?? randomDay(seed);
    days.set(seed, day);
    return day;
  };

  it.each(seeds)('say what the book says, however commands fall into transactions (seed %i)', (seed) => {
    const day = dayOf(seed);
    const commands = commandsOf(day.events);
    const roll = dice(seed);
    const one = write(commands, () => 1);
    const many = write(commands, () => 1 + roll(20));
    expect(dump(many)).toEqual(dump(one));

    const reads = new DeskReads(
      many,
      new InstrumentCatalog(day.book.instrument === undefined ? [] : [day.book.instrument]),
    );
    const live = [...day.book.liveOrders()];
    for (const order of live) {
      expect(reads.order(order.desk, 'NDPR-OXIDE', order.order)).toMatchObject({
        type: order.orderType,
        quantityLots: order.quantityLots,
        leavesQuantityLots: order.leavesLots,
        ...(order.displayQuantityLots === undefined
          ? {}
          : {
              displayQuantityLots: order.displayQuantityLots,
              displayedQuantityLots: standsInBook(order, day.book.phase) ? order.displayedLots : 0,
            }),
        ...(standsInBook(order, day.book.phase) ? {} : { orderStatus: 'inactive' }),
        cumulativeQuantityLots: order.filledLots,
        canceledQuantityLots: order.cancelledLots,
        version: order.version,
      });
    }
    const shown = ['aus-1', 'kaz-1'].flatMap((desk) => reads.orders({ desk, live: true, countMax: 500 }));
    expect(shown).toHaveLength(live.length);
    for (const side of ['buy', 'sell'] as const) {
      const depth = reads.depth('NDPR-OXIDE', side, day.book.phase, 500);
      expect(depth.map((level) => [level.price_ticks, level.quantity_lots, level.orders])).toEqual(
        day.book.depth(side, 500).map((level) => [level.priceTicks, level.displayedLots, level.orders]),
      );
    }
    const positions = ['aus-1', 'kaz-1', 'reserve'].flatMap((desk) => reads.positions(desk, '', 10));
    const net = positions.map((row) => [row.desk, row.opening_lots + row.bought_lots - row.sold_lots]);
    const traded = [...day.book.positions()].map(({ desk, positionLots }) => [desk, positionLots]);
    expect(net.sort()).toEqual(traded.sort());
    expect(reads.instrument('NDPR-OXIDE')).toMatchObject({
      phase: day.book.phase,
      floor_ticks: day.book.floor?.priceTicks ?? null,
      reference_ticks: day.book.referencePriceTicks ?? null,
      static_reference_ticks: day.book.staticReferencePriceTicks ?? null,
      indicative_ticks: day.book.indicative?.priceTicks ?? null,
      floor_locked: Number(day.book.floorLocked),
      reserve_exhausted: Number(day.book.reserveQuote.reserveExhausted),
      auction_ends_micros: day.book.volatilityAuction?.endsMicros ?? null,
    });
  });

  it('SEQ-4 the first result from the events is what the view shows right after', () => {
    for (const seed of seeds) {
      const day = dayOf(seed);
      const view = openView();
      const rows = rowsOf(view);
      const spec = day.book.instrument;
      if (spec === undefined) throw new Error('no instrument');
      const reads = new DeskReads(view, new InstrumentCatalog([spec]));
      for (const command of commandsOf(day.events)) {
        rows.write([command], command.position);
        const [first] = command.events;
        if (first?.type !== 'OrderAccepted' || first.command?.body.kind !== 'placeOrder') continue;
        const placement = placementOf(command, { spec, phase: reads.phaseAt('NDPR-OXIDE', first.sequence) });
        if (placement.kind !== 'accepted') throw new Error('an accepted order was refused');
        const shown = reads.order(first.command.body.desk, 'NDPR-OXIDE', first.sequence);
        expect(JSON.stringify(shown)).toBe(JSON.stringify(placement.report));
      }
    }
  });

  it('reaches what the view is about', () => {
    const told = new Set(seeds.flatMap((seed) => dayOf(seed).events.map(({ type }) => type)));
    const types = [
      'PeakRefreshed',
      'OrderTriggered',
      'OrderParked',
      'OrderReturned',
      'BandsSet',
      'BandsExpired',
      'KillSwitchSet',
      'ReserveQuoteChanged',
      'FloorLockedChanged',
    ] as const;
    for (const type of types) {
      expect([type, told.has(type)]).toEqual([type, true]);
    }
  });

  it('writes nothing twice when commands are delivered again', () => {
    const commands = commandsOf(dayOf(3).events);
    const view = openView();
    const rows = rowsOf(view);
    rows.write(rows.fresh(commands), 10_000);
    const once = dump(view);
    expect(rowsOf(view).fresh(commands)).toEqual([]);
    rows.write(rows.fresh(commands), 10_000);
    expect(dump(view)).toEqual(once);
  });

  it('SEQ-4 a dropped id is free again, one of a live order is held', () => {
    const day = new BookScenario();
    day.buy('ended', 1, 100);
    day.cancel('ended');
    day.buy('living', 1, 100);
    day.nowMicros = FOUNDED_MICROS + HOUR_MICROS;
    day.send({ kind: 'dropIdentifiers', endedBeforeMicros: FOUNDED_MICROS + HOUR_MICROS });
    day.buy('later', 1, 100);
    day.cancel('later');
    const reads = new DeskReads(
      write(commandsOf(day.events), () => 50),
      new InstrumentCatalog([]),
    );
    const held = (id: string): boolean => reads.heldOrder('aus-1', 'NDPR-OXIDE', id) !== undefined;
    expect([held('ended'), held('living'), held('later')]).toEqual([false, true, true]);
    for (const id of ['ended', 'living', 'later']) {
      expect(held(id)).toBe(day.book.identifier('aus-1', id) !== undefined);
    }
  });

  it('UNIT-2 averages exactly beyond what a number holds', () => {
    const day = new BookScenario({ instrument: { notionalNumerator: 1, notionalDenominator: 1 } });
    day.certificate({ certificateId: 'BIG', lots: 2_147_483_647 });
    const most = 2_147_483_647;
    day.sell('s', 4_000_001, most, { certificateId: 'BIG' });
    day.buy('b', 4_000_001, most);
    const spec = day.book.instrument;
    const reads = new DeskReads(
      write(commandsOf(day.events), () => 1),
      new InstrumentCatalog(spec === undefined ? [] : [spec]),
    );
    expect(reads.order('aus-1', 'NDPR-OXIDE', day.numberOf('b'))).toMatchObject({
      orderStatus: 'filled',
      averagePrice: '21474836.4700',
    });
  });

  /** Which tables of the view an event changes, with a live offer and a live bid for it to name. */
  const CHANGES: Readonly<Record<BookEventType, readonly string[]>> = {
    OrderAccepted: ['orders'],
    OrderRejected: ['orders'],
    Traded: ['orders', 'trades', 'positions', 'instruments'],
    OrderCancelled: ['orders'],
    OrderAmended: ['orders'],
    OrderRepriced: ['orders'],
    OrderBecameLimit: ['orders'],
    OrderTriggered: ['orders'],
    OrderParked: ['orders'],
    OrderReturned: ['orders'],
    PeakRefreshed: ['orders'],
    PositionSet: ['positions'],
    InstrumentConfigured: ['instruments'],
    PhaseChanged: ['instruments', 'phases'],
    FloorChanged: ['instruments'],
    ReferencePriceSet: ['instruments'],
    AuctionUncrossed: ['instruments'],
    IndicativeChanged: ['instruments'],
    FloorLockedChanged: ['instruments'],
    ReserveQuoteChanged: ['instruments'],
    BandsSet: ['instruments'],
    BandsExpired: ['instruments'],
    IdentifiersDropped: ['instruments'],
    AmendRejected: [],
    CancelRejected: [],
    MassCancelled: [],
    MassCancelRejected: [],
    MembershipChanged: [],
    AnnexChanged: [],
    CertificateRegistered: [],
    CertificateLotsSet: [],
    CertificateWithdrawn: [],
    CertificateExpired: [],
    LimitsSet: [],
    KillSwitchSet: [],
    ReserveSet: [],
    ActScheduled: [],
    ActWithdrawn: [],
    ActRefused: [],
    CommandRefused: [],
  };
  const goldens = goldenBookEvents();

  it.each(Object.entries(CHANGES))('%s changes %j and nothing else', (type, changes) => {
    const golden = goldens.get(type as BookEventType);
    if (golden === undefined) throw new Error(`no golden of ${type}`);
    const day = new BookScenario({ floorTicks: 100 });
    day.sell('s', 10, 115, { displayQuantityLots: 5 });
    day.buy('b', 10, 110);
    const view = write(commandsOf(day.events), () => 50);
    if (type === 'BandsExpired') {
      view.sqlite.prepare(`update instruments set band_override = '{}'`).run();
    }
    const before = dump(view);
    const event: PositionedEvent = Object.assign({}, golden, {
      order: day.numberOf('s'),
      buyOrder: day.numberOf('b'),
      sellOrder: day.numberOf('s'),
      sequence: day.book.sequence + 1,
      position: 10_000,
      end: true as const,
    });
    rowsOf(view).write([{ instrument: 'NDPR-OXIDE', events: [event], position: 10_000 }], 10_000);
    const after = dump(view);
    const changed = TABLES.filter(
      (table, index) => table !== 'book_progress' && !isDeepStrictEqual(before[index], after[index]),
    );
    expect(changed).toEqual(changes);
  });

  it('every event that a book may tell has its line in the table', () => {
    expect(Object.keys(CHANGES).sort()).toEqual([...goldens.keys()].sort());
  });

  it('RESV-1 a purchase of the reserve fills the offer, moves its own position, and is nobody’s order', () => {
    const day = new BookScenario({ floorTicks: 100 });
    day.sell('s', 10, 100);
    const purchase = {
      type: 'Traded',
      sequence: day.book.sequence + 1,
      bookMicros: day.nowMicros,
      position: 10_000,
      end: true,
      priceTicks: 100,
      lots: 4,
      buyOrder: 0,
      sellOrder: day.numberOf('s'),
      buyDesk: 'reserve',
      sellDesk: 'kaz-1',
      buyState: 'BLOC',
      sellState: 'KAZ',
      buyLeavesLots: 96,
      sellLeavesLots: 6,
      aggressorSide: 'sell',
      certificateId: 'KAZ-1',
    } as const;
    const view = write(commandsOf(day.events), () => 50);
    rowsOf(view).write([{ instrument: 'NDPR-OXIDE', events: [purchase], position: 10_000 }], 10_000);
    const spec = day.book.instrument;
    const reads = new DeskReads(view, new InstrumentCatalog(spec === undefined ? [] : [spec]));
    expect(reads.order('kaz-1', 'NDPR-OXIDE', day.numberOf('s'))).toMatchObject({
      orderStatus: 'partiallyFilled',
      fills: [{ price: '1.00', quantityLots: 4 }],
    });
    expect(reads.positions('reserve', '', 5)).toMatchObject([{ bought_lots: 4 }]);
    expect(reads.trades('NDPR-OXIDE', 20_000, 5)).toMatchObject([{ lots: 4 }]);
  });

  it('every query goes by an index', () => {
    const view = openView();
    const prepared: string[] = [];
    const sqlite = view.sqlite;
    const prepare = sqlite.prepare.bind(sqlite);
    sqlite.prepare = (sql: string) => {
      prepared.push(sql);
      return prepare(sql);
    };
    const reads = new DeskReads(view, new InstrumentCatalog([]));
    const desk = 'd';
    reads.heldOrder(desk, 'I', 'c');
    reads.order(desk, 'I', 1);
    for (const clientOrderId of [undefined, 'c']) {
      for (const live of [undefined, true, false]) {
        for (const instrument of [undefined, 'I']) {
          reads.orders({ desk, clientOrderId, live, instrument, beforePosition: 9, countMax: 5 });
        }
      }
    }
    for (const instrument of [undefined, 'I']) reads.fills({ desk, instrument, countMax: 5 });
    reads.fills({ desk, instrument: 'I', order: 1, before: { position: 1, side: 'buy' }, countMax: 5 });
    reads.positions(desk, '', 5);
    reads.instrument('I');
    reads.bookSequence('I');
    reads.phaseAt('I', 5);
    for (const side of ['buy', 'sell'] as const) reads.depth('I', side, 'continuous', 5);
    reads.trades('I', 9, 5);
    expect(prepared.length).toBeGreaterThan(15);
    // The words are few and read as a whole.
    for (const sql of prepared.filter((one) => !one.includes('from word'))) {
      const count = sql.split('?').length - 1;
      const plan = prepare(`explain query plan ${sql}`).all(...(Array(count).fill(1) as number[])) as {
        detail: string;
      }[];
      const steps = plan.map(({ detail }) => detail);
      expect([sql, steps.filter((step) => step.startsWith('SCAN'))]).toEqual([sql, []]);
      const sorted = steps.filter((step) => step.includes('TEMP B-TREE') && !sql.includes('group by'));
      expect([sql, sorted]).toEqual([sql, []]);
    }
  });
});
