import type { RefusalDetails } from '../events/book-event.js';
import type { Cause } from '../vocabulary.js';
import type { ClearingCommand, SettlementModel, WholeText } from './clearing-command.js';
import type {
  ClearingCode,
  ReconciliationResult,
  SettlementFailReason,
  SettlementHoldReason,
} from './codes.js';

/** The one stream of clearing and settlement. */
export const CLEARING_STREAM = 'clearing';

/** Version of the rules by which clearing decides; on every stored command. */
export const CLEARING_RULES_VERSION = 1;

/**
 * One line of a transaction: what an account gains (above zero) or gives (below). An asset is a currency (`USD`, in
 * minor units) or the lots of an instrument (`lots:NDPR-OXIDE`).
 */
export interface Posting {
  readonly account: string;
  readonly asset: string;
  readonly amount: WholeText;
}

/** CLRG-6: postings sum to zero for each asset, are never changed, and one id posts once. */
interface Transaction {
  readonly transactionId: string;
  readonly postings: readonly Posting[];
}

interface CashMoved extends Transaction {
  readonly participant: string;
  readonly currency: string;
  readonly amount: WholeText;
  readonly reference: string;
  readonly valueDate: string;
}

interface MetalMoved extends Transaction {
  readonly participant: string;
  readonly instrument: string;
  readonly lots: number;
  readonly warehouse: string;
  readonly reference: string;
}

/** The bank's side of a reconciled item. */
export interface ExternalSide {
  readonly statementId: string;
  readonly lineNumber: number;
  readonly amount: WholeText;
  readonly valueDate: string;
  readonly currency: string;
  readonly counterparty?: string;
}

/** The ledger's side of a reconciled item; its amount has the bank's sign. */
export interface InternalSide {
  readonly transactionId: string;
  readonly amount: WholeText;
  readonly valueDate: string;
}

/** One line of the report of a statement (RECN-1). */
export interface ReconciledItem {
  /** Stays the same from statement to statement: breaks are known by it. */
  readonly itemId: string;
  readonly result: ReconciliationResult;
  readonly reference: string;
  /** What the item adds to the bank's closing balance beyond the ledger's: external minus internal. */
  readonly difference: WholeText;
  /** First listed with an earlier statement. */
  readonly carried?: true;
  readonly external?: ExternalSide;
  readonly internal?: InternalSide;
  readonly mismatches?: readonly ('amount' | 'valueDate' | 'currency')[];
}

/** How many items a statement's report has of each result. */
export type ReconciliationCounts = Readonly<Record<ReconciliationResult, number>>;

