import type { ClearingEvent, ClearingEventOf, ReconciledItem } from '#contracts';
import { Ledger } from './ledger.js';
import type { SequenceSet } from './sequence-set.js';

/** Obligations of one participant, instrument, currency and settlement date that no instruction stands for yet. */
export interface ObligationGroup {
  readonly participant: string;
  readonly instrument: string;
  readonly currency: string;
  readonly settlementDate: string;
  /** Settlement model `gross`: the one trade. */
  readonly tradeId?: string;
  lots: number;
  amount: bigint;
  obligations: number;
  /** Sequence of the earliest novation. */
  readonly firstNovation: number;
}

/** An instruction that is not wholly settled; above zero the participant gets. */
export interface OpenInstruction {
  readonly instructionId: string;
  readonly participant: string;
  readonly instrument: string;
  readonly currency: string;
  readonly settlementDate: string;
  readonly lots: number;
  readonly amount: bigint;
  readonly firstNovation: number;
  settledLots: number;
  settledAmount: bigint;
}

/** A ledger entry at the bank, with the bank's sign: above zero is money in. */
export interface NostroEntry {
  readonly transactionId: string;
  readonly reference: string;
  readonly amount: bigint;
  readonly valueDate: string;
  /** A statement's line stands against it. */
  matched: boolean;
}

/** What reconciliation knows of one bank account. */
export interface NostroState {
  readonly account: string;
  /** Agreed balance that the venue began with. */
  opening: bigint;
  /** By reference; references are unique. */
  readonly entries: Map<string, NostroEntry>;
  /** Every reference that a statement has listed. */
  readonly externalReferences: Set<string>;
  /** Breaks, and items whose difference is not zero, by item id in order of first listing. */
  readonly openItems: Map<string, ReconciledItem>;
  lastStatement?: { readonly statementId: string; readonly statementDate: string; readonly closing: bigint };
}

/** What a reference posted, to tell a repeat from another use of it. */
export interface PostedReference {
  readonly transactionId: string;
  /** What a repeat must say again, as canonical text. */
  readonly said: string;
}

/** Everything that clearing's decisions rest on. Only `applyEvent` changes it. */
export class ClearingState {
  sequence = 0;
  recordedMicros = 0;
  /** Store position up to which every trade of every book is novated; undefined before the first. */
  followedPosition: number | undefined;
  readonly ledger = new Ledger();
  /** By kind and reference. */
  readonly references = new Map<string, PostedReference>();
  /** Book sequences of novated trades, by instrument. */
  readonly novated = new Map<string, SequenceSet>();
  /** By `obligationKey`. */
  readonly obligations = new Map<string, ObligationGroup>();
  readonly instructions = new Map<string, OpenInstruction>();
  /** What open instructions still move, by asset: the clearing house must hold just that (INV-4). */
  readonly openTotals = new Map<string, bigint>();
  readonly nostros = new Map<string, NostroState>();
  /** Statement id by `statementKey`. */
  readonly statements = new Map<string, string>();
}

/** The key of the group that an obligation nets in (CLRG-2). */
export function obligationKey(
  obligation: Omit<ObligationGroup, 'lots' | 'amount' | 'obligations' | 'firstNovation'>,
): string {
  return groupKey(obligation, obligation.participant, obligation.tradeId);
}

/** The key of the group that one side of a trade nets in: under the settlement model `gross` its trade is alone there. */
export function keyOfSide(trade: ClearingEventOf<'TradeNovated'>, participant: string): string {
  return groupKey(trade, participant, trade.settlementModel === 'gross' ? trade.tradeId : undefined);
}

function groupKey(
  terms: Pick<ObligationGroup, 'settlementDate' | 'instrument' | 'currency'>,
  participant: string,
  tradeId = '',
): string {
  return `${terms.settlementDate}|${participant}|${terms.instrument}|${terms.currency}|${tradeId}`;
}

/** The key of a statement's file in `statements`: on days without an entry, files of several days are alike. */
export function statementKey(statement: {
  readonly account: string;
  readonly statementDate: string;
  readonly contentHash: string;
}): string {
  return `${statement.account}|${statement.statementDate}|${statement.contentHash}`;
}

/** Whether an event is already part of the state; applying it again changes nothing (INV-7). */
export function isApplied(state: ClearingState, event: ClearingEvent): boolean {
  return event.sequence <= state.sequence;
}
