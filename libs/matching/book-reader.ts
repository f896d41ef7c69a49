import type {
  ApplyAct,
  CertificateOfOrigin,
  DeskLimits,
  FloorRaisePolicy,
  InstrumentSpec,
  KillSwitchScope,
  MembershipStatus,
  OrderType,
  PlaceOrder,
  PriceBands,
  ProductionStage,
  Side,
  StpMode,
  TimeInForce,
  TradingPhase,
} from '#contracts';

/** A live order as the rules and the shells see it. Quantities are lots, prices ticks. */
export interface LiveOrder {
  /** The sequence that accepted it: its number, and its place in entry order (SEQ-5). */
  readonly order: number;
  readonly desk: string;
  readonly memberState: string;
  readonly trader: string;
  readonly clientOrderId: string;
  readonly side: Side;
  /**
   * `market` becomes `limit` when the order comes to rest at its limit (FLOR-4), a stop becomes its order when it is
   * triggered (ORDR-6).
   */
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly quantityLots: number;
  readonly leavesLots: number;
  readonly filledLots: number;
  readonly cancelledLots: number;
  /** Undefined while it is a market order. */
  readonly priceTicks: number | undefined;
  readonly protectionLimitTicks: number | undefined;
  readonly certificateId: string | undefined;
  readonly onFloorRaise: FloorRaisePolicy;
  readonly stpId: string | undefined;
  readonly stpMode: StpMode;
  readonly account: string | undefined;
  /** ORDR-6: defined for a stop that waits; its type is a stop's for as long. */
  readonly triggerPriceTicks: number | undefined;
  /** ORDR-3: the peak of an iceberg; undefined for an order that shows all of itself. */
  readonly displayQuantityLots: number | undefined;
  /** ORDR-3: what an iceberg shows now; all leaves of any other order. */
  readonly displayedLots: number;
  readonly minQuantityLots: number | undefined;
  readonly postOnly: boolean;
  /** ORDR-1: defined for gtd orders. */
  readonly expiryMicros: number | undefined;
  /** FLOR-5, FLOR-9: out of the book until the floor comes down to it. */
  readonly isParked: boolean;
  /** ORDR-4: from 1, raised by amends and reprices. */
  readonly version: number;
  /** ORDR-2: the sequence of the event that gave it its time; lower is earlier. */
  readonly priority: number;
}

/** The lots of all orders at one price. */
export interface LotsAtPrice {
  readonly priceTicks: number;
  readonly quantityLots: number;
}

/** All orders of one side at one price. */
export interface DepthLevel {
  readonly priceTicks: number;
  readonly quantityLots: number;
  /** What icebergs show of themselves, and all of the others (ORDR-3). */
  readonly displayedLots: number;
  readonly orders: number;
}

/** Lots of a side's market orders that share a protection limit, or the lack of one. */
export interface MarketDepth {
  readonly protectionLimitTicks: number | undefined;
  readonly quantityLots: number;
}

/** The floor in force (FLOR-1). */
export interface Floor {
  readonly priceTicks: number;
  readonly floorVersion: number;
}

/** What an auction would do now (PHAS-2). */
export interface Indicative {
  readonly priceTicks: number;
  readonly volumeLots: number;
}

/** A certificate with its use in this book (MEMB-3). */
export interface RegisteredCertificate extends CertificateOfOrigin {
  /** Lots it stands for now; an act may have set them anew. */
  readonly lots: number;
  readonly pledgedLots: number;
  readonly consumedLots: number;
  readonly expired: boolean;
  readonly withdrawn: boolean;
}

/** What a clientOrderId stands for (SEQ-4). */
export interface HeldIdentifier {
  readonly desk: string;
  readonly clientOrderId: string;
  /** Sequence of the event that accepted or refused the order. */
  readonly sequence: number;
  readonly request: PlaceOrder;
  /** Book time at which the order ended or was refused; undefined while it lives. */
  readonly endedMicros: number | undefined;
}

/** A decided act whose instant is still to come. */
export interface HeldAct {
  /** Sequence of `ActScheduled`; the last resort between acts of one instant and approval number. */
  readonly sequence: number;
  readonly act: ApplyAct;
}

/** BAND-3: bands that an act set for a time in place of the instrument's own. */
export interface BandOverride {
  readonly bands: PriceBands;
  readonly expiryMicros: number;
  /** Of the act that set them; orders what falls due at one instant (SEQ-3). */
  readonly approvalNumber: number;
  /** Sequence of `BandsSet`. */
  readonly sequence: number;
}

/** A running volatility auction (PHAS-1). */
export interface VolatilityAuction {
  readonly endsMicros: number;
  /** Sequence of the event that began it, which is when its end was approved (SEQ-3). */
  readonly sequence: number;
}

/** The strategic reserve's means in this book (RESV-2). What it holds is its desk's position. */
export interface Reserve {
  readonly desk: string;
  readonly memberState: string;
  /** Minor units. */
  readonly budget: bigint;
  readonly capLots: number;
  /** Sum of price × lots of all its purchases here, from which its spending follows exactly. */
  readonly spentTickLots: bigint;
}

/** What was last published of the reserve's bid (RESV-2). */
export interface ReserveQuote {
  readonly liveLots: number;
  readonly reserveExhausted: boolean;
}

/** An engaged kill switch (RISK-2). */
export interface KillSwitch {
  readonly scope: KillSwitchScope;
  /** The desk or the state; undefined for the venue. */
  readonly name: string | undefined;
}

/** A desk's limits with its messages in the last second in which it sent any (RISK-1). */
export interface DeskLimitState {
  readonly memberState: string;
  readonly desk: string;
  readonly limits: DeskLimits;
  /** Whole seconds of book time since 1970; counted only where the messages are limited. */
  readonly second: number;
  readonly messages: number;
}