/** Version 1 of what can happen in clearing. */
export type ClearingEventBody =
  | ({ readonly type: 'OpeningBalancesPosted' } & Transaction)
  | ({ readonly type: 'CashDeposited' } & CashMoved)
  | ({ readonly type: 'CashWithdrawn' } & CashMoved)
  | ({ readonly type: 'MetalReceived' } & MetalMoved)
  | ({ readonly type: 'MetalWithdrawn' } & MetalMoved)
  /** CLRG-1: two obligations, of the buyer and of the seller, each with the clearing house. The postings are fees. */
  | ({
      readonly type: 'TradeNovated';
      readonly tradeId: string;
      readonly instrument: string;
      readonly bookSequence: number;
      readonly currency: string;
      readonly lots: number;
      readonly priceTicks: number;
      /** Minor units that the buyer owes and the seller is owed. */
      readonly amount: WholeText;
      readonly buyer: string;
      readonly seller: string;
      readonly settlementDate: string;
      readonly settlementModel: SettlementModel;
      readonly buyFee: WholeText;
      readonly sellFee: WholeText;
      readonly followedPosition?: number;
    } & Transaction)
  /** CLRG-2: above zero the participant gets, below it gives; lots are whole lots, the amount minor units. */
  | {
      readonly type: 'InstructionCreated';
      readonly instructionId: string;
      readonly participant: string;
      readonly instrument: string;
      readonly currency: string;
      readonly settlementDate: string;
      readonly lots: number;
      readonly amount: WholeText;
      /** How many obligations it takes the place of. */
      readonly obligations: number;
      /** Sequence of the earliest trade's novation: the claim's age (CLRG-4). */
      readonly firstNovation: number;
      /** Settlement model `gross`: the one trade that it is for. */
      readonly tradeId?: string;
    }
  | {
      readonly type: 'NettingCompleted';
      readonly settlementDate: string;
      readonly obligations: number;
      readonly instructions: number;
    }
  /** CLRG-3: lots and money of one instruction change hands, both or neither. */
  | ({
      readonly type: 'InstructionSettled';
      readonly instructionId: string;
      readonly participant: string;
      readonly instrument: string;
      readonly currency: string;
      /** Moved now; above zero to the participant. */
      readonly lots: number;
      readonly amount: WholeText;
      /** Nothing of the instruction is left. */
      readonly complete: boolean;
    } & Transaction)
  /** Nothing of what was left of the instruction moved, for want of its own participant's cash or metal. */
  | {
      readonly type: 'InstructionFailed';
      readonly instructionId: string;
      readonly participant: string;
      readonly instrument: string;
      readonly currency: string;
      readonly reason: SettlementFailReason;
      /** Minor units or lots that were lacking. */
      readonly short: WholeText;
    }
  /** What is left of the instruction waits for others. */
  | {
      readonly type: 'InstructionHeld';
      readonly instructionId: string;
      readonly participant: string;
      readonly instrument: string;
      readonly currency: string;
      readonly reason: SettlementHoldReason;
      readonly lots: number;
      readonly amount: WholeText;
    }
  /** Fees due are paid from the participant's cash. */
  | ({
      readonly type: 'FeesCollected';
      readonly participant: string;
      readonly currency: string;
      readonly amount: WholeText;
    } & Transaction)
  | {
      readonly type: 'SettlementCompleted';
      readonly settlementDate: string;
      readonly settled: number;
      readonly failed: number;
      readonly held: number;
    }
  | {
      readonly type: 'StatementImported';
      readonly statementId: string;
      readonly account: string;
      readonly currency: string;
      readonly statementDate: string;
      readonly contentHash: string;
      readonly openingBalance: WholeText;
      readonly closingBalance: WholeText;
      readonly lines: number;
    }
  | {
      readonly type: 'StatementItemsReconciled';
      readonly statementId: string;
      readonly account: string;
      readonly items: readonly ReconciledItem[];
    }
  /** RECN-3: `difference` is the bank's closing minus the ledger's, `explained` the sum of the items. */
  | {
      readonly type: 'StatementReconciled';
      readonly statementId: string;
      readonly account: string;
      readonly internalClosing: WholeText;
      readonly externalClosing: WholeText;
      readonly difference: WholeText;
      readonly explained: WholeText;
      readonly residual: WholeText;
      readonly counts: ReconciliationCounts;
    }
  /** Always the only event of its command. */
  | {
      readonly type: 'ClearingCommandRefused';
      readonly code: ClearingCode;
      readonly details: RefusalDetails;
    };

export type ClearingEventType = ClearingEventBody['type'];

/** What every event of the clearing stream carries. */
export interface ClearingEventHeader {
  /** From 1, gapless; the stream's revision plus one. */
  readonly sequence: number;
  /** UTC microseconds of the event's command, never less than the last one. */
  readonly recordedMicros: number;
  readonly actor: string;
  readonly cause: Cause;
  /** On the first event of a command: the command's whole input. */
  readonly command?: ClearingCommand;
  /** On the last event of a command. */
  readonly end?: true;
}

/** One event of the clearing stream as stored. */
export type ClearingEvent = ClearingEventHeader & ClearingEventBody;

export type ClearingEventOf<Type extends ClearingEventType> = ClearingEventHeader &
  Extract<ClearingEventBody, { type: Type }>;
