import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bookStream,
  encodeBookEvent,
  type BookCommandBody,
  type BookEvent,
  type Cause,
  type InstrumentSpec,
  type PlaceOrder,
  type PolicyChange,
  type Side,
} from '#contracts';
import {
  EmbeddedEventStore,
  NO_STREAM,
  openEmbeddedEnvironment,
  type EventStore,
  type NewEvent,
} from '#event-store';
import { createNaiveBook, execute, tick, type Book } from '#matching';
import { bookEventId } from '#replay';
import { FOUNDED_MICROS, HOUR_MICROS, sampleInstrument } from './bloc-scenario.js';

/** Whole numbers below a bound, e.g. of a seeded generator. */
export type NextInteger = (below: number) => number;

/** An embedded store in a directory of its own that goes with it. */
export interface TemporaryStore {
  readonly directory: string;
  readonly store: EventStore;
  close(): Promise<void>;
}

export async function openTemporaryStore(): Promise<TemporaryStore> {
  const directory = await mkdtemp(join(tmpdir(), 'orebook-store-'));
  const environment = openEmbeddedEnvironment(join(directory, 'store'), { mapSizeBytes: 2 ** 28 });
  const store = EmbeddedEventStore.open({ root: environment.root });
  return {
    directory,
    store,
    close: async () => {
      await store.close();
      await environment.close();
      await rm(directory, { recursive: true });
    },
  };
}

interface Party {
  readonly desk: string;
  readonly memberState: string;
  readonly trader: string;
}

/** Desks that may trade once the book is founded. */
export const KAZ_DESK: Party = { desk: 'kaz-one', memberState: 'KAZ', trader: 'aigerim' };
export const AUS_DESK: Party = { desk: 'aus-one', memberState: 'AUS', trader: 'olivia' };
export const CHL_DESK: Party = { desk: 'chl-one', memberState: 'CHL', trader: 'mateo' };
const PARTIES = [KAZ_DESK, AUS_DESK, CHL_DESK];

/** Plays commands on a real book as its engine would, and keeps what would be recorded. */
export class BookRecording {
  readonly events: BookEvent[] = [];
  readonly book: Book;
  /** UTC microseconds of the next command. */
  micros = FOUNDED_MICROS;
  private commands = 0;
  private floorVersion = 0;
  private storedEvents = 0;

  constructor(readonly instrument: string) {
    this.book = createNaiveBook(instrument);
  }

  /** A book in continuous trading: three full members with their annex, a floor of 110.00 and a certificate `C-1`. */
  static founded(overrides: Partial<InstrumentSpec> = {}): BookRecording {
    const instrument = sampleInstrument(overrides);
    const { mineral, productionStage, instrumentId } = instrument;
    const recording = new BookRecording(instrumentId);
    recording.act({ type: 'configureInstrument', instrument });
    for (const { memberState } of PARTIES) {
      recording.act({ type: 'setMembership', memberState, status: 'full' });
      recording.act({ type: 'setAnnex', memberState, mineral, productionStage, inForce: true });
    }
    const certificate = {
      certificateId: 'C-1',
      originState: 'KAZ',
      mineral,
      productionStage,
      nonBlocContentBasisPoints: 250,
      expiryMicros: FOUNDED_MICROS + 1_000 * HOUR_MICROS,
      lots: 100_000,
    };
    recording.act({ type: 'registerCertificate', certificate });
    recording.setFloor(11_000);
    recording.act({ type: 'setReferencePrice', priceTicks: 11_200 });
    for (const phase of ['preOpen', 'openingAuction'] as const) recording.act({ type: 'setPhase', phase });
    return recording;
  }

  /** Runs one command; returns the events that it left. */
  run(body: BookCommandBody, actor: string, cause: Cause = 'command'): readonly BookEvent[] {
    const before = this.events.length;
    this.commands += 1;
    const commandId = `${this.instrument}-command-${this.commands}`;
    const submitted = {
      commandId,
      instrument: this.instrument,
      cause,
      actor,
      receiveMicros: this.micros - 5,
      body,
    };
    const source = { partition: 0, offset: this.commands };
    execute(this.book, submitted, { nowMicros: this.micros, source }, (event) => this.events.push(event));
    this.micros += 1_000;
    return this.events.slice(before);
  }

  act(change: PolicyChange, effectiveMicros: number = this.micros): readonly BookEvent[] {
    const actId = `ACT-${this.commands + 1}`;
    const body = {
      kind: 'applyAct',
      actId,
      approvalNumber: this.commands + 1,
      effectiveMicros,
      proposer: 'anna',
      approvers: ['ben', 'cleo'],
      reason: 'a test',
      change,
    } as const;
    return this.run(body, 'anna', 'act');
  }

