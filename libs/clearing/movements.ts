import type { ClearingEventBody, MoveCash, MoveMetal, PostOpeningBalances, RefusalDetails } from '#contracts';
import {
  CLEARING_HOUSE_ACCOUNT,
  CLEARING_HOUSE_PARTICIPANT,
  feesDueAccount,
  lotsAsset,
  nostroAccount,
  participantAccount,
  transfer,
  warehouseAccount,
} from './accounts.js';
import type { ClearingState, PostedReference } from './clearing-state.js';
import { invariant } from './invariant-violation.js';
import { referenceKey, saidOf } from './references.js';
import { refuse } from './refusal.js';

const OPENING_TRANSACTION = 'opening';

/** Posts what participants have as the venue first starts; a second time changes nothing. */
export function postOpeningBalances(state: ClearingState, command: PostOpeningBalances): ClearingEventBody[] {
  if (state.ledger.hasPosted(OPENING_TRANSACTION)) return [];
  const postings = [
    ...command.cash.flatMap(({ participant, currency, amount }) =>
      transfer(nostroAccount(currency), participantAccount(participant), currency, BigInt(amount)),
    ),
    ...command.metal.flatMap(({ participant, instrument, lots }) =>
      transfer(
        warehouseAccount(instrument),
        participantAccount(participant),
        lotsAsset(instrument),
        BigInt(lots),
      ),
    ),
  ];
  return [{ type: 'OpeningBalancesPosted', transactionId: OPENING_TRANSACTION, postings }];
}

/**
 * What a participant may take out: its cash less the fees that it owes, or its lots. What the clearing house has of
 * its own is free as far as it does not bridge a payment or a delivery that has not come. Payments that are not due yet reserve nothing: that is
 * margin's part.
 */
export function freeBalance(state: ClearingState, participant: string, asset: string): bigint {
  const own =
    state.ledger.balance(participantAccount(participant), asset) +
    state.ledger.balance(feesDueAccount(participant), asset);
  if (participant !== CLEARING_HOUSE_PARTICIPANT) return own;
  const bridged = state.ledger.balance(CLEARING_HOUSE_ACCOUNT, asset);
  return bridged < 0n ? own + bridged : own;
}

/** Books cash that came in or goes out at the bank (CLRG-6). */
export function moveCash(state: ClearingState, command: MoveCash): ClearingEventBody[] {
  const { participant, currency, reference, valueDate } = command;
  const amount = BigInt(command.amount);
  invariant(amount > 0n, 'an amount of cash to move is above zero');
  const isDeposit = command.kind === 'depositCash';
  const type = isDeposit ? 'CashDeposited' : 'CashWithdrawn';
  const known = state.references.get(referenceKey('cash', reference));
  if (known !== undefined) {
    const said = saidOf({ type, participant, currency, amount: command.amount });
    const postedOn = postedValueDate(state, reference);
    const same = known.said === said && (command.valueDateNamed === undefined || valueDate === postedOn);
    return same
      ? []
      : refuseReused(known, { reference, ...(postedOn === undefined ? {} : { valueDate: postedOn }) });
  }
  const free = freeBalance(state, participant, currency);
  if (!isDeposit && amount > free) {
    const short = String(amount - free);
    return refuse('SHORT_OF_CASH', { participant, currency, freeBalance: String(free), short });
  }
  const nostro = nostroAccount(currency);
  const own = participantAccount(participant);
  return [
    {
      type,
      transactionId: `cash:${reference}`,
      participant,
      currency,
      amount: command.amount,
      reference,
      valueDate,
      postings: isDeposit ? transfer(nostro, own, currency, amount) : transfer(own, nostro, currency, amount),
    },
  ];
}

/** The value date of the cash that a reference moved: a reference is in one bank account alone. */
function postedValueDate(state: ClearingState, reference: string): string | undefined {
  for (const { entries } of state.nostros.values()) {
    const entry = entries.get(reference);
    if (entry !== undefined) return entry.valueDate;
  }
  return undefined;
}

/** Refuses another use of a reference, and tells what it has posted. */
function refuseReused(known: PostedReference, details: RefusalDetails): ClearingEventBody[] {
  const { transactionId, said } = known;
  return refuse('REFERENCE_REUSED', { ...details, transactionId, ...(JSON.parse(said) as RefusalDetails) });
}

/** Books metal that came into a warehouse or leaves it (CLRG-6). */
export function moveMetal(state: ClearingState, command: MoveMetal): ClearingEventBody[] {
  const { participant, instrument, lots, warehouse, reference } = command;
  invariant(Number.isSafeInteger(lots) && lots > 0, 'the lots of a receipt or release are above zero');
  const isReceipt = command.kind === 'receiveMetal';
  const type = isReceipt ? 'MetalReceived' : 'MetalWithdrawn';
  const known = state.references.get(referenceKey('metal', reference));
  if (known !== undefined) {
    const same = known.said === saidOf({ type, participant, instrument, lots, warehouse });
    return same ? [] : refuseReused(known, { reference });
  }
  const asset = lotsAsset(instrument);
  const amount = BigInt(lots);
  const free = freeBalance(state, participant, asset);
  if (!isReceipt && amount > free) {
    const shortLots = String(amount - free);
    return refuse('SHORT_OF_METAL', { participant, instrument, freeLots: String(free), shortLots });
  }
  const store = warehouseAccount(instrument);
  const own = participantAccount(participant);
  return [
    {
      type,
      transactionId: `metal:${reference}`,
      participant,
      instrument,
      lots,
      warehouse,
      reference,
      postings: isReceipt ? transfer(store, own, asset, amount) : transfer(own, store, asset, amount),
    },
  ];
}
