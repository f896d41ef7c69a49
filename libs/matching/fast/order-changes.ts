import type { BookEventOf, PlaceOrder, Side, TradingPhase } from '#contracts';
import { InvariantViolation } from '../invariant-violation.js';
import type { FastState } from './fast-state.js';
import { Flag, Order, Rare } from '../layout/order-layout.js';
import { flagsOf, orderTypeOf, sideOf, withType } from './order-flags.js';
import { highOf, wholeOf } from '../whole-numbers.js';

/** ORDR-1: the phases in which orders for the close are in the book. */
function isClosing(phase: TradingPhase): boolean {
  return phase === 'closingCall' || phase === 'closingAuction';
}

/**
 * A new order joins the book with all of its lots.
 *
 * @param request - as it came.
 * @param position - where the log of identifiers has it.
 */
export function addOrder(state: FastState, sequence: number, request: PlaceOrder, position: number): void {
  const slot = takeSlot(state, sequence, request, position);
  setRareTerms(state, slot, request);
  enlistOrder(state, slot);
  joinBook(state, slot);
}

/** Takes a slot for an order and writes what its request tells of it, rare terms left out. */
export function takeSlot(state: FastState, sequence: number, request: PlaceOrder, position: number): number {
  const { pool, parties, certificateTable } = state;
  const { desk, memberState, side, quantityLots, certificateId, stpId } = request;
  const slot = pool.add(sequence | 0, highOf(sequence));
  const at = slot << Order.SHIFT;
  const { words } = pool;
  const { orderType, timeInForce } = request;
  const { postOnly = false, stpMode = 'cancelResting', onFloorRaise = 'cancel' } = request;
  words[at + Order.PRICE] = request.priceTicks ?? 0;
  words[at + Order.LEAVES] = quantityLots;
  words[at + Order.QUANTITY] = quantityLots;
  words[at + Order.FILLED] = 0;
  words[at + Order.FLAGS] =
    Flag.IS_LIVE |
    (request.account === undefined ? 0 : Flag.IS_ACCOUNT_NAMED) |
    flagsOf({ side, orderType, timeInForce, postOnly, stpMode, onFloorRaise });
  words[at + Order.PARTY] = parties.party(desk, memberState, request.trader);
  words[at + Order.STP] = stpId === undefined ? 0 : parties.stp(memberState, stpId);
  words[at + Order.CERTIFICATE] =
    certificateId === undefined ? 0 : certificateTable.registered(certificateId);
  words[at + Order.REQUEST] = position;
  words[at + Order.VERSION] = 1;
  words[at + Order.RARE] = 0;
  return slot;
}

/** The lots and the rare terms of an order count from now on; it takes its place in the book apart. */
export function enlistOrder(state: FastState, slot: number): void {
  const { accounts, certificateTable } = state;
  const leavesLots = word(state, slot, Order.LEAVES);
  accounts.ensure();
  accounts.addLeaves(accountOf(state, slot), state.sideOfSlot(slot), leavesLots);
  const certificate = word(state, slot, Order.CERTIFICATE);
  if (certificate !== 0) certificateTable.pledge(certificate, leavesLots);
  watchExpiry(state, slot);
  if ((word(state, slot, Order.FLAGS) & Flag.TIME_MASK) === Flag.AT_CLOSE) state.special.atClose++;
  countIceberg(state, slot, 1);
}

function setRareTerms(state: FastState, slot: number, request: PlaceOrder): void {
  const { protectionLimitTicks, triggerPriceTicks, displayQuantityLots, minQuantityLots } = request;
  const { expiryMicros } = request;
  const isPlain =
    protectionLimitTicks === undefined &&
    triggerPriceTicks === undefined &&
    displayQuantityLots === undefined &&
    minQuantityLots === undefined &&
    expiryMicros === undefined;
  if (isPlain) return;
  const rareAt = state.pool.ensureRare(slot);
  const { rare } = state.pool;
  rare[rareAt + Rare.PROTECTION] = protectionLimitTicks ?? 0;
  rare[rareAt + Rare.TRIGGER] = triggerPriceTicks ?? 0;
  rare[rareAt + Rare.DISPLAY] = displayQuantityLots ?? 0;
  rare[rareAt + Rare.MIN_QUANTITY] = minQuantityLots ?? 0;
  setExpiry(rare, rareAt, expiryMicros);
  showPeak(state, slot);
}