  setFloor(priceTicks: number, effectiveMicros?: number): readonly BookEvent[] {
    this.floorVersion += 1;
    return this.act({ type: 'setFloor', floorVersion: this.floorVersion, priceTicks }, effectiveMicros);
  }

  place(party: Party, side: Side, overrides: Partial<PlaceOrder> = {}): readonly BookEvent[] {
    const order: PlaceOrder = {
      kind: 'placeOrder',
      ...party,
      clientOrderId: `order-${this.commands + 1}`,
      side,
      orderType: 'limit',
      timeInForce: 'gtc',
      quantityLots: 10,
      priceTicks: 11_200,
      ...(side === 'sell' ? { certificateId: 'C-1' } : {}),
      ...overrides,
    };
    return this.run(order, party.trader);
  }

  cancel(party: Party, order: number): readonly BookEvent[] {
    return this.run({ kind: 'cancelOrder', ...party, order }, party.trader);
  }

  amend(party: Party, order: number, expectedVersion: number, change: object): readonly BookEvent[] {
    return this.run({ kind: 'amendOrder', ...party, order, expectedVersion, ...change }, party.trader);
  }

  massCancel(party: Party): readonly BookEvent[] {
    return this.run({ kind: 'massCancel', ...party }, party.trader);
  }

  /** Moves time and does what fell due. */
  tick(micros: number): void {
    this.micros += micros;
    tick(this.book, this.micros, (event) => this.events.push(event));
  }

  /** Plays commands of every kind, good ones and bad ones. */
  playRandomly(next: NextInteger, commands: number): void {
    for (let count = 0; count < commands; count++) this.playOne(next);
  }

  private playOne(next: NextInteger): void {
    const party = PARTIES[next(PARTIES.length)] ?? KAZ_DESK;
    const priceTicks = 10_950 + 50 * next(12);
    const live = [...this.book.liveOrders()];
    const order = live[next(Math.max(1, live.length))];
    switch (next(16)) {
      case 0:
        this.cancel(party, order?.order ?? 1);
        return;
      case 1:
        this.amend(party, order?.order ?? 1, order?.version ?? 1, { quantityLots: 1 + next(20) });
        return;
      case 2:
        this.amend(party, order?.order ?? 1, 1, { priceTicks });
        return;
      case 3:
        if (next(8) === 0) this.massCancel(party);
        else this.setFloor(10_900 + 50 * next(8), this.micros + next(3) * 4_000);
        return;
      case 4:
        this.playPhase(next);
        return;
      case 5:
        this.tick(next(20_000));
        return;
      case 6: {
        const status = next(3) === 0 ? 'suspended' : 'full';
        this.act({ type: 'setMembership', memberState: party.memberState, status });
        return;
      }
      case 7: {
        const market = { orderType: 'market', timeInForce: 'ioc', priceTicks: undefined } as const;
        this.place(party, next(2) === 0 ? 'buy' : 'sell', { ...market, quantityLots: 1 + next(30) });
        return;
      }
      default:
        this.place(party, next(2) === 0 ? 'buy' : 'sell', {
          priceTicks,
          quantityLots: 1 + next(30),
          timeInForce: (['day', 'gtc', 'ioc', 'fok'] as const)[next(4)] ?? 'day',
          ...(next(3) === 0 ? { stpId: 's', stpMode: 'cancelResting' } : {}),
        });
    }
  }

  private playPhase(next: NextInteger): void {
    const { phase } = this.book;
    if (phase === 'continuous' && next(4) > 0) return;
    const following = {
      closed: 'preOpen',
      preOpen: 'openingAuction',
      noCancel: 'openingAuction',
      openingAuction: 'continuous',
      continuous: next(2) === 0 ? 'closingCall' : 'halted',
      volatilityAuction: 'continuous',
      closingCall: 'closingAuction',
      closingAuction: 'closed',
      halted: 'preOpen',
      suspended: 'halted',
    } as const;
    this.act({ type: 'setPhase', phase: following[phase] });
  }

  /** The stored form of everything so far. */
  stored(): NewEvent[] {
    const stream = bookStream(this.instrument);
    return this.events.map((event) => {
      const { type, version, data } = encodeBookEvent(event);
      return { id: bookEventId(stream, event.sequence, type, version, data), type, version, data };
    });
  }

  /** Appends what was played since the last time. */
  async store(store: EventStore): Promise<void> {
    const fresh = this.stored().slice(this.storedEvents);
    if (fresh.length === 0) return;
    const revision = this.storedEvents === 0 ? NO_STREAM : this.storedEvents - 1;
    await store.append(bookStream(this.instrument), revision, fresh);
    this.storedEvents += fresh.length;
  }
}
