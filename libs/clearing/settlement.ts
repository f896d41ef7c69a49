import type { ClearingEventBody, SettleInstructions } from '#contracts';
import {
  CLEARING_HOUSE_ACCOUNT,
  feesDueAccount,
  lotsAsset,
  participantAccount,
  participantOfAccount,
  transfer,
} from './accounts.js';
import type { ClearingState, OpenInstruction } from './clearing-state.js';
import { SettlementPlanner, type PlannedFail, type PlannedMove } from './settlement-plan.js';

/**
 * Settles what is due up to and with a date, carried instructions included: each moves lots and money in one
 * transaction, both or neither (CLRG-3). Whoever is short of cash or metal fails alone and is named; what is failed
 * or held stays open for a later run.
 */
export function settleInstructions(
  state: ClearingState,
  { settlementDate }: SettleInstructions,
): ClearingEventBody[] {
  const due = [...state.instructions.values()]
    .filter((instruction) => instruction.settlementDate <= settlementDate)
    .sort(bySeniority);
  const { moves, fails, holds } = new SettlementPlanner(state, due).plan();
  const events: ClearingEventBody[] = [];
  for (const move of moves) events.push(settled(move, state.sequence + 1 + events.length));
  for (const { instruction, reason, short } of fails) {
    const { instructionId, participant, instrument, currency } = instruction;
    events.push({
      type: 'InstructionFailed',
      instructionId,
      participant,
      instrument,
      currency,
      reason,
      short: String(short),
    });
  }
  for (const { instruction, reason, lots, amount } of holds) {
    const { instructionId, participant, instrument, currency } = instruction;
    events.push({
      type: 'InstructionHeld',
      instructionId,
      participant,
      instrument,
      currency,
      reason,
      lots,
      amount: String(amount),
    });
  }
  events.push(...collectFees(state, moves, fails, state.sequence + 1 + events.length));
  const counts = { settled: moves.length, failed: fails.length, held: holds.length };
  return [...events, { type: 'SettlementCompleted', settlementDate, ...counts }];
}

function bySeniority(one: OpenInstruction, other: OpenInstruction): number {
  if (one.settlementDate !== other.settlementDate) return one.settlementDate < other.settlementDate ? -1 : 1;
  if (one.firstNovation !== other.firstNovation) return one.firstNovation - other.firstNovation;
  return one.participant < other.participant ? -1 : 1;
}

function settled({ instruction, lots, amount }: PlannedMove, sequence: number): ClearingEventBody {
  const { instructionId, participant, instrument, currency } = instruction;
  const own = participantAccount(participant);
  return {
    type: 'InstructionSettled',
    transactionId: `settlement:${sequence}`,
    instructionId,
    participant,
    instrument,
    currency,
    lots,
    amount: String(amount),
    complete: instruction.settledLots + lots === instruction.lots,
    postings: [
      ...transfer(CLEARING_HOUSE_ACCOUNT, own, lotsAsset(instrument), BigInt(lots)),
      ...transfer(CLEARING_HOUSE_ACCOUNT, own, currency, amount),
    ],
  };
}

/**
 * Fees due are paid from what participants have left after the settlement, as far as it goes; not by those who could
 * not pay for a delivery, whose cash is for that first.
 */
function collectFees(
  state: ClearingState,
  moves: readonly PlannedMove[],
  fails: readonly PlannedFail[],
  firstSequence: number,
): ClearingEventBody[] {
  const gained = new Map<string, bigint>();
  const short = new Set<string>();
  for (const { instruction, reason } of fails) {
    if (reason === 'SHORT_OF_CASH') short.add(`${instruction.participant}|${instruction.currency}`);
  }
  for (const { instruction, amount } of moves) {
    const key = `${instruction.participant}|${instruction.currency}`;
    gained.set(key, (gained.get(key) ?? 0n) + amount);
  }
  const events: ClearingEventBody[] = [];
  for (const { account, asset: currency, amount: balance } of state.ledger.listBalances()) {
    const participant = participantOfAccount(account);
    if (participant === undefined || account !== feesDueAccount(participant) || balance === 0n) continue;
    if (short.has(`${participant}|${currency}`)) continue;
    const own = participantAccount(participant);
    const cash = state.ledger.balance(own, currency) + (gained.get(`${participant}|${currency}`) ?? 0n);
    const paid = cash < -balance ? cash : -balance;
    if (paid <= 0n) continue;
    events.push({
      type: 'FeesCollected',
      transactionId: `fees:${firstSequence + events.length}`,
      participant,
      currency,
      amount: String(paid),
      postings: transfer(own, account, currency, paid),
    });
  }
  return events;
}
