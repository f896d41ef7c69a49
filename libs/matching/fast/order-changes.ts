import type { BookEventOf, PlaceOrder, Side, TradingPhase } from '#contracts';
import { InvariantViolation } from '../invariant-violation.js';
import type { FastState } from './fast-state.js';
import {
  ACCOUNT,
  AT_CLOSE_BITS,
  CANCELLED,
  CERTIFICATE,
  DISPLAY,
  EXPIRY_HIGH,
  EXPIRY_LOW,
  FILLED,
  FLAGS,
  flagsOf,
  IS_ACCOUNT_NAMED,
  IS_LIVE,
  IS_PARKED,
  LEAVES,
  MIN_QUANTITY,
  ORDER_WORDS,
  orderTypeOf,
  PARTY,
  PEAK_LEFT,
  PRICE,
  PROTECTION,
  QUANTITY,
  RARE,
  REQUEST,
  sideOf,
  STP,
  TIME_MASK,
  TRIGGER,
  VERSION,
  withType,
} from './order-layout.js';

const TWO_32 = 4_294_967_296;

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
  const slot = pool.add(sequence | 0, Math.floor(sequence / TWO_32));
  const at = slot * ORDER_WORDS;
  const { words } = pool;
  const { orderType, timeInForce } = request;
  const { postOnly = false, stpMode = 'cancelResting', onFloorRaise = 'cancel' } = request;
  words[at + PRICE] = request.priceTicks ?? 0;
  words[at + LEAVES] = quantityLots;
  words[at + QUANTITY] = quantityLots;
  words[at + FILLED] = 0;
  words[at + FLAGS] =
    IS_LIVE |
    (request.account === undefined ? 0 : IS_ACCOUNT_NAMED) |
    flagsOf({ side, orderType, timeInForce, postOnly, stpMode, onFloorRaise });
  words[at + PARTY] = parties.party(desk, memberState, request.trader);
  words[at + STP] = stpId === undefined ? 0 : parties.stp(memberState, stpId);
  words[at + CERTIFICATE] = certificateId === undefined ? 0 : certificateTable.registered(certificateId);
  words[at + REQUEST] = position;
  words[at + VERSION] = 1;
  words[at + RARE] = 0;
  return slot;
}

/** The lots and the rare terms of an order count from now on; it takes its place in the book apart. */
export function enlistOrder(state: FastState, slot: number): void {
  const { accounts, certificateTable } = state;
  const leavesLots = word(state, slot, LEAVES);
  accounts.ensure();
  accounts.addLeaves(accountOf(state, slot), state.sideOfSlot(slot), leavesLots);
  const certificate = word(state, slot, CERTIFICATE);
  if (certificate !== 0) certificateTable.pledge(certificate, leavesLots);
  watchExpiry(state, slot);
  if ((word(state, slot, FLAGS) & TIME_MASK) === AT_CLOSE_BITS) state.special.atClose++;
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
  rare[rareAt + PROTECTION] = protectionLimitTicks ?? 0;
  rare[rareAt + TRIGGER] = triggerPriceTicks ?? 0;
  rare[rareAt + DISPLAY] = displayQuantityLots ?? 0;
  rare[rareAt + MIN_QUANTITY] = minQuantityLots ?? 0;
  setExpiry(rare, rareAt, expiryMicros);
  showPeak(state, slot);
}

/** Writes the instant of a gtd order among its rare terms, or that it has none. */
export function setExpiry(rare: Int32Array, rareAt: number, expiryMicros: number | undefined): void {
  rare[rareAt + EXPIRY_LOW] = expiryMicros ?? 0;
  rare[rareAt + EXPIRY_HIGH] = Math.floor((expiryMicros ?? 0) / TWO_32);
}

function word(state: FastState, slot: number, offset: number): number {
  return state.pool.words[slot * ORDER_WORDS + offset] ?? 0;
}

function accountOf(state: FastState, slot: number): number {
  return state.parties.accountOf[word(state, slot, PARTY)] ?? 0;
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
  rare[at + PEAK_LEFT] = Math.min(rare[at + DISPLAY] ?? 0, word(state, slot, LEAVES));
}

/** ORDR-3: leaves that shrink otherwise take from what is hidden first. */
function shrinkPeak(state: FastState, slot: number): void {
  const at = state.pool.rareAt(slot);
  if (at === 0) return;
  const { rare } = state.pool;
  rare[at + PEAK_LEFT] = Math.min(rare[at + PEAK_LEFT] ?? 0, word(state, slot, LEAVES));
}

