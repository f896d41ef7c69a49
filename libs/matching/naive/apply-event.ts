import type { BookEvent, BookEventOf, SequencedCommand, Side } from '#contracts';
import { InvariantViolation } from '../invariant-violation.js';
import { wholeSecond } from '../rules/units.js';
import { CertificateAccount } from './certificate-account.js';
import { killSwitchKey, type NaiveState } from './naive-state.js';
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
import { entryOf } from '../ordered-maps.js';

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
  const { source, body, bookMicros } = command;
  if (source !== undefined) state.offsetOf.set(source.partition, source.offset);
  switch (body.kind) {
    case 'placeOrder':
    case 'amendOrder':
      state.account(body.memberState).desk(body.desk).countMessage(wholeSecond(bookMicros));
      return;
    case 'applyAct':
      state.actSequences.set(body.actId, sequence);
      return;
    case 'applyDueAct':
      state.schedule.removeAct(body.actId);
      return;
    case 'cancelOrder':
    case 'massCancel':
    case 'cancelOnDisconnect':
    case 'withdrawAct':
    case 'dropIdentifiers':
    case 'expireCertificate':
    case 'expireBands':
    case 'endVolatilityAuction':
    case 'expireOrder':
      return;
  }
}

function applyBody(state: NaiveState, event: BookEvent): void {
  switch (event.type) {
    case 'InstrumentConfigured':
      state.instrument = event.instrument;
      return;
    case 'MembershipChanged':
      state.membershipOf.set(event.memberState, event.status);
      return;
    case 'AnnexChanged':
      applyAnnex(state, event);
      return;
    case 'CertificateRegistered':
    case 'CertificateLotsSet':
    case 'CertificateWithdrawn':
    case 'CertificateExpired':
      applyCertificate(state, event);
      return;
    case 'FloorChanged':
      state.floor = { priceTicks: event.priceTicks, floorVersion: event.floorVersion };
      return;
    case 'PhaseChanged':
      changePhase(state, event);
      return;
    case 'ReferencePriceSet':
      state.referencePriceTicks = event.priceTicks;
      state.staticReferencePriceTicks = event.priceTicks;
      return;
    case 'PositionSet': {
      const account = state.account(event.memberState);
      account.addPosition(event.desk, event.positionLots - account.desk(event.desk).positionLots);
      return;
    }
    case 'BandsSet':
    case 'BandsExpired':
    case 'LimitsSet':
    case 'KillSwitchSet':
    case 'ReserveSet':
      applyVenueSetting(state, event);
      return;
    case 'ReserveQuoteChanged':
      state.reserveQuote = { liveLots: event.liveLots, reserveExhausted: event.reserveExhausted };
      return;
    case 'FloorLockedChanged':
      state.floorLocked = event.floorLocked;
      return;
    case 'ActScheduled':
    case 'ActWithdrawn':
      applyHeldAct(state, event);
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
    case 'AuctionUncrossed':
      if (event.auction !== 'floor' && event.priceTicks !== undefined) {
        state.staticReferencePriceTicks = event.priceTicks;
      }
      return;
    case 'IndicativeChanged': {
      const { priceTicks, volumeLots } = event;
      state.indicative = priceTicks === undefined ? undefined : { priceTicks, volumeLots };
      return;
    }
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

function applyAnnex(state: NaiveState, event: BookEventOf<'AnnexChanged'>): void {
  const { memberState, mineral, productionStage, inForce } = event;
  const annexes = entryOf(state.annexesOf, memberState, () => []);
  const known = annexes.find(
    (annex) => annex.mineral === mineral && annex.productionStage === productionStage,
  );
  if (known === undefined) annexes.push({ memberState, mineral, productionStage, inForce });
  else known.inForce = inForce;
}

function applyCertificate(
  state: NaiveState,
  event: BookEventOf<
    'CertificateRegistered' | 'CertificateLotsSet' | 'CertificateWithdrawn' | 'CertificateExpired'
  >,
): void {
  switch (event.type) {
    case 'CertificateRegistered': {
      const account = new CertificateAccount(event.certificate);
      state.certificateOf.set(account.certificateId, account);
      entryOf(state.ofOrigin, account.originState, () => []).push(account);
      state.schedule.watchCertificate(account);
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

function applyHeldAct(state: NaiveState, event: BookEventOf<'ActScheduled' | 'ActWithdrawn'>): void {
  if (event.type === 'ActWithdrawn') {
    state.schedule.removeAct(event.actId);
    return;
  }
  const body = event.command?.body;
  if (body?.kind !== 'applyAct') throw withoutInput(event);
  state.schedule.holdAct({ sequence: event.sequence, act: body });
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

/** SEQ-4: a refusal of the book holds its id; one that the edge should have made, or of a held id, does not. */
function holdsIdentifier({ code }: BookEventOf<'OrderRejected'>): boolean {
  return code !== 'DUPLICATE_ID' && code !== 'MALFORMED' && code !== 'UNKNOWN_INSTRUMENT';
}

/** What acts set for the whole venue or one of its desks (BAND-3, RISK-1, RISK-2, RESV-2). */
function applyVenueSetting(
  state: NaiveState,
  event: BookEventOf<'BandsSet' | 'BandsExpired' | 'LimitsSet' | 'KillSwitchSet' | 'ReserveSet'>,
): void {
  switch (event.type) {
    case 'BandsSet': {
      const { bands, expiryMicros, approvalNumber, sequence } = event;
      state.bandOverride = { bands, expiryMicros, approvalNumber, sequence };
      return;
    }
    case 'BandsExpired':
      state.bandOverride = undefined;
      return;
    case 'LimitsSet':
      state.account(event.memberState).desk(event.desk).limits = event.limits;
      return;
    case 'KillSwitchSet': {
      const killSwitch = { scope: event.scope, name: event.name };
      if (event.engaged) state.killSwitches.set(killSwitchKey(killSwitch), killSwitch);
      else state.killSwitches.delete(killSwitchKey(killSwitch));
      return;
    }
    case 'ReserveSet': {
      const { desk, memberState, budget, capLots } = event;
      const spentTickLots = state.reserve?.spentTickLots ?? 0n;
      state.reserve = { desk, memberState, budget: BigInt(budget), capLots, spentTickLots };
    }
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
function buyForReserve(state: NaiveState, { priceTicks, lots, sequence }: BookEventOf<'Traded'>): void {
  const { reserve } = state;
  if (reserve === undefined) throw new InvariantViolation('RESV-1', `trade ${sequence} without a reserve`);
  state.account(reserve.memberState).addPosition(reserve.desk, lots);
  state.reserve = { ...reserve, spentTickLots: reserve.spentTickLots + BigInt(priceTicks) * BigInt(lots) };
}

function withoutInput(event: BookEvent): InvariantViolation {
  return new InvariantViolation('INV-8', `event ${event.sequence} (${event.type}) lacks its command`);
}
