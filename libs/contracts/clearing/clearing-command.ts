import type { Cause } from '../vocabulary.js';

/** A whole number of minor units or lots as text, e.g. `-1250`: it may be larger than a number holds. */
export type WholeText = string;

/** How obligations become instructions (CLRG-2): `net` is DvP model 3, `gross` is DvP model 1. */
export const SETTLEMENT_MODELS = ['net', 'gross'] as const;
export type SettlementModel = (typeof SETTLEMENT_MODELS)[number];

/** What participants have as the venue starts for the first time; posted once. */
export interface PostOpeningBalances {
  readonly kind: 'postOpeningBalances';
  readonly cash: readonly {
    readonly participant: string;
    readonly currency: string;
    readonly amount: WholeText;
  }[];
  readonly metal: readonly {
    readonly participant: string;
    readonly instrument: string;
    readonly lots: number;
  }[];
}

/** Cash came in (`depositCash`) or goes out (`withdrawCash`) at the bank. The same reference posts once. */
export interface MoveCash {
  readonly kind: 'depositCash' | 'withdrawCash';
  readonly participant: string;
  readonly currency: string;
  /** Minor units, above zero. */
  readonly amount: WholeText;
  readonly reference: string;
  /** ISO date. */
  readonly valueDate: string;
  /** The request named the value date; else it is the day of the request, and a repeat has another. */
  readonly valueDateNamed?: true;
}

/** Metal came into a warehouse, or leaves it. The same reference posts once. */
export interface MoveMetal {
  readonly kind: 'receiveMetal' | 'withdrawMetal';
  readonly participant: string;
  readonly instrument: string;
  /** Above zero. */
  readonly lots: number;
  readonly warehouse: string;
  readonly reference: string;
}

/** A trade of a book with the terms that it settles on (CLRG-1). */
export interface NovateTrade {
  readonly kind: 'novateTrade';
  /** The execution id, e.g. `NDPR-OXIDE.17`. */
  readonly tradeId: string;
  readonly instrument: string;
  /** The trade's sequence in its book. */
  readonly bookSequence: number;
  readonly bookMicros: number;
  /** The command of the book that traded. */
  readonly bookCommandId: string;
  readonly priceTicks: number;
  readonly lots: number;
  readonly buyer: string;
  readonly seller: string;
  readonly buyState: string;
  readonly sellState: string;
  readonly certificateId: string;
  readonly currency: string;
  /** Minor units of one lot at one tick, as a fraction. */
  readonly notionalNumerator: number;
  readonly notionalDenominator: number;
  /** ISO date, by the instrument's calendar. */
  readonly settlementDate: string;
  readonly settlementModel: SettlementModel;
  /** CLRG-6: minor units for each lot and side. */
  readonly feePerLot: WholeText;
  /** Store position up to which every trade of every book is novated with this one. */
  readonly followedPosition?: number;
}

/** CLRG-2: what is open for a settlement date becomes instructions. */
export interface NetObligations {
  readonly kind: 'netObligations';
  readonly settlementDate: string;
}

/** CLRG-3: settles what is due up to and with a date, what was carried included. */
export interface SettleInstructions {
  readonly kind: 'settleInstructions';
  readonly settlementDate: string;
}

/** A line of a bank's statement; above zero is money in. */
export interface StatementLine {
  /** Line of the file, from 1. */
  readonly lineNumber: number;
  readonly reference: string;
  readonly valueDate: string;
  readonly amount: WholeText;
  readonly currency: string;
  readonly counterparty?: string;
}

/** A bank's statement of one account and day (RECN-1). */
export interface ImportStatement {
  readonly kind: 'importStatement';
  /** A nostro account of the ledger. */
  readonly account: string;
  readonly currency: string;
  readonly statementDate: string;
  /** Hex SHA-256 of the file: the same file twice adds nothing (RECN-2). */
  readonly contentHash: string;
  readonly openingBalance: WholeText;
  readonly closingBalance: WholeText;
  /** Largest difference that still counts as matched, inclusive, in minor units. */
  readonly tolerance: WholeText;
  readonly lines: readonly StatementLine[];
}

/** What may be asked of clearing. */
export type ClearingCommandBody =
  | PostOpeningBalances
  | MoveCash
  | MoveMetal
  | NovateTrade
  | NetObligations
  | SettleInstructions
  | ImportStatement;

/** A command with its place in time: the whole input of one decision. */
export interface ClearingCommand<Body extends ClearingCommandBody = ClearingCommandBody> {
  readonly commandId: string;
  readonly cause: Cause;
  /** The user who asked. */
  readonly actor: string;
  /** UTC microseconds at the edge. */
  readonly receiveMicros: number;
  /** The writer's clock, never less than the last one. */
  readonly recordedMicros: number;
  readonly rulesVersion: number;
  readonly body: Body;
}