/** The order takes its place by price and time, or by trigger, unless it stands nowhere now. */
export function joinBook(state: FastState, slot: number): void {
  const flags = word(state, slot, FLAGS);
  if ((flags & IS_PARKED) !== 0) return;
  const side = sideOf(flags);
  const trigger = rareTerm(state, slot, TRIGGER);
  if (trigger !== 0) state.stops(side).insert(slot, trigger);
  else if ((flags & TIME_MASK) === AT_CLOSE_BITS && !isClosing(state.phase)) return;
  else {
    const price = word(state, slot, PRICE);
    if (price !== 0) state.ladder(side).insert(slot, price);
    else state.market(side).insert(slot);
  }
}

/** The opposite of `joinBook`: what decides where the order stands is changed between the two. */
function leaveBook(state: FastState, slot: number): void {
  const flags = word(state, slot, FLAGS);
  if ((flags & IS_PARKED) !== 0) return;
  const side = sideOf(flags);
  const trigger = rareTerm(state, slot, TRIGGER);
  if (trigger !== 0) state.stops(side).remove(slot, trigger);
  else if ((flags & TIME_MASK) === AT_CLOSE_BITS && !isClosing(state.phase)) return;
  else {
    const price = word(state, slot, PRICE);
    if (price !== 0) state.ladder(side).remove(slot, price);
    else state.market(side).remove(slot);
  }
}

function addLots(state: FastState, slot: number, lots: number): void {
  const flags = word(state, slot, FLAGS);
  if ((flags & IS_PARKED) !== 0) return;
  const side = sideOf(flags);
  const trigger = rareTerm(state, slot, TRIGGER);
  if (trigger !== 0) state.stops(side).addLots(trigger, lots);
  else if ((flags & TIME_MASK) === AT_CLOSE_BITS && !isClosing(state.phase)) return;
  else {
    const price = word(state, slot, PRICE);
    if (price !== 0) state.ladder(side).addLots(price, lots);
    else state.market(side).addLots(slot, lots);
  }
}

function countIceberg(state: FastState, slot: number, change: number): void {
  if (rareTerm(state, slot, DISPLAY) === 0) return;
  if (state.sideOfSlot(slot) === 'buy') state.special.buyIcebergs += change;
  else state.special.sellIcebergs += change;
}

function watchExpiry(state: FastState, slot: number): void {
  if (word(state, slot, RARE) === 0) return;
  const { expiryMicros } = state.view(slot);
  if (expiryMicros !== undefined) state.expiries.add(state.pool.numberOf(slot), expiryMicros);
}

/** ORDR-1: a gtd order that ends, or gets another end, does not fall due. */
export function forgetExpiry(state: FastState, slot: number): void {
  const { expiryMicros } = state.view(slot);
  if (expiryMicros !== undefined) state.expiries.remove(state.pool.numberOf(slot), expiryMicros);
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
  const at = slot * ORDER_WORDS;
  const change = leavesLots - word(state, slot, LEAVES);
  const isDone = leavesLots === 0;
  if (isDone) leaveBook(state, slot);
  else addLots(state, slot, change);
  pool.words[at + LEAVES] = leavesLots;
  shrinkPeak(state, slot);
  pool.assertSums(slot, cancelledLots);
  accounts.addLeaves(accountOf(state, slot), state.sideOfSlot(slot), change);
  const certificate = word(state, slot, CERTIFICATE);
  if (certificate !== 0) certificateTable.pledge(certificate, change + consumedLots);
  if (isDone) endOrder(state, slot);
}

function endOrder(state: FastState, slot: number): void {
  forgetExpiry(state, slot);
  if (word(state, slot, RARE) !== 0) {
    countIceberg(state, slot, -1);
  }
  const flags = word(state, slot, FLAGS);
  if ((flags & TIME_MASK) === AT_CLOSE_BITS) state.special.atClose--;
  if ((flags & IS_PARKED) !== 0) state.special.parked--;
  state.log.end(word(state, slot, REQUEST), state.bookMicros);
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
  pool.rare[rareAt + CANCELLED] = (pool.rare[rareAt + CANCELLED] ?? 0) + event.lots;
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
  const at = slot * ORDER_WORDS;
  pool.words[at + FILLED] = word(state, slot, FILLED) + lots;
  const rareAt = pool.rareAt(slot);
  // ORDR-3: a resting order's fill takes from its peak; in an auction a fill may be larger than that.
  if (rareAt !== 0) pool.rare[rareAt + PEAK_LEFT] = Math.max(0, (pool.rare[rareAt + PEAK_LEFT] ?? 0) - lots);
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
  words[slot * ORDER_WORDS + VERSION] = event.orderVersion;
  words[slot * ORDER_WORDS + PRICE] = event.priceTicks;
  state.pool.setPriority(slot, event.sequence);
  joinBook(state, slot);
}

