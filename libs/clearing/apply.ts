import type { ClearingEvent, ClearingEventOf, Posting } from '#contracts';
import {
  CLEARING_HOUSE_ACCOUNT,
  CLEARING_HOUSE_PARTICIPANT,
  lotsAsset,
  participantAccount,
} from './accounts.js';
import {
  ClearingState,
  isApplied,
  keyOfSide,
  obligationKey,
  statementKey,
  type ObligationGroup,
} from './clearing-state.js';
import { invariant } from './invariant-violation.js';
import { applyItems, bookNostroPostings } from './nostro.js';
import { saidOf, referenceKey } from './references.js';
import { SequenceSet } from './sequence-set.js';

/**
 * Changes the state by one event of the stream: the only way that it ever changes. An event that is already part of
 * it changes nothing (INV-7).
 *
 * @throws InvariantViolation when the event leaves a gap or cannot have happened in this state: stop the process.
 */
export function applyEvent(state: ClearingState, event: ClearingEvent): void {
  if (isApplied(state, event)) return;
  invariant(
    event.sequence === state.sequence + 1,
    `event ${event.sequence} follows ${state.sequence}: the stream has a gap`,
  );
  state.sequence = event.sequence;
  state.recordedMicros = event.recordedMicros;
  applyBody(state, event);
  if (event.end === true) checkEndOfCommand(state);
}

function applyBody(state: ClearingState, event: ClearingEvent): void {
  switch (event.type) {
    case 'OpeningBalancesPosted':
      post(state, event);
      bookNostroPostings(state, event.postings, undefined);
      return;
    case 'CashDeposited':
    case 'CashWithdrawn':
      post(state, event);
      bookNostroPostings(state, event.postings, event);
      keepReference(state, event);
      return;
    case 'MetalReceived':
    case 'MetalWithdrawn':
      post(state, event);
      keepReference(state, event);
      return;
    case 'TradeNovated': {
      applyNovation(state, event);
      return;
    }
    case 'InstructionCreated': {
      applyInstruction(state, event);
      return;
    }
    case 'InstructionSettled': {
      applySettlement(state, event);
      return;
    }
    case 'FeesCollected': {
      post(state, event);
      return;
    }
    case 'StatementImported':
      state.statements.set(statementKey(event), event.statementId);
      nostroOf(state, event.account).lastStatement = {
        statementId: event.statementId,
        statementDate: event.statementDate,
        closing: BigInt(event.closingBalance),
      };
      return;
    case 'StatementItemsReconciled': {
      applyItems(nostroOf(state, event.account), event.items);
      return;
    }
    case 'NettingCompleted':
    case 'InstructionFailed':
    case 'InstructionHeld':
    case 'SettlementCompleted':
    case 'StatementReconciled':
    case 'ClearingCommandRefused':
      return;
    default:
      event satisfies never;
  }
}

function post(
  state: ClearingState,
  event: { readonly transactionId: string; readonly postings: readonly Posting[] },
): void {
  state.ledger.post(event.transactionId, event.postings);
}

function keepReference(
  state: ClearingState,
  event: ClearingEventOf<'CashDeposited' | 'CashWithdrawn' | 'MetalReceived' | 'MetalWithdrawn'>,
): void {
  const key = referenceKey('instrument' in event ? 'metal' : 'cash', event.reference);
  state.references.set(key, { transactionId: event.transactionId, said: saidOf(event) });
}

function nostroOf(state: ClearingState, account: string) {
  const nostro = state.nostros.get(account);
  invariant(nostro !== undefined, `a statement of ${account}, which is no bank account of the ledger`);
  return nostro;
}