/** Sums of one member state, or of one desk, in this book (MEMB-2, RISK-1). */
export interface StateLots {
  /** Net lots held. */
  readonly positionLots: number;
  /** Leaves of its live bids. */
  readonly buyLeavesLots: number;
  /** Leaves of its live offers. */
  readonly sellLeavesLots: number;
}

/** Net lots of one desk. */
export interface DeskPosition {
  readonly memberState: string;
  readonly desk: string;
  readonly positionLots: number;
}

/**
 * All that the rules may look at. A book implementation offers it; the rules never change a book but by emitting
 * events. Iterables follow the live state: copy them before emitting.
 */
export interface BookReader {
  readonly instrumentId: string;
  /** Sequence of the last event, 0 for an empty book. */
  readonly sequence: number;
  /** Book time of the last event, UTC microseconds. */
  readonly bookMicros: number;
  /** Undefined until the instrument is configured. */
  readonly instrument: InstrumentSpec | undefined;
  readonly phase: TradingPhase;
  readonly floor: Floor | undefined;
  /** PHAS-3. */
  readonly referencePriceTicks: number | undefined;
  /** PHAS-3. */
  readonly staticReferencePriceTicks: number | undefined;
  /** What was last published (PHAS-2); undefined is none. */
  readonly indicative: Indicative | undefined;
  /** What was last published (FLOR-10). */
  readonly floorLocked: boolean;
  /** What was last published (RESV-2). */
  readonly reserveQuote: ReserveQuote;
  readonly reserve: Reserve | undefined;
  readonly bandOverride: BandOverride | undefined;
  readonly volatilityAuction: VolatilityAuction | undefined;

  membership(memberState: string): MembershipStatus | undefined;
  /** Whether the state's annex for this instrument's mineral and production stage is in force. */
  annexInForce(memberState: string): boolean;
  certificate(certificateId: string): RegisteredCertificate | undefined;
  stateLots(memberState: string): StateLots;
  deskLots(memberState: string, desk: string): StateLots;
  deskLimits(memberState: string, desk: string): DeskLimitState | undefined;
  isKillSwitchEngaged(scope: KillSwitchScope, name: string | undefined): boolean;

  order(order: number): LiveOrder | undefined;
  /** In entry order, like all that follow unless they say otherwise. */
  liveOrders(): Iterable<LiveOrder>;
  ordersOfDesk(desk: string): Iterable<LiveOrder>;
  ordersOfState(memberState: string): Iterable<LiveOrder>;
  /** Orders of some times in force (ORDR-1). */
  ordersOfTimes(timesInForce: readonly TimeInForce[]): Iterable<LiveOrder>;
  offersOfCertificate(certificateId: string): Iterable<LiveOrder>;
  /** Offers whose certificate names the state as origin. */
  offersOfOrigin(memberState: string): Iterable<LiveOrder>;
  /** Offers and sell stops, none of them parked, whose price or trigger lies below a price (FLOR-5). */
  offersBelow(priceTicks: number): Iterable<LiveOrder>;

  /** First limit order in price and time; a bid below the floor is not looked at (FLOR-3). */
  best(side: Side): LiveOrder | undefined;
  /** The price of that order, without a look at the order. */
  bestTicks(side: Side): number | undefined;
  /** Limit orders, best price first, then time; bids below the floor included. */
  limitOrders(side: Side): Iterable<LiveOrder>;
  /** Price levels, best first; bids below the floor included. */
  levels(side: Side): Iterable<DepthLevel>;
  /** Lots at each price, best first; bids below the floor included. One object tells all: nobody keeps it. */
  lotsByPrice(side: Side): Iterable<LotsAtPrice>;
  /** In order of time. Like all that stands in the book it leaves out parked, waiting and inactive orders. */
  marketOrders(side: Side): Iterable<LiveOrder>;
  marketDepth(side: Side): Iterable<MarketDepth>;
  /** Stops that wait and are not parked: sells highest trigger first, buys lowest first, then in entry order (ORDR-6). */
  waitingStops(side: Side): Iterable<LiveOrder>;
  parkedOrders(): Iterable<LiveOrder>;

  identifier(desk: string, clientOrderId: string): HeldIdentifier | undefined;
  /** How many ended identifiers `dropIdentifiers` with this instant would drop. */
  identifiersEndedBefore(micros: number): number;
  /** Sequence of the first event of an act that reached this book, whatever became of it. */
  actSequence(actId: string): number | undefined;
  heldAct(actId: string): HeldAct | undefined;
}

/** The rest of a book's state, for its canonical text alone. */
export interface BookStateReader extends BookReader {
  memberships(): Iterable<readonly [memberState: string, status: MembershipStatus]>;
  annexes(): Iterable<{
    readonly memberState: string;
    readonly mineral: string;
    readonly productionStage: ProductionStage;
    readonly inForce: boolean;
  }>;
  /** In order of registration. */
  certificates(): Iterable<RegisteredCertificate>;
  positions(): Iterable<DeskPosition>;
  /** All live orders in entry order, each for a glance: nothing keeps it for another one. */
  glanceAtOrders(): Iterable<LiveOrder>;
  identifiers(): Iterable<HeldIdentifier>;
  acts(): Iterable<readonly [actId: string, sequence: number]>;
  /** In the order in which they fall due. */
  heldActs(): Iterable<HeldAct>;
  /** Desks with limits, by state, then desk. */
  allDeskLimits(): Iterable<DeskLimitState>;
  /** By scope, then name. */
  engagedKillSwitches(): Iterable<KillSwitch>;
  offsets(): Iterable<readonly [partition: number, offset: number]>;
}
