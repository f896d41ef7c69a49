import type { CertificateOfOrigin, DeskLimits, InstrumentSpec, PriceBands } from '../instrument.js';
import type {
  Cause,
  FloorRaisePolicy,
  KillSwitchScope,
  MembershipStatus,
  OrderType,
  ProductionStage,
  Side,
  StpMode,
  TimeInForce,
  TradingPhase,
} from '../vocabulary.js';

/**
 * An order as its desk wrote it, in integers. Optional fields are absent, never null. Which fields belong to which
 * order is the book's to judge (`ORDER_SHAPE`); the edge only checks their form.
 */
export interface PlaceOrder {
  readonly kind: 'placeOrder';
  readonly desk: string;
  readonly memberState: string;
  readonly trader: string;
  readonly clientOrderId: string;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly quantityLots: number;
  readonly priceTicks?: number;
  /** FLOR-4: the limit of a market order, or of the one that a stop becomes. */
  readonly protectionLimitTicks?: number;
  /** ORDR-6: stop and stopLimit only. */
  readonly triggerPriceTicks?: number;
  /** ORDR-3: the peak of an iceberg. */
  readonly displayQuantityLots?: number;
  /** ORDR-1: immediate-or-cancel only. */
  readonly minQuantityLots?: number;
  /** ORDR-5: absent, never false. */
  readonly postOnly?: true;
  /** ORDR-1: gtd only; UTC microseconds, after the book time. */
  readonly expiryMicros?: number;
  /** MEMB-3: offers only. */
  readonly certificateId?: string;
  /** FLOR-5: offers only; `cancel` when absent. */
  readonly onFloorRaise?: FloorRaisePolicy;
  readonly stpId?: string;
  readonly stpMode?: StpMode;
  readonly account?: string;
}

/** ORDR-4. `order` is the sequence that accepted the order; absent fields stay as they are. */
export interface AmendOrder {
  readonly kind: 'amendOrder';
  readonly desk: string;
  readonly memberState: string;
  readonly trader: string;
  readonly order: number;
  readonly expectedVersion: number;
  readonly priceTicks?: number;
  readonly triggerPriceTicks?: number;
  readonly quantityLots?: number;
  readonly displayQuantityLots?: number;
  readonly expiryMicros?: number;
  readonly account?: string;
}

export interface CancelOrder {
  readonly kind: 'cancelOrder';
  readonly desk: string;
  readonly memberState: string;
  readonly trader: string;
  readonly order: number;
}

/** RISK-2: takes all live orders of a desk in this book. */
export interface MassCancel {
  readonly kind: 'massCancel';
  readonly desk: string;
  readonly memberState: string;
  readonly trader: string;
}

/** RISK-2: a desk's session broke off; takes all of its live orders but gtc and gtd, in every phase. */
export interface CancelOnDisconnect {
  readonly kind: 'cancelOnDisconnect';
  readonly desk: string;
  readonly memberState: string;
  readonly trader: string;
}

/** What an act of policy does to a book (SEQ-2). */
export type PolicyChange =
  | { readonly type: 'configureInstrument'; readonly instrument: InstrumentSpec }
  | { readonly type: 'setMembership'; readonly memberState: string; readonly status: MembershipStatus }
  | {
      readonly type: 'setAnnex';
      readonly memberState: string;
      readonly mineral: string;
      readonly productionStage: ProductionStage;
      readonly inForce: boolean;
    }
  | { readonly type: 'registerCertificate'; readonly certificate: CertificateOfOrigin }
  | { readonly type: 'setCertificateLots'; readonly certificateId: string; readonly lots: number }
  | { readonly type: 'withdrawCertificate'; readonly certificateId: string }
  | { readonly type: 'setFloor'; readonly floorVersion: number; readonly priceTicks: number }
  | { readonly type: 'setPhase'; readonly phase: TradingPhase }
  | { readonly type: 'setReferencePrice'; readonly priceTicks: number }
  | {
      readonly type: 'setPosition';
      readonly desk: string;
      readonly memberState: string;
      readonly positionLots: number;
    }
  /** BAND-3: other bands than the instrument's own, until they expire; an empty set lifts the bands. */
  | { readonly type: 'setBands'; readonly bands: PriceBands; readonly expiryMicros: number }
  /** RISK-1: takes the place of all limits that the desk had. */
  | {
      readonly type: 'setLimits';
      readonly desk: string;
      readonly memberState: string;
      readonly limits: DeskLimits;
    }
  /** RISK-2: `name` is the desk or the state; absent for the venue. */
  | {
      readonly type: 'setKillSwitch';
      readonly scope: KillSwitchScope;
      readonly name?: string;
      readonly engaged: boolean;
    }
  /** RESV-2: `budget` in minor units, a whole number as a string; what is spent and held stays as it is. */
  | {
      readonly type: 'setReserve';
      readonly desk: string;
      readonly memberState: string;
      readonly budget: string;
      readonly capLots: number;
    };