function applyNovation(state: ClearingState, event: ClearingEventOf<'TradeNovated'>): void {
  const sequences = state.novated.get(event.instrument) ?? new SequenceSet();
  invariant(!sequences.has(event.bookSequence), `trade ${event.tradeId} is novated twice`);
  sequences.add(event.bookSequence);
  state.novated.set(event.instrument, sequences);
  state.ledger.postNew(event.transactionId, event.postings);
  const amount = BigInt(event.amount);
  addObligation(state, event, event.buyer, event.lots, -amount);
  addObligation(state, event, event.seller, -event.lots, amount);
  if (event.followedPosition !== undefined) state.followedPosition = event.followedPosition;
}

function addObligation(
  state: ClearingState,
  event: ClearingEventOf<'TradeNovated'>,
  participant: string,
  lots: number,
  amount: bigint,
): void {
  const key = keyOfSide(event, participant);
  let group = state.obligations.get(key);
  if (group === undefined) {
    group = newGroup(event, participant);
    state.obligations.set(key, group);
  }
  group.lots += lots;
  group.amount += amount;
  group.obligations += 1;
  invariant(Number.isSafeInteger(group.lots), `the lots of ${key} are too many to count`);
}

function newGroup(event: ClearingEventOf<'TradeNovated'>, participant: string): ObligationGroup {
  const { instrument, currency, settlementDate, settlementModel, tradeId } = event;
  return {
    participant,
    instrument,
    currency,
    settlementDate,
    ...(settlementModel === 'gross' ? { tradeId } : {}),
    lots: 0,
    amount: 0n,
    obligations: 0,
    firstNovation: event.sequence,
  };
}

function applyInstruction(state: ClearingState, event: ClearingEventOf<'InstructionCreated'>): void {
  const key = obligationKey(event);
  const group = state.obligations.get(key);
  const amount = BigInt(event.amount);
  invariant(
    group?.lots === event.lots && group.amount === amount && group.obligations === event.obligations,
    `instruction ${event.instructionId} is not the sum of its obligations`,
  );
  state.obligations.delete(key);
  const { instructionId, participant, instrument, currency, settlementDate, lots, firstNovation } = event;
  state.instructions.set(instructionId, {
    instructionId,
    participant,
    instrument,
    currency,
    settlementDate,
    lots,
    amount,
    firstNovation,
    settledLots: 0,
    settledAmount: 0n,
  });
  addOpen(state, lotsAsset(instrument), BigInt(lots));
  addOpen(state, currency, amount);
}

function applySettlement(state: ClearingState, event: ClearingEventOf<'InstructionSettled'>): void {
  const instruction = state.instructions.get(event.instructionId);
  invariant(instruction !== undefined, `instruction ${event.instructionId} is not open`);
  post(state, event);
  const amount = BigInt(event.amount);
  instruction.settledLots += event.lots;
  instruction.settledAmount += amount;
  addOpen(state, lotsAsset(instruction.instrument), BigInt(-event.lots));
  addOpen(state, instruction.currency, -amount);
  const complete =
    instruction.settledLots === instruction.lots && instruction.settledAmount === instruction.amount;
  invariant(complete === event.complete, `instruction ${event.instructionId} is settled by halves`);
  if (complete) state.instructions.delete(event.instructionId);
}

function addOpen(state: ClearingState, asset: string, amount: bigint): void {
  state.openTotals.set(asset, (state.openTotals.get(asset) ?? 0n) + amount);
}

/**
 * INV-4 at the end of every command: what the clearing house holds is to the unit what open instructions still move,
 * so it is flat once all is settled; and with its own funds it is never short.
 */
function checkEndOfCommand(state: ClearingState): void {
  state.ledger.checkTouched();
  for (const [asset, open] of state.openTotals) {
    const held = state.ledger.balance(CLEARING_HOUSE_ACCOUNT, asset);
    invariant(
      held === open,
      `the clearing house has ${String(held)} of ${asset}, open instructions move ${String(open)}`,
    );
    const own = state.ledger.balance(participantAccount(CLEARING_HOUSE_PARTICIPANT), asset);
    invariant(held + own >= 0n, `the clearing house is short of ${String(-held - own)} of ${asset}`);
  }
}
