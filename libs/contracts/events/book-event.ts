import type { SequencedCommand } from '../commands/book-command.js';
import type { CancelReason, RejectionCode } from '../codes.js';
import type { CertificateOfOrigin, InstrumentSpec } from '../instrument.js';
import type { MembershipStatus, ProductionStage, Side, TradingPhase } from '../vocabulary.js';

/** Figures that a refusal names: limits, versions, phases. Money and large integers are strings. */
export type RefusalDetails = Readonly<Record<string, string | number>>;

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
  | { readonly type: 'PhaseChanged'; readonly from: TradingPhase; readonly to: TradingPhase }
  | { readonly type: 'ReferencePriceSet'; readonly priceTicks: number }
  | {
      readonly type: 'PositionSet';
      readonly desk: string;
      readonly memberState: string;
      readonly positionLots: number;
    }
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
  /** Always the first event of its command; the orders' cancels follow. */
  | { readonly type: 'MassCancelled'; readonly desk: string; readonly count: number }
  | {
      readonly type: 'Traded';
      readonly priceTicks: number;
      readonly lots: number;
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
  /** Comes before its trades. `floor` is the uncross of FLOR-6. */
  | {
      readonly type: 'AuctionUncrossed';
      readonly auction: 'opening' | 'closing' | 'floor';
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