/** Writes the instant of a gtd order among its rare terms, or that it has none. */
export function setExpiry(rare: Int32Array, rareAt: number, expiryMicros: number | undefined): void {
  rare[rareAt + Rare.EXPIRY_LOW] = expiryMicros ?? 0;
  rare[rareAt + Rare.EXPIRY_HIGH] = highOf(expiryMicros ?? 0);
}

function word(state: FastState, slot: number, offset: number): number {
  return state.pool.words[(slot << Order.SHIFT) + offset] ?? 0;
}

function accountOf(state: FastState, slot: number): number {
  return state.parties.accountOf[word(state, slot, Order.PARTY)] ?? 0;
}

function rareTerm(state: FastState, slot: number, offset: number): number {
  const at = state.pool.rareAt(slot);
  return at === 0 ? 0 : (state.pool.rare[at + offset] ?? 0);
}

/** ORDR-3: shows a whole new peak, or all leaves when they are less. */
function showPeak(state: FastState, slot: number): void {
  const at = state.pool.rareAt(slot);
  if (at === 0) return;
  const { rare } = state.pool;
  rare[at + Rare.PEAK_LEFT] = Math.min(rare[at + Rare.DISPLAY] ?? 0, word(state, slot, Order.LEAVES));
}

/** ORDR-3: leaves that shrink otherwise take from what is hidden first. */
function shrinkPeak(state: FastState, slot: number): void {
  const at = state.pool.rareAt(slot);
  if (at === 0) return;
  const { rare } = state.pool;
  rare[at + Rare.PEAK_LEFT] = Math.min(rare[at + Rare.PEAK_LEFT] ?? 0, word(state, slot, Order.LEAVES));
}

/** The order takes its place by price and time, or by trigger, unless it stands nowhere now. */
export function joinBook(state: FastState, slot: number): void {
  const flags = word(state, slot, Order.FLAGS);
  if ((flags & Flag.IS_PARKED) !== 0) return;
  const side = sideOf(flags);
  const trigger = rareTerm(state, slot, Rare.TRIGGER);
  if (trigger !== 0) state.stops(side).insert(slot, trigger);
  else if ((flags & Flag.TIME_MASK) === Flag.AT_CLOSE && !isClosing(state.phase)) return;
  else {
    const price = word(state, slot, Order.PRICE);
    if (price !== 0) state.ladder(side).insert(slot, price);
    else state.market(side).insert(slot);
  }
}

/** The opposite of `joinBook`: what decides where the order stands is changed between the two. */
function leaveBook(state: FastState, slot: number): void {
  const flags = word(state, slot, Order.FLAGS);
  if ((flags & Flag.IS_PARKED) !== 0) return;
  const side = sideOf(flags);
  const trigger = rareTerm(state, slot, Rare.TRIGGER);
  if (trigger !== 0) state.stops(side).remove(slot, trigger);
  else if ((flags & Flag.TIME_MASK) === Flag.AT_CLOSE && !isClosing(state.phase)) return;
  else {
    const price = word(state, slot, Order.PRICE);
    if (price !== 0) state.ladder(side).remove(slot, price);
    else state.market(side).remove(slot);
  }
}

function addLots(state: FastState, slot: number, lots: number): void {
  const flags = word(state, slot, Order.FLAGS);
  if ((flags & Flag.IS_PARKED) !== 0) return;
  const side = sideOf(flags);
  const trigger = rareTerm(state, slot, Rare.TRIGGER);
  if (trigger !== 0) state.stops(side).addLots(trigger, lots);
  else if ((flags & Flag.TIME_MASK) === Flag.AT_CLOSE && !isClosing(state.phase)) return;
  else {
    const price = word(state, slot, Order.PRICE);
    if (price !== 0) state.ladder(side).addLots(price, lots);
    else state.market(side).addLots(slot, lots);
  }
}

