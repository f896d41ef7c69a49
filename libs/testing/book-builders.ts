import type {
  AmendOrder,
  ApplyAct,
  BookCommandBody,
  BookEvent,
  CertificateOfOrigin,
  InstrumentSpec,
  MembershipStatus,
  PlaceOrder,
  PolicyChange,
  TradingPhase,
} from '#contracts';
import { execute, tick, type Book, type ExecuteOutcome } from '#matching';
import { FOUNDED_MICROS, sampleInstrument } from './bloc-scenario.js';
import { BookTeller } from './book-teller.js';
import { createTwinBook } from './twin-book.js';

/** Member states of the scenario; the desks of one are `kaz-1`, `kaz-2` and so on. */
export const SCENARIO_STATES: Readonly<Record<string, MembershipStatus>> = {
  KAZ: 'full',
  AUS: 'full',
  NAM: 'full',
  OBS: 'observer',
  ACC: 'acceding',
  SUS: 'suspended',
  GON: 'withdrawn',
  NOA: 'full',
};

export interface BookScenarioOptions {
  readonly phase?: TradingPhase;
  readonly floorTicks?: number;
  readonly referenceTicks?: number;
  readonly instrument?: Partial<InstrumentSpec>;
  /** Nothing is configured: the book is as it was made. */
  readonly isEmpty?: boolean;
  readonly book?: Book;
  /** Hears every event as the book hands it over. */
  readonly onEvent?: (event: BookEvent, book: Book) => void;
}

/** Phases to pass through on the way from closed to another. */
const WAY_TO: Readonly<Record<TradingPhase, readonly TradingPhase[]>> = {
  closed: [],
  preOpen: ['preOpen'],
  noCancel: ['preOpen', 'noCancel'],
  openingAuction: ['preOpen', 'openingAuction'],
  continuous: ['preOpen', 'openingAuction'],
  volatilityAuction: ['preOpen', 'openingAuction', 'volatilityAuction'],
  closingCall: ['preOpen', 'openingAuction', 'closingCall'],
  closingAuction: ['preOpen', 'openingAuction', 'closingCall', 'closingAuction'],
  halted: ['halted'],
  suspended: ['suspended'],
};

/** A certificate of origin for NdPr oxide from Kazakhstan. */
export function sampleCertificate(overrides: Partial<CertificateOfOrigin> = {}): CertificateOfOrigin {
  return {
    certificateId: 'KAZ-1',
    originState: 'KAZ',
    mineral: 'NdPr',
    productionStage: 'separatedOxide',
    nonBlocContentBasisPoints: 0,
    expiryMicros: FOUNDED_MICROS * 2,
    lots: 1_000_000,
    ...overrides,
  };
}

/**
 * One book with a small bloc around it, driven by commands and read by what it tells: every method returns the events
 * of its command (and of what fell due before it) as short lines, orders named by their clientOrderId.
 */
export class BookScenario {
  readonly book: Book;
  /** All events so far. */
  readonly events: BookEvent[] = [];
  nowMicros = FOUNDED_MICROS;
  lastOutcome: ExecuteOutcome | undefined;
  private readonly teller = new BookTeller();
  private readonly onEvent: BookScenarioOptions['onEvent'];
  private count = 0;

  constructor(options: BookScenarioOptions = {}) {
    this.onEvent = options.onEvent;
    const instrument = sampleInstrument(options.instrument);
    this.book = options.book ?? createTwinBook(instrument.instrumentId);
    if (options.isEmpty === true) return;
    this.act({ type: 'configureInstrument', instrument });
    for (const [memberState, status] of Object.entries(SCENARIO_STATES)) {
      this.member(memberState, status);
      this.annex(memberState, memberState !== 'NOA');
    }
    for (const originState of ['KAZ', 'AUS', 'NAM']) {
      this.act({
        type: 'registerCertificate',
        certificate: sampleCertificate({ certificateId: `${originState}-1`, originState }),
      });
    }
    if (options.referenceTicks !== undefined) this.reference(options.referenceTicks);
    if (options.floorTicks !== undefined) this.floor(options.floorTicks);
    for (const phase of WAY_TO[options.phase ?? 'continuous']) this.phase(phase);
  }

  /** Sends a command; the events are told. */
  send(body: BookCommandBody, actor = 'somebody'): string[] {
    const told: string[] = [];
    this.count += 1;
    this.lastOutcome = execute(
      this.book,
      {
        commandId: `c${this.count}`,
        instrument: this.book.instrumentId,
        cause: body.kind === 'applyAct' ? 'act' : 'command',
        actor,
        receiveMicros: this.nowMicros,
        body,
      },
      { nowMicros: this.nowMicros, source: { partition: 0, offset: this.count } },
      (event) => told.push(...this.hear(event)),
    );
    return told;
  }

  /** Lets the clock reach an instant. */
  tickAt(nowMicros: number): string[] {
    const told: string[] = [];
    this.nowMicros = nowMicros;
    tick(this.book, nowMicros, (event) => told.push(...this.hear(event)));
    return told;
  }

  /** Takes an event that did not come by `send`, to name its order later. */
  hear(event: BookEvent): string[] {
    this.events.push(event);
    this.onEvent?.(event, this.book);
    return [this.teller.tell(event)];
  }

  act(change: PolicyChange, overrides: Partial<ApplyAct> = {}): string[] {
    return this.send(this.actOf(change, overrides));
  }

  actOf(change: PolicyChange, overrides: Partial<ApplyAct> = {}): ApplyAct {
    return {
      kind: 'applyAct',
      actId: `act-${this.count + 1}`,
      approvalNumber: this.count + 1,
      effectiveMicros: this.nowMicros,
      proposer: 'proposer',
      approvers: ['approver-1', 'approver-2'],
      reason: 'a reason',
      change,
      ...overrides,
    };
  }

