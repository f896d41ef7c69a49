import type { SequencedCommand } from '../commands/book-command.js';
import type { CancelReason, RejectionCode } from '../codes.js';
import type { CertificateOfOrigin, DeskLimits, InstrumentSpec, PriceBands } from '../instrument.js';
import type {
  KillSwitchScope,
  MembershipStatus,
  ProductionStage,
  Side,
  TradingPhase,
} from '../vocabulary.js';

/** Figures that a refusal names: limits, versions, phases. Money and large integers are strings. */
export type RefusalDetails = Readonly<Record<string, string | number>>;

/** `floor` is the uncross of FLOR-6. */
export type AuctionKind = 'opening' | 'volatility' | 'closing' | 'floor';

/** Version 1 of what can happen in a book. An `order` is the sequence of the event that accepted it. */
export type BookEventBody =
  | { readonly type: 'InstrumentConfigured'; readonly instrument: InstrumentSpec }
  | {
      readonly type: 'MembershipChanged';
      readonly memberState: string;
      readonly status: MembershipStatus;
    }
  | {
      readonly type: 'AnnexChanged';
      readonly memberState: string;
      readonly mineral: string;
      readonly productionStage: ProductionStage;
      readonly inForce: boolean;
    }
  | { readonly type: 'CertificateRegistered'; readonly certificate: CertificateOfOrigin }
  | { readonly type: 'CertificateLotsSet'; readonly certificateId: string; readonly lots: number }
  | { readonly type: 'CertificateWithdrawn'; readonly certificateId: string }
  | { readonly type: 'CertificateExpired'; readonly certificateId: string }
  | { readonly type: 'FloorChanged'; readonly floorVersion: number; readonly priceTicks: number }
  | {
      readonly type: 'PhaseChanged';
      readonly from: TradingPhase;
      readonly to: TradingPhase;
      /** When a volatility auction ends by itself, UTC microseconds; present for that phase alone. */
      readonly endsMicros?: number;
    }
  | { readonly type: 'ReferencePriceSet'; readonly priceTicks: number }
  | {
      readonly type: 'PositionSet';
      readonly desk: string;
      readonly memberState: string;
      readonly positionLots: number;
    }
  /** BAND-3: these bands hold until the instant, exclusive. */
  | {
      readonly type: 'BandsSet';
      readonly bands: PriceBands;
      readonly expiryMicros: number;
      /** Of the act that set them; orders what falls due at one instant (SEQ-3). */
      readonly approvalNumber: number;
    }
  /** BAND-3: the instrument's own bands hold again. */
  | { readonly type: 'BandsExpired' }
  | {
      readonly type: 'LimitsSet';
      readonly desk: string;
      readonly memberState: string;
      readonly limits: DeskLimits;
    }
  /** RISK-2; the orders' cancels follow. */
  | {
      readonly type: 'KillSwitchSet';
      readonly scope: KillSwitchScope;
      readonly name?: string;
      readonly engaged: boolean;
    }
  | {
      readonly type: 'ReserveSet';
      readonly desk: string;
      readonly memberState: string;
      readonly budget: string;
      readonly capLots: number;
    }
  /** RESV-2, at the end of a command: the live size of the reserve's bid at the floor, and whether it is exhausted. */
  | { readonly type: 'ReserveQuoteChanged'; readonly liveLots: number; readonly reserveExhausted: boolean }
  /** FLOR-10, at the end of a command. */
  | { readonly type: 'FloorLockedChanged'; readonly floorLocked: boolean }
  | { readonly type: 'ActScheduled'; readonly actId: string; readonly effectiveMicros: number }
  | { readonly type: 'ActWithdrawn'; readonly actId: string }
  | {
      readonly type: 'ActRefused';
      readonly actId: string;
      readonly code: RejectionCode;
      readonly details: RefusalDetails;
    }
  /** A command that is neither a desk's nor an act (a schedule's, a housekeeping one) and cannot be obeyed. */
  | { readonly type: 'CommandRefused'; readonly code: RejectionCode; readonly details: RefusalDetails }
  /** Always the first event of its command, whose body is the order. Its sequence is the order's number and time. */
  | { readonly type: 'OrderAccepted' }
  /** Always the only event of its command, whose body is the order that was refused. */
  | { readonly type: 'OrderRejected'; readonly code: RejectionCode; readonly details: RefusalDetails }
  /** The order as it stands after an amend. One that ends in zero leaves is an `OrderCancelled` instead (ORDR-4). */
  | {
      readonly type: 'OrderAmended';
      readonly order: number;
      readonly orderVersion: number;
      readonly quantityLots: number;
      /** New quantity less what is filled and cancelled so far (ORDR-7); above zero. */
      readonly leavesLots: number;
      /** Absent for a market order. */
      readonly priceTicks?: number;
      /** Stops that wait. */
      readonly triggerPriceTicks?: number;
      /** Icebergs. */
      readonly displayQuantityLots?: number;
      /** gtd orders. */
      readonly expiryMicros?: number;
      readonly account?: string;
      /** False: this event's sequence is the order's new time (ORDR-4). */
      readonly priorityKept: boolean;
    }
  | {
      readonly type: 'AmendRejected';
      readonly order: number;
      readonly code: RejectionCode;
      readonly details: RefusalDetails;
    }
  | {
      readonly type: 'CancelRejected';
      readonly order: number;
      readonly code: RejectionCode;
      readonly details: RefusalDetails;
    }
  | {
      readonly type: 'MassCancelRejected';
      readonly desk: string;
      readonly code: RejectionCode;
      readonly details: RefusalDetails;
    }
  | {
      readonly type: 'OrderCancelled';
      readonly order: number;
      readonly reason: CancelReason;
      /** Lots taken off by this cancel. */
      readonly lots: number;
      /** Lots still open after it; at zero the order has ended. */
      readonly leavesLots: number;
    }
  /** FLOR-4: a market order is a limit order from now on; it keeps its time and its version. */
  | { readonly type: 'OrderBecameLimit'; readonly order: number; readonly priceTicks: number }
  /** FLOR-5 `reprice`: this event's sequence is the order's new time. */
  | {
      readonly type: 'OrderRepriced';
      readonly order: number;
      readonly priceTicks: number;
      readonly orderVersion: number;
    }
  /** ORDR-6: a stop became its order; this event's sequence is its new time. */
  | { readonly type: 'OrderTriggered'; readonly order: number }
  /** FLOR-5, FLOR-9 `park`: the order is out of the book, and live. */
  | { readonly type: 'OrderParked'; readonly order: number }
  /** FLOR-5, FLOR-9: a parked order is back; this event's sequence is its new time. */
  | { readonly type: 'OrderReturned'; readonly order: number }
  /** ORDR-3: an iceberg's peak was used up; this event's sequence is the new one's time. */
  | { readonly type: 'PeakRefreshed'; readonly order: number; readonly displayedLots: number }
  /** First event of a mass cancel's or a broken session's command; the orders' cancels follow. */
  | { readonly type: 'MassCancelled'; readonly desk: string; readonly count: number }
  | {
      readonly type: 'Traded';
      readonly priceTicks: number;
      readonly lots: number;
      /** 0 is the strategic reserve's standing bid (RESV-1), whose leaves are its live size after the trade. */
      readonly buyOrder: number;
      readonly sellOrder: number;
      readonly buyDesk: string;
      readonly sellDesk: string;
      readonly buyState: string;
      readonly sellState: string;
      readonly buyLeavesLots: number;
      readonly sellLeavesLots: number;
      /** The incoming order's side; absent in an auction. */
      readonly aggressorSide?: Side;
      readonly certificateId: string;
      /** Absent when no floor was in force. */
      readonly floorVersion?: number;
      /** STP-1: an auction traded one member state's stpId with itself; flagged, not prevented. */
      readonly selfTrade?: true;
    }
  /** Comes before its trades. */
  | {
      readonly type: 'AuctionUncrossed';
      readonly auction: AuctionKind;
      /** Absent when nothing crossed (AUCT-3). */
      readonly priceTicks?: number;
      readonly volumeLots: number;
      /** Above zero: unfilled bids at the price; below: unfilled offers. */
      readonly surplusLots: number;
    }
  /** PHAS-2, at the end of a command; the price is absent, the volume zero, where nothing crosses and outside call phases. */
  | { readonly type: 'IndicativeChanged'; readonly priceTicks?: number; readonly volumeLots: number }
  | { readonly type: 'IdentifiersDropped'; readonly endedBeforeMicros: number; readonly count: number };

export type BookEventType = BookEventBody['type'];

/** What every event of a book carries (SEQ-1). */
export interface BookEventHeader {
  /** The book's sequence, from 1, gapless; the stream's revision plus one. */
  readonly sequence: number;
  /** Book time of the event's command, UTC microseconds. */
  readonly bookMicros: number;
  /** On the first event of a command: the command's whole input. */
  readonly command?: SequencedCommand;
  /** On the last event of a command. */
  readonly end?: true;
}

/** One event of `book-<instrument>` as stored. */
export type BookEvent = BookEventHeader & BookEventBody;

export type BookEventOf<Type extends BookEventType> = BookEventHeader &
  Extract<BookEventBody, { type: Type }>;
