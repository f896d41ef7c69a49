import type { BookEvent, BookEventOf, SequencedCommand } from '#contracts';
import { InvariantViolation } from '../invariant-violation.js';
import { CertificateAccount } from './certificate-account.js';
import type { NaiveState } from './naive-state.js';
import { addOrder, becomeLimit, changeLeaves, moveOrder } from './order-changes.js';
import { entryOf } from './ordered-maps.js';

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
function beginCommand(state: NaiveState, sequence: number, { source, body }: SequencedCommand): void {
  if (source !== undefined) state.offsetOf.set(source.partition, source.offset);
  if (body.kind === 'applyAct') state.actSequences.set(body.actId, sequence);
  if (body.kind === 'applyDueAct') state.schedule.removeAct(body.actId);
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
      state.phase = event.to;
      return;
    case 'ReferencePriceSet':
      state.referencePriceTicks = event.priceTicks;
      state.staticReferencePriceTicks = event.priceTicks;
      return;
    case 'PositionSet': {
      const account = state.account(event.memberState);
      account.addPosition(event.desk, event.positionLots - (account.positions.get(event.desk) ?? 0));
      return;
    }
    case 'ActScheduled':
    case 'ActWithdrawn':
      applyHeldAct(state, event);
      return;
    case 'OrderAccepted':
    case 'OrderRejected':
      applyPlacement(state, event);
      return;
    case 'OrderAmended':
    case 'OrderRepriced':
      moveOrder(state, event);
      return;
    case 'OrderBecameLimit':
      becomeLimit(state, event);
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

function applyTrade(state: NaiveState, event: BookEventOf<'Traded'>): void {
  const { priceTicks, lots } = event;
  if (state.floor !== undefined && priceTicks < state.floor.priceTicks) {
    throw new InvariantViolation(
      'INV-1',
      `trade ${event.sequence} at ${priceTicks}, floor ${state.floor.priceTicks}`,
    );
  }
  const buy = state.liveOrder(event.buyOrder);
  const sell = state.liveOrder(event.sellOrder);
  if (buy.side !== 'buy' || sell.side !== 'sell' || lots < 1) {
    throw new InvariantViolation('INV-3', `trade ${event.sequence} does not join a bid with an offer`);
  }
  buy.filledLots += lots;
  sell.filledLots += lots;
  state.account(buy.memberState).addPosition(buy.desk, lots);
  state.account(sell.memberState).addPosition(sell.desk, -lots);
  changeLeaves(state, buy, event.buyLeavesLots);
  changeLeaves(state, sell, event.sellLeavesLots, lots);
  state.registered(event.certificateId).consume(lots);
  state.referencePriceTicks = priceTicks;
}

function withoutInput(event: BookEvent): InvariantViolation {
  return new InvariantViolation('INV-8', `event ${event.sequence} (${event.type}) lacks its command`);
}