/** ORDR-4: the order as it stands after an amend; it keeps its time and place, or is as good as new. */
export function amendOrder(state: FastState, event: BookEventOf<'OrderAmended'>): void {
  const { pool, accounts, certificateTable } = state;
  const slot = state.liveSlot(event.order);
  const at = slot * ORDER_WORDS;
  leaveBook(state, slot);
  forgetExpiry(state, slot);
  countIceberg(state, slot, -1);
  const change = event.leavesLots - word(state, slot, LEAVES);
  pool.words[at + VERSION] = event.orderVersion;
  pool.words[at + QUANTITY] = event.quantityLots;
  pool.words[at + LEAVES] = event.leavesLots;
  pool.words[at + PRICE] = event.priceTicks ?? 0;
  amendRareTerms(state, slot, event);
  if (event.priorityKept) {
    shrinkPeak(state, slot);
  } else {
    pool.setPriority(slot, event.sequence);
    if ((word(state, slot, FLAGS) & IS_PARKED) !== 0) unpark(state, slot);
    showPeak(state, slot);
  }
  pool.assertSums(slot, 0);
  accounts.addLeaves(accountOf(state, slot), state.sideOfSlot(slot), change);
  const certificate = word(state, slot, CERTIFICATE);
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
  if (isPlain && word(state, slot, RARE) === 0) return;
  const rareAt = pool.ensureRare(slot);
  pool.rare[rareAt + TRIGGER] = triggerPriceTicks ?? 0;
  pool.rare[rareAt + DISPLAY] = displayQuantityLots ?? 0;
  setExpiry(pool.rare, rareAt, expiryMicros);
  if (account !== undefined) pool.rare[rareAt + ACCOUNT] = parties.names.numberOf(account);
}

/** FLOR-4: a market order is a limit order from now on, with the time that it has. */
export function becomeLimit(state: FastState, event: BookEventOf<'OrderBecameLimit'>): void {
  const { pool } = state;
  const slot = state.liveSlot(event.order);
  leaveBook(state, slot);
  const at = slot * ORDER_WORDS;
  pool.words[at + FLAGS] = withType(word(state, slot, FLAGS), 'limit');
  pool.words[at + PRICE] = event.priceTicks;
  const rareAt = pool.rareAt(slot);
  if (rareAt !== 0) pool.rare[rareAt + PROTECTION] = 0;
  joinBook(state, slot);
}

/** ORDR-6: a stop becomes its order, with a new time. */
export function triggerOrder(state: FastState, event: BookEventOf<'OrderTriggered'>): void {
  const { pool } = state;
  const slot = state.liveSlot(event.order);
  const flags = word(state, slot, FLAGS);
  if (rareTerm(state, slot, TRIGGER) === 0 || (flags & IS_PARKED) !== 0) {
    throw new InvariantViolation('ORDR-6', `order ${event.order} is no stop that waits`);
  }
  leaveBook(state, slot);
  pool.rare[pool.rareAt(slot) + TRIGGER] = 0;
  const orderType = orderTypeOf(flags) === 'stopLimit' ? 'limit' : 'market';
  pool.words[slot * ORDER_WORDS + FLAGS] = withType(flags, orderType);
  pool.setPriority(slot, event.sequence);
  joinBook(state, slot);
}

/** FLOR-5, FLOR-9: the order is out of the book, and live. */
export function parkOrder(state: FastState, event: BookEventOf<'OrderParked'>): void {
  const slot = state.liveSlot(event.order);
  leaveBook(state, slot);
  const { words } = state.pool;
  if ((word(state, slot, FLAGS) & IS_PARKED) === 0) state.special.parked++;
  words[slot * ORDER_WORDS + FLAGS] = word(state, slot, FLAGS) | IS_PARKED;
}

function unpark(state: FastState, slot: number): void {
  state.pool.words[slot * ORDER_WORDS + FLAGS] = word(state, slot, FLAGS) & ~IS_PARKED;
  state.special.parked--;
}

/** FLOR-5, FLOR-9: a parked order is back, with a new time. */
export function returnOrder(state: FastState, event: BookEventOf<'OrderReturned'>): void {
  const slot = state.liveSlot(event.order);
  if ((word(state, slot, FLAGS) & IS_PARKED) === 0) {
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
  if (rareTerm(state, slot, PEAK_LEFT) !== event.displayedLots) {
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
      : state.pool.slotsInEntryOrder((at, words) => ((words[at + FLAGS] ?? 0) & TIME_MASK) === AT_CLOSE_BITS);
  for (const slot of forClose) leaveBook(state, slot);
  state.phase = event.to;
  for (const slot of forClose) joinBook(state, slot);
  state.volatilityAuction =
    event.endsMicros === undefined ? undefined : { endsMicros: event.endsMicros, sequence: event.sequence };
}