function countIceberg(state: FastState, slot: number, change: number): void {
  if (rareTerm(state, slot, Rare.DISPLAY) === 0) return;
  if (state.sideOfSlot(slot) === 'buy') state.special.buyIcebergs += change;
  else state.special.sellIcebergs += change;
}

function watchExpiry(state: FastState, slot: number): void {
  if (word(state, slot, Order.RARE) === 0) return;
  const { expiryMicros } = state.view(slot);
  if (expiryMicros !== undefined) state.expiries.add(state.pool.numberOf(slot), expiryMicros);
}

/** ORDR-1: a gtd order that ends, or gets another end, does not fall due. */
function forgetExpiry(state: FastState, slot: number): void {
  const { pool } = state;
  const at = pool.rareAt(slot);
  if (at === 0) return;
  const expiryMicros = wholeOf(pool.rare[at + Rare.EXPIRY_LOW] ?? 0, pool.rare[at + Rare.EXPIRY_HIGH] ?? 0);
  if (expiryMicros !== 0) state.expiries.remove(pool.numberOf(slot), expiryMicros);
}

/** What is kept of an order's rare terms beside the order itself, for as long as it lives. */
export function forgetRareTerms(state: FastState, slot: number): void {
  forgetExpiry(state, slot);
  countIceberg(state, slot, -1);
}

/**
 * Sets an order's leaves after a fill or a cancel; at zero it leaves the book.
 *
 * @param consumedLots - lots of the change that the certificate has counted already.
 * @param cancelledLots - lots that end the order and are not among its cancelled ones.
 */
function changeLeaves(
  state: FastState,
  slot: number,
  leavesLots: number,
  consumedLots: number,
  cancelledLots = 0,
): void {
  const { pool, accounts, certificateTable } = state;
  const at = slot << Order.SHIFT;
  const change = leavesLots - word(state, slot, Order.LEAVES);
  const isDone = leavesLots === 0;
  if (isDone) leaveBook(state, slot);
  else addLots(state, slot, change);
  pool.words[at + Order.LEAVES] = leavesLots;
  shrinkPeak(state, slot);
  pool.assertSums(slot, cancelledLots);
  accounts.addLeaves(accountOf(state, slot), state.sideOfSlot(slot), change);
  const certificate = word(state, slot, Order.CERTIFICATE);
  if (certificate !== 0) certificateTable.pledge(certificate, change + consumedLots);
  if (isDone) endOrder(state, slot);
}

function endOrder(state: FastState, slot: number): void {
  if (word(state, slot, Order.RARE) !== 0) forgetRareTerms(state, slot);
  const flags = word(state, slot, Order.FLAGS);
  if ((flags & Flag.TIME_MASK) === Flag.AT_CLOSE) state.special.atClose--;
  if ((flags & Flag.IS_PARKED) !== 0) state.special.parked--;
  state.log.end(word(state, slot, Order.REQUEST), state.bookMicros);
  state.pool.remove(slot);
}

/** Lots of an order were cancelled. */
export function cancelLots(state: FastState, event: BookEventOf<'OrderCancelled'>): void {
  const slot = state.liveSlot(event.order);
  if (event.leavesLots === 0) {
    // Nobody asks what an order that ended had cancelled: it only has to add up.
    changeLeaves(state, slot, 0, 0, event.lots);
    return;
  }
  const { pool } = state;
  const rareAt = pool.ensureRare(slot);
  pool.rare[rareAt + Rare.CANCELLED] = (pool.rare[rareAt + Rare.CANCELLED] ?? 0) + event.lots;
  changeLeaves(state, slot, event.leavesLots, 0);
}

