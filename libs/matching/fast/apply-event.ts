import type { BookEvent, BookEventOf, SequencedCommand } from '#contracts';
import { InvariantViolation } from '../invariant-violation.js';
import { wholeSecond } from '../rules/units.js';
import { applyVenueEvent, holdsIdentifier, spendOfReserve, withoutInput } from '../venue-state.js';
import type { FastState } from './fast-state.js';
import {
  addOrder,
  amendOrder,
  becomeLimit,
  cancelLots,
  changePhase,
  fillOrder,
  parkOrder,
  refreshPeak,
  repriceOrder,
  returnOrder,
  triggerOrder,
} from './order-changes.js';
import { Request, Terms } from '../layout/request-layout.js';
import { requestWordsMax, writeRequest } from './request-words.js';

/**
 * Changes the state by one event, whether the rules decided it just now or it is read from the store. The hot path
 * makes the same changes to the same words without events.
 *
 * @throws InvariantViolation on an event that is impossible in this state.
 */
export function applyEvent(state: FastState, event: BookEvent): void {
  if (event.sequence !== state.sequence + 1) {
    throw new InvariantViolation('INV-5', `event ${event.sequence} comes after ${state.sequence}`);
  }
  state.sequence = event.sequence;
  state.changes++;
  state.bookMicros = event.bookMicros;
  if (event.command !== undefined) beginCommand(state, event.sequence, event.command);
  applyBody(state, event);
}

/** What the input of a command changes by itself, before its first event does. */
function beginCommand(state: FastState, sequence: number, command: SequencedCommand): void {
  state.beginVenueCommand(sequence, command);
  const { body, bookMicros } = command;
  if (body.kind === 'placeOrder' || body.kind === 'amendOrder') {
    const account = state.accounts.of(body.memberState, body.desk);
    state.accounts.countMessage(account, wholeSecond(bookMicros));
  }
}

function applyBody(state: FastState, event: BookEvent): void {
  switch (event.type) {
    case 'InstrumentConfigured':
    case 'MembershipChanged':
    case 'AnnexChanged':
    case 'FloorChanged':
    case 'BandsSet':
    case 'BandsExpired':
    case 'KillSwitchSet':
    case 'ReserveSet':
      state.policyVersion++;
      applyVenueEvent(state, event);
      return;
    // No verdict rests on these: the hot path reads them where they are, or never.
    case 'ReferencePriceSet':
    case 'ReserveQuoteChanged':
    case 'FloorLockedChanged':
    case 'ActScheduled':
    case 'ActWithdrawn':
    case 'AuctionUncrossed':
    case 'IndicativeChanged':
      applyVenueEvent(state, event);
      return;
    case 'CertificateLotsSet':
      applyCertificate(state, event);
      return;
    case 'CertificateRegistered':
    case 'CertificateWithdrawn':
    case 'CertificateExpired':
      state.policyVersion++;
      applyCertificate(state, event);
      return;
    case 'PhaseChanged':
      state.policyVersion++;
      changePhase(state, event);
      return;
    case 'PositionSet':
      state.accounts.setPosition(state.accounts.of(event.memberState, event.desk), event.positionLots);
      return;
    case 'LimitsSet':
      state.accounts.setLimits(state.accounts.of(event.memberState, event.desk), event.limits);
      return;
    case 'OrderAccepted':
    case 'OrderRejected':
      applyPlacement(state, event);
      return;
    case 'OrderAmended':
      amendOrder(state, event);
      return;
    case 'OrderRepriced':
      repriceOrder(state, event);
      return;
    case 'OrderBecameLimit':
      becomeLimit(state, event);
      return;
    case 'OrderTriggered':
      triggerOrder(state, event);
      return;
    case 'OrderParked':
      parkOrder(state, event);
      return;
    case 'OrderReturned':
      returnOrder(state, event);
      return;
    case 'PeakRefreshed':
      refreshPeak(state, event);
      return;
    case 'OrderCancelled':
      cancelLots(state, event);
      return;
    case 'Traded':
      applyTrade(state, event);
      return;
    case 'IdentifiersDropped':
      if (state.log.dropEndedBefore(event.endedBeforeMicros) !== event.count) {
        throw new InvariantViolation('SEQ-4', `event ${event.sequence} drops another number of identifiers`);
      }
      return;
    case 'ActRefused':
    case 'CommandRefused':
    case 'AmendRejected':
    case 'CancelRejected':
    case 'MassCancelRejected':
    case 'MassCancelled':
      return;
  }
}

function applyCertificate(
  state: FastState,
  event: BookEventOf<
    'CertificateRegistered' | 'CertificateLotsSet' | 'CertificateWithdrawn' | 'CertificateExpired'
  >,
): void {
  const { certificateTable, schedule } = state;
  switch (event.type) {
    case 'CertificateRegistered':
      certificateTable.register(event.certificate);
      schedule.watchCertificate(event.certificate);
      return;
    case 'CertificateLotsSet':
      certificateTable.setLots(certificateTable.registered(event.certificateId), event.lots);
      return;
    case 'CertificateWithdrawn':
      certificateTable.setWithdrawn(certificateTable.registered(event.certificateId));
      return;
    case 'CertificateExpired': {
      const number = certificateTable.registered(event.certificateId);
      certificateTable.setExpired(number);
      const original = certificateTable.original(number);
      if (original !== undefined) schedule.removeCertificate(original);
    }
  }
}

function applyPlacement(state: FastState, event: BookEventOf<'OrderAccepted' | 'OrderRejected'>): void {
  const body = event.command?.body;
  if (body?.kind !== 'placeOrder') throw withoutInput(event);
  if (event.type === 'OrderRejected' && !holdsIdentifier(event)) return;
  const words = state.scratch(requestWordsMax(body));
  const count = writeRequest(words, 0, body, state.parties);
  if (state.log.find(words, 0) !== 0) {
    throw new InvariantViolation('SEQ-4', `desk ${body.desk} uses ${body.clientOrderId} twice`);
  }
  const odd = ((words[Request.TERMS] ?? 0) & Terms.IS_ODD) === 0 ? undefined : body;
  const position = state.log.hold(event.sequence, words, 0, count, odd);
  if (event.type === 'OrderAccepted') addOrder(state, event.sequence, body, position);
  else state.log.end(position, event.bookMicros);
}

function applyTrade(state: FastState, event: BookEventOf<'Traded'>): void {
  const { priceTicks, lots, sequence } = event;
  if (state.floor !== undefined && priceTicks < state.floor.priceTicks) {
    throw new InvariantViolation(
      'INV-1',
      `trade ${sequence} at ${priceTicks}, floor ${state.floor.priceTicks}`,
    );
  }
  if (lots < 1) throw new InvariantViolation('INV-3', `trade ${sequence} is of ${lots} lots`);
  if (event.buyOrder === 0) {
    const { memberState, desk } = spendOfReserve(state, event);
    state.accounts.addPosition(state.accounts.of(memberState, desk), lots);
  } else {
    fillOrder(state, event, 'buy');
  }
  fillOrder(state, event, 'sell');
  state.certificateTable.consume(state.certificateTable.registered(event.certificateId), lots);
  state.referencePriceTicks = priceTicks;
}