  member(memberState: string, status: MembershipStatus): string[] {
    return this.act({ type: 'setMembership', memberState, status });
  }

  annex(memberState: string, inForce: boolean): string[] {
    const { mineral, productionStage } = sampleInstrument();
    return this.act({ type: 'setAnnex', memberState, mineral, productionStage, inForce });
  }

  floor(priceTicks: number): string[] {
    const floorVersion = (this.book.floor?.floorVersion ?? 0) + 1;
    return this.act({ type: 'setFloor', floorVersion, priceTicks });
  }

  phase(phase: TradingPhase): string[] {
    return this.act({ type: 'setPhase', phase });
  }

  reference(priceTicks: number): string[] {
    return this.act({ type: 'setReferencePrice', priceTicks });
  }

  position(desk: string, positionLots: number): string[] {
    return this.act({ type: 'setPosition', desk, memberState: stateOf(desk), positionLots });
  }

  certificate(overrides: Partial<CertificateOfOrigin>): string[] {
    return this.act({ type: 'registerCertificate', certificate: sampleCertificate(overrides) });
  }

  /** A limit bid of `aus-1`; its price undefined makes it a market bid. */
  buy(
    clientOrderId: string,
    quantityLots: number,
    priceTicks?: number,
    overrides: Partial<PlaceOrder> = {},
  ): string[] {
    return this.send(bid(clientOrderId, quantityLots, priceTicks, overrides));
  }

  /** A limit offer of `kaz-1` under `KAZ-1`; its price undefined makes it a market offer. */
  sell(
    clientOrderId: string,
    quantityLots: number,
    priceTicks?: number,
    overrides: Partial<PlaceOrder> = {},
  ): string[] {
    return this.send(offer(clientOrderId, quantityLots, priceTicks, overrides));
  }

  amend(clientOrderId: string, overrides: Partial<AmendOrder>): string[] {
    const order = this.numberOf(clientOrderId);
    const { desk, memberState, trader } = this.ownerOf(clientOrderId);
    const expectedVersion = this.book.order(order)?.version ?? 1;
    return this.send({
      kind: 'amendOrder',
      desk,
      memberState,
      trader,
      order,
      expectedVersion,
      ...overrides,
    });
  }

  cancel(clientOrderId: string, desk?: string): string[] {
    const owner = this.ownerOf(clientOrderId);
    return this.send({
      kind: 'cancelOrder',
      desk: desk ?? owner.desk,
      memberState: desk === undefined ? owner.memberState : stateOf(desk),
      trader: owner.trader,
      order: this.numberOf(clientOrderId),
    });
  }

  massCancel(desk: string): string[] {
    return this.send({ kind: 'massCancel', desk, memberState: stateOf(desk), trader: `${desk}-trader` });
  }

  /** The desk's session breaks off. */
  disconnect(desk: string): string[] {
    const memberState = stateOf(desk);
    return this.send({ kind: 'cancelOnDisconnect', desk, memberState, trader: `${desk}-trader` });
  }

  /** The sequence that accepted an order. */
  numberOf(clientOrderId: string): number {
    return this.teller.numberOf(clientOrderId);
  }

  private ownerOf(clientOrderId: string): PlaceOrder {
    return this.teller.requestOf(clientOrderId);
  }

  /** Live orders of a side, best first, as `s1 5@110`; market orders after them as `s2 5@market`. */
  resting(side: 'buy' | 'sell'): string[] {
    const orders = [...this.book.liveOrders()].filter((order) => order.side === side);
    const sign = side === 'buy' ? -1 : 1;
    const rank = (priceTicks: number | undefined): number =>
      priceTicks === undefined ? Number.MAX_SAFE_INTEGER : sign * priceTicks;
    orders.sort(
      (left, right) => rank(left.priceTicks) - rank(right.priceTicks) || left.priority - right.priority,
    );
    return orders.map(
      (order) => `${order.clientOrderId} ${order.leavesLots}@${order.priceTicks ?? 'market'}`,
    );
  }
}

/** `kaz-1` is a desk of `KAZ`. */
export function stateOf(desk: string): string {
  return (desk.split('-')[0] ?? '').toUpperCase();
}

/** A bid of `aus-1`. */
export function bid(
  clientOrderId: string,
  quantityLots: number,
  priceTicks?: number,
  overrides: Partial<PlaceOrder> = {},
): PlaceOrder {
  return order('buy', 'aus-1', clientOrderId, quantityLots, priceTicks, overrides);
}

/** An offer of `kaz-1` under `KAZ-1`. */
export function offer(
  clientOrderId: string,
  quantityLots: number,
  priceTicks?: number,
  overrides: Partial<PlaceOrder> = {},
): PlaceOrder {
  return order('sell', 'kaz-1', clientOrderId, quantityLots, priceTicks, {
    certificateId: 'KAZ-1',
    ...overrides,
  });
}

function order(
  side: 'buy' | 'sell',
  usualDesk: string,
  clientOrderId: string,
  quantityLots: number,
  priceTicks: number | undefined,
  overrides: Partial<PlaceOrder>,
): PlaceOrder {
  const desk = overrides.desk ?? usualDesk;
  return {
    kind: 'placeOrder',
    desk,
    memberState: stateOf(desk),
    trader: `${desk}-trader`,
    clientOrderId,
    side,
    orderType: priceTicks === undefined ? 'market' : 'limit',
    timeInForce: 'day',
    quantityLots,
    ...(priceTicks === undefined ? {} : { priceTicks }),
    ...overrides,
  };
}
