import type { BookEvent, BookEventOf, SequencedCommand, Side } from '#contracts';
import { InvariantViolation } from '../invariant-violation.js';
import { wholeSecond } from '../rules/units.js';
import type { NaiveState } from './naive-state.js';
import {
  addOrder,
  amendOrder,
  becomeLimit,
  changeLeaves,
  changePhase,
  parkOrder,
  refreshPeak,
  repriceOrder,
  returnOrder,
  triggerOrder,
} from './order-changes.js';
import { applyVenueEvent, holdsIdentifier, spendOfReserve, withoutInput } from '../venue-state.js';

/**
 * Changes the state by one event: the only path by which it ever changes, whether the event was decided just now or
 * is read from the store.
 *
 * @throws InvariantViolation on an event that is impossible in this state.
 */
export function applyEvent(state: NaiveState, event: BookEvent): void {
  if (event.sequence !== state.sequence + 1) {
    throw new InvariantViolation('INV-5', `event ${event.sequence} comes after ${state.sequence}`);
  }
  state.sequence = event.sequence;
  state.bookMicros = event.bookMicros;
  if (event.command !== undefined) beginCommand(state, event.sequence, event.command);
  applyBody(state, event);
}

/** What the input of a command changes by itself, before its first event does. */
function beginCommand(state: NaiveState, sequence: number, command: SequencedCommand): void {
  state.beginVenueCommand(sequence, command);
  const { body, bookMicros } = command;
  if (body.kind === 'placeOrder' || body.kind === 'amendOrder') {
    state.account(body.memberState).desk(body.desk).countMessage(wholeSecond(bookMicros));
  }
}

function applyBody(state: NaiveState, event: BookEvent): void {
  switch (event.type) {
    case 'InstrumentConfigured':
    case 'MembershipChanged':
    case 'AnnexChanged':
    case 'FloorChanged':
    case 'ReferencePriceSet':
    case 'BandsSet':
    case 'BandsExpired':
    case 'KillSwitchSet':
    case 'ReserveSet':
    case 'ReserveQuoteChanged':
    case 'FloorLockedChanged':
    case 'ActScheduled':
    case 'ActWithdrawn':
    case 'AuctionUncrossed':
    case 'IndicativeChanged':
      applyVenueEvent(state, event);
      return;
    case 'CertificateRegistered':
    case 'CertificateLotsSet':
    case 'CertificateWithdrawn':
    case 'CertificateExpired':
      applyCertificate(state, event);
      return;
    case 'PhaseChanged':
      changePhase(state, event);
      return;
    case 'PositionSet': {
      const account = state.account(event.memberState);
      account.addPosition(event.desk, event.positionLots - account.desk(event.desk).positionLots);
      return;
    }
    case 'LimitsSet':
      state.account(event.memberState).desk(event.desk).limits = event.limits;
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
    case 'OrderCancelled': {
      const order = state.liveOrder(event.order);
      order.cancelledLots += event.lots;
      changeLeaves(state, order, event.leavesLots);
      return;
    }
    case 'Traded':
      applyTrade(state, event);
      return;
    case 'IdentifiersDropped':
      if (state.held.dropEndedBefore(event.endedBeforeMicros) !== event.count) {
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
  state: NaiveState,
  event: BookEventOf<
    'CertificateRegistered' | 'CertificateLotsSet' | 'CertificateWithdrawn' | 'CertificateExpired'
  >,
): void {
  switch (event.type) {
    case 'CertificateRegistered': {
      state.schedule.watchCertificate(state.register(event.certificate));
      return;
    }
    case 'CertificateLotsSet':
      state.registered(event.certificateId).setLots(event.lots);
      return;
    case 'CertificateWithdrawn':
      state.registered(event.certificateId).withdrawn = true;
      return;
    case 'CertificateExpired': {
      const account = state.registered(event.certificateId);
      account.expired = true;
      state.schedule.removeCertificate(account);
    }
  }
}

function applyPlacement(state: NaiveState, event: BookEventOf<'OrderAccepted' | 'OrderRejected'>): void {
  const body = event.command?.body;
  if (body?.kind !== 'placeOrder') throw withoutInput(event);
  if (event.type === 'OrderAccepted') {
    state.held.hold(event.sequence, body);
    addOrder(state, event.sequence, body);
  } else if (holdsIdentifier(event)) {
    state.held.hold(event.sequence, body);
    state.held.end(event.sequence, event.bookMicros);
  }
}

function applyTrade(state: NaiveState, event: BookEventOf<'Traded'>): void {
  const { priceTicks, lots } = event;
  if (state.floor !== undefined && priceTicks < state.floor.priceTicks) {
    throw new InvariantViolation(
      'INV-1',
      `trade ${event.sequence} at ${priceTicks}, floor ${state.floor.priceTicks}`,
    );
  }
  if (lots < 1) throw new InvariantViolation('INV-3', `trade ${event.sequence} is of ${lots} lots`);
  if (event.buyOrder === 0) buyForReserve(state, event);
  else fill(state, event, 'buy');
  fill(state, event, 'sell');
  state.registered(event.certificateId).consume(lots);
  state.referencePriceTicks = priceTicks;
}

/** One side of a trade. */
function fill(state: NaiveState, event: BookEventOf<'Traded'>, side: Side): void {
  const { lots, sequence, aggressorSide } = event;
  const order = state.liveOrder(side === 'buy' ? event.buyOrder : event.sellOrder);
  if (order.side !== side) {
    throw new InvariantViolation('INV-3', `trade ${sequence} does not join a bid with an offer`);
  }
  order.filledLots += lots;
  order.takeFromPeak(lots);
  state.account(order.memberState).addPosition(order.desk, side === 'buy' ? lots : -lots);
  const leavesLots = side === 'buy' ? event.buyLeavesLots : event.sellLeavesLots;
  changeLeaves(state, order, leavesLots, side === 'buy' ? 0 : lots);
  // What comes in trades with all of its lots, and shows a whole peak of what is left (ORDR-3).
  if (aggressorSide === side) order.showPeak();
}

/** RESV-2: the reserve's bid is no order; its desk's position and its spending move. */
function buyForReserve(state: NaiveState, event: BookEventOf<'Traded'>): void {
  const { memberState, desk } = spendOfReserve(state, event);
  state.account(memberState).addPosition(desk, event.lots);
}