/** One side of a trade. */
export function fillOrder(state: FastState, event: BookEventOf<'Traded'>, side: Side): void {
  const { lots, sequence, aggressorSide } = event;
  const slot = state.liveSlot(side === 'buy' ? event.buyOrder : event.sellOrder);
  if (state.sideOfSlot(slot) !== side) {
    throw new InvariantViolation('INV-3', `trade ${sequence} does not join a bid with an offer`);
  }
  const { pool } = state;
  const at = slot << Order.SHIFT;
  pool.words[at + Order.FILLED] = word(state, slot, Order.FILLED) + lots;
  const rareAt = pool.rareAt(slot);
  // ORDR-3: a resting order's fill takes from its peak; in an auction a fill may be larger than that.
  if (rareAt !== 0)
    pool.rare[rareAt + Rare.PEAK_LEFT] = Math.max(0, (pool.rare[rareAt + Rare.PEAK_LEFT] ?? 0) - lots);
  state.accounts.addPosition(accountOf(state, slot), side === 'buy' ? lots : -lots);
  const leavesLots = side === 'buy' ? event.buyLeavesLots : event.sellLeavesLots;
  changeLeaves(state, slot, leavesLots, side === 'buy' ? 0 : lots);
  // What comes in trades with all of its lots, and shows a whole peak of what is left (ORDR-3).
  if (aggressorSide === side && leavesLots > 0) showPeak(state, slot);
}

/** FLOR-5: the order keeps its peak and takes its place anew at the new price. */
export function repriceOrder(state: FastState, event: BookEventOf<'OrderRepriced'>): void {
  const slot = state.liveSlot(event.order);
  leaveBook(state, slot);
  const { words } = state.pool;
  words[(slot << Order.SHIFT) + Order.VERSION] = event.orderVersion;
  words[(slot << Order.SHIFT) + Order.PRICE] = event.priceTicks;
  state.pool.setPriority(slot, event.sequence);
  joinBook(state, slot);
}

/** ORDR-4: the order as it stands after an amend; it keeps its time and place, or is as good as new. */
export function amendOrder(state: FastState, event: BookEventOf<'OrderAmended'>): void {
  const { pool, accounts, certificateTable } = state;
  const slot = state.liveSlot(event.order);
  const at = slot << Order.SHIFT;
  leaveBook(state, slot);
  forgetExpiry(state, slot);
  countIceberg(state, slot, -1);
  const change = event.leavesLots - word(state, slot, Order.LEAVES);
  pool.words[at + Order.VERSION] = event.orderVersion;
  pool.words[at + Order.QUANTITY] = event.quantityLots;
  pool.words[at + Order.LEAVES] = event.leavesLots;
  pool.words[at + Order.PRICE] = event.priceTicks ?? 0;
  amendRareTerms(state, slot, event);
  if (event.priorityKept) {
    shrinkPeak(state, slot);
  } else {
    pool.setPriority(slot, event.sequence);
    if ((word(state, slot, Order.FLAGS) & Flag.IS_PARKED) !== 0) unpark(state, slot);
    showPeak(state, slot);
  }
  pool.assertSums(slot, 0);
  accounts.addLeaves(accountOf(state, slot), state.sideOfSlot(slot), change);
  const certificate = word(state, slot, Order.CERTIFICATE);
  if (certificate !== 0) certificateTable.pledge(certificate, change);
  watchExpiry(state, slot);
  countIceberg(state, slot, 1);
  joinBook(state, slot);
}

function amendRareTerms(state: FastState, slot: number, event: BookEventOf<'OrderAmended'>): void {
  const { pool, parties } = state;
  const { triggerPriceTicks, displayQuantityLots, expiryMicros, account } = event;
  const isPlain =
    triggerPriceTicks === undefined &&
    displayQuantityLots === undefined &&
    expiryMicros === undefined &&
    account === state.view(slot).account;
  if (isPlain && word(state, slot, Order.RARE) === 0) return;
  const rareAt = pool.ensureRare(slot);
  pool.rare[rareAt + Rare.TRIGGER] = triggerPriceTicks ?? 0;
  pool.rare[rareAt + Rare.DISPLAY] = displayQuantityLots ?? 0;
  setExpiry(pool.rare, rareAt, expiryMicros);
  if (account !== undefined) pool.rare[rareAt + Rare.ACCOUNT] = parties.names.numberOf(account);
}