/**
 * A decided act reaching a book. One whose instant is still to come is held by the book and acts when it is due
 * (SEQ-3); the same `actId` again is an exact repeat: it changes nothing and leaves no event.
 */
export interface ApplyAct {
  readonly kind: 'applyAct';
  readonly actId: string;
  /** Position among all decided acts; orders acts that are due at one instant. */
  readonly approvalNumber: number;
  /** UTC microseconds. */
  readonly effectiveMicros: number;
  readonly proposer: string;
  readonly approvers: readonly string[];
  readonly reason: string;
  readonly change: PolicyChange;
}

/** FLOR-1: a decided act is withdrawn before its instant. */
export interface WithdrawAct {
  readonly kind: 'withdrawAct';
  readonly actId: string;
}

/** SEQ-4: ids of orders that ended before the instant are no longer held. */
export interface DropIdentifiers {
  readonly kind: 'dropIdentifiers';
  readonly endedBeforeMicros: number;
}

/** A held act falls due; made by the book itself (SEQ-3). */
export interface ApplyDueAct {
  readonly kind: 'applyDueAct';
  readonly actId: string;
  readonly dueMicros: number;
}

/** A certificate's expiry falls due; made by the book itself (SEQ-3). */
export interface ExpireCertificate {
  readonly kind: 'expireCertificate';
  readonly certificateId: string;
  readonly dueMicros: number;
}

/** The bands that an act set fall back to the instrument's own (BAND-3); made by the book itself (SEQ-3). */
export interface ExpireBands {
  readonly kind: 'expireBands';
  readonly dueMicros: number;
}

/** A volatility auction's time is over (PHAS-1); made by the book itself (SEQ-3). */
export interface EndVolatilityAuction {
  readonly kind: 'endVolatilityAuction';
  readonly dueMicros: number;
}

/** A gtd order expires (ORDR-1); made by the book itself (SEQ-3). */
export interface ExpireOrder {
  readonly kind: 'expireOrder';
  readonly order: number;
  readonly dueMicros: number;
}

/** What a desk may ask of a book. */
export type DeskCommandBody = PlaceOrder | AmendOrder | CancelOrder | MassCancel | CancelOnDisconnect;

/** What may be sent to a book over the bus. */
export type BookCommandBody = DeskCommandBody | ApplyAct | WithdrawAct | DropIdentifiers;

/** What a book does by its own schedule; never on the bus. */
export type DueCommandBody =
  ApplyDueAct | ExpireCertificate | ExpireBands | EndVolatilityAuction | ExpireOrder;

/** Where the bus held a command; the store's record of it is what makes redelivery harmless. */
export interface SourcePosition {
  readonly partition: number;
  readonly offset: number;
}

/** A command on the bus, before it is sequenced. */
export interface SubmittedCommand<Body extends BookCommandBody = BookCommandBody> {
  readonly commandId: string;
  readonly instrument: string;
  readonly cause: Cause;
  /** The user who asked. */
  readonly actor: string;
  /** UTC microseconds at the edge. */
  readonly receiveMicros: number;
  readonly body: Body;
}

/** A command with its place in the book: the whole input of one step (SEQ-1). */
export interface SequencedCommand {
  readonly commandId: string;
  readonly cause: Cause;
  readonly actor: string;
  readonly receiveMicros: number;
  /** SEQ-3: the writer's clock, never less than the last one. */
  readonly bookMicros: number;
  /** Absent for what the book does by its own schedule. */
  readonly source?: SourcePosition;
  readonly rulesVersion: number;
  readonly body: BookCommandBody | DueCommandBody;
}
