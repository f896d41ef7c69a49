import type { InstrumentSpec, MembershipStatus, PlaceOrder, ProductionStage, TradingPhase } from '#contracts';
import type {
  BandOverride,
  DeskLimitState,
  DeskPosition,
  Floor,
  HeldAct,
  Indicative,
  KillSwitch,
  LiveOrder,
  RegisteredCertificate,
  ReserveQuote,
  VolatilityAuction,
} from '../book-reader.js';

/** All of a state that is rare and small, as plain JSON; lists have the order of the state's text. */
export interface VenueImage {
  readonly phase: TradingPhase;
  readonly instrument?: InstrumentSpec | undefined;
  readonly floor?: Floor | undefined;
  readonly referencePriceTicks?: number | undefined;
  readonly staticReferencePriceTicks?: number | undefined;
  readonly indicative?: Indicative | undefined;
  readonly floorLocked: boolean;
  readonly reserveQuote: ReserveQuote;
  /** Amounts beyond 2^53-1 as decimal text. */
  readonly reserve?:
    | {
        readonly memberState: string;
        readonly desk: string;
        readonly budget: string;
        readonly capLots: number;
        readonly spentTickLots: string;
      }
    | undefined;
  readonly bandOverride?: BandOverride | undefined;
  readonly volatilityAuction?: VolatilityAuction | undefined;
  readonly offsets: readonly (readonly [partition: number, offset: number])[];
  readonly memberships: readonly (readonly [memberState: string, status: MembershipStatus])[];
  readonly annexes: readonly {
    readonly memberState: string;
    readonly mineral: string;
    readonly productionStage: ProductionStage;
    readonly inForce: boolean;
  }[];
  readonly killSwitches: readonly KillSwitch[];
  readonly acts: readonly (readonly [actId: string, sequence: number])[];
  readonly heldActs: readonly HeldAct[];
  readonly certificates: readonly RegisteredCertificate[];
  readonly positions: readonly DeskPosition[];
  readonly limits: readonly DeskLimitState[];
}

/** What of a live order its request does not tell for good. Its leaves follow by ORDR-7. */
export type OrderTerms = Pick<
  LiveOrder,
  | 'orderType'
  | 'quantityLots'
  | 'leavesLots'
  | 'filledLots'
  | 'cancelledLots'
  | 'priceTicks'
  | 'protectionLimitTicks'
  | 'triggerPriceTicks'
  | 'displayQuantityLots'
  | 'displayedLots'
  | 'expiryMicros'
  | 'account'
  | 'isParked'
  | 'version'
  | 'priority'
>;

/** Fills an empty state; its methods are called in the order in which they stand here. */
export interface StateRestorer {
  /** Sequence and book time of the last event, and all that is rare and small. */
  venue(sequence: number, bookMicros: number, image: VenueImage): void;
  /**
   * A held identifier, in order of sequence.
   *
   * @param terms - of the order while it lives.
   */
  identifier(sequence: number, request: PlaceOrder, terms: OrderTerms | undefined): void;
  /**
   * One of these identifiers ended, in order of ending.
   *
   * @param index - its place among all identifiers, from 0.
   */
  ending(index: number, endedMicros: number): void;
  /** The orders take their places. */
  finish(): void;
}