/** FLOR-4: a market order is a limit order from now on, with the time that it has. */
export function becomeLimit(state: FastState, event: BookEventOf<'OrderBecameLimit'>): void {
  const { pool } = state;
  const slot = state.liveSlot(event.order);
  leaveBook(state, slot);
  const at = slot << Order.SHIFT;
  pool.words[at + Order.FLAGS] = withType(word(state, slot, Order.FLAGS), 'limit');
  pool.words[at + Order.PRICE] = event.priceTicks;
  const rareAt = pool.rareAt(slot);
  if (rareAt !== 0) pool.rare[rareAt + Rare.PROTECTION] = 0;
  joinBook(state, slot);
}

/** ORDR-6: a stop becomes its order, with a new time. */
export function triggerOrder(state: FastState, event: BookEventOf<'OrderTriggered'>): void {
  const { pool } = state;
  const slot = state.liveSlot(event.order);
  const flags = word(state, slot, Order.FLAGS);
  if (rareTerm(state, slot, Rare.TRIGGER) === 0 || (flags & Flag.IS_PARKED) !== 0) {
    throw new InvariantViolation('ORDR-6', `order ${event.order} is no stop that waits`);
  }
  leaveBook(state, slot);
  pool.rare[pool.rareAt(slot) + Rare.TRIGGER] = 0;
  const orderType = orderTypeOf(flags) === 'stopLimit' ? 'limit' : 'market';
  pool.words[(slot << Order.SHIFT) + Order.FLAGS] = withType(flags, orderType);
  pool.setPriority(slot, event.sequence);
  joinBook(state, slot);
}

/** FLOR-5, FLOR-9: the order is out of the book, and live. */
export function parkOrder(state: FastState, event: BookEventOf<'OrderParked'>): void {
  const slot = state.liveSlot(event.order);
  leaveBook(state, slot);
  const { words } = state.pool;
  if ((word(state, slot, Order.FLAGS) & Flag.IS_PARKED) === 0) state.special.parked++;
  words[(slot << Order.SHIFT) + Order.FLAGS] = word(state, slot, Order.FLAGS) | Flag.IS_PARKED;
}

function unpark(state: FastState, slot: number): void {
  state.pool.words[(slot << Order.SHIFT) + Order.FLAGS] = word(state, slot, Order.FLAGS) & ~Flag.IS_PARKED;
  state.special.parked--;
}

/** FLOR-5, FLOR-9: a parked order is back, with a new time. */
export function returnOrder(state: FastState, event: BookEventOf<'OrderReturned'>): void {
  const slot = state.liveSlot(event.order);
  if ((word(state, slot, Order.FLAGS) & Flag.IS_PARKED) === 0) {
    throw new InvariantViolation('FLOR-5', `order ${event.order} is not parked`);
  }
  unpark(state, slot);
  state.pool.setPriority(slot, event.sequence);
  joinBook(state, slot);
}

/** ORDR-3: a new peak goes to the back of its price. */
export function refreshPeak(state: FastState, event: BookEventOf<'PeakRefreshed'>): void {
  const slot = state.liveSlot(event.order);
  leaveBook(state, slot);
  state.pool.setPriority(slot, event.sequence);
  showPeak(state, slot);
  if (rareTerm(state, slot, Rare.PEAK_LEFT) !== event.displayedLots) {
    throw new InvariantViolation(
      'ORDR-3',
      `order ${event.order} shows another peak than ${event.displayedLots}`,
    );
  }
  joinBook(state, slot);
}

/** ORDR-1: orders for the close are in the book in the closing call alone, with their entry time. */
export function changePhase(state: FastState, event: BookEventOf<'PhaseChanged'>): void {
  const forClose =
    state.special.atClose === 0
      ? []
      : state.pool.slotsInEntryOrder(
          (at, words) => ((words[at + Order.FLAGS] ?? 0) & Flag.TIME_MASK) === Flag.AT_CLOSE,
        );
  for (const slot of forClose) leaveBook(state, slot);
  state.phase = event.to;
  for (const slot of forClose) joinBook(state, slot);
  state.volatilityAuction =
    event.endsMicros === undefined ? undefined : { endsMicros: event.endsMicros, sequence: event.sequence };
}
