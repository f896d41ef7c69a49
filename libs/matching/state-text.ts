import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '#contracts';
import type { BookStateReader, HeldIdentifier, LiveOrder, RegisteredCertificate } from './book-reader.js';

/** Version of the text's form; a new form of state is a new version. */
const FORM = 1;

/**
 * Writes the whole state of a book as lines of canonical JSON, in the order that README.md defines, so that any
 * implementation with the same state writes the same text.
 */
export function* stateLinesOf(book: BookStateReader): Iterable<string> {
  for (const line of valuesOf(book)) yield `${canonicalJson(line)}\n`;
}

function* valuesOf(book: BookStateReader): Iterable<unknown> {
  const { floor, indicative } = book;
  yield ['book', FORM, book.instrumentId, book.sequence, book.bookMicros, book.phase];
  yield ['instrument', book.instrument ?? null];
  yield ['floor', floor?.priceTicks ?? null, floor?.floorVersion ?? null];
  yield ['reference', book.referencePriceTicks ?? null, book.staticReferencePriceTicks ?? null];
  yield ['indicative', indicative?.priceTicks ?? null, indicative?.volumeLots ?? 0];
  for (const [partition, offset] of book.offsets()) yield ['offset', partition, offset];
  for (const [memberState, status] of book.memberships()) yield ['member', memberState, status];
  for (const { memberState, mineral, productionStage, inForce } of book.annexes()) {
    yield ['annex', memberState, mineral, productionStage, inForce];
  }
  for (const certificate of book.certificates()) yield certificateLine(certificate);
  for (const { memberState, desk, positionLots } of book.positions()) {
    yield ['position', memberState, desk, positionLots];
  }
  yield* venueLines(book);
  for (const [actId, sequence] of book.acts()) yield ['act', sequence, actId];
  for (const { sequence, act } of book.heldActs()) yield ['heldAct', sequence, act];
  for (const order of book.liveOrders()) yield orderLine(order);
  for (const identifier of book.identifiers()) yield identifierLine(identifier);
}

/** What the later rules added: each line is there only where it says something, so that older states keep their text. */
function venueLines(book: BookStateReader): unknown[] {
  const lines: unknown[] = [];
  const { bandOverride, volatilityAuction, reserve, reserveQuote, floorLocked } = book;
  if (bandOverride !== undefined) lines.push(['bands', bandOverride]);
  if (volatilityAuction !== undefined) lines.push(['volatilityAuction', volatilityAuction]);
  if (reserve !== undefined) {
    const { memberState, desk, budget, capLots, spentTickLots } = reserve;
    const means = { budget: budget.toString(), capLots, spentTickLots: spentTickLots.toString() };
    lines.push(['reserve', memberState, desk, means]);
  }
  const { liveLots, reserveExhausted } = reserveQuote;
  if (floorLocked || liveLots !== 0 || reserveExhausted) {
    lines.push(['published', { floorLocked, liveLots, reserveExhausted }]);
  }
  for (const { memberState, desk, limits, second, messages } of book.allDeskLimits()) {
    lines.push(['limits', memberState, desk, limits, second, messages]);
  }
  for (const { scope, name } of book.engagedKillSwitches()) lines.push(['killSwitch', scope, name ?? null]);
  return lines;
}

function certificateLine(certificate: RegisteredCertificate): unknown[] {
  const { certificateId, originState, mineral, productionStage, nonBlocContentBasisPoints } = certificate;
  const { expiryMicros, lots, pledgedLots, consumedLots, expired, withdrawn } = certificate;
  return [
    'certificate',
    certificateId,
    { originState, mineral, productionStage, nonBlocContentBasisPoints, expiryMicros },
    { lots, pledgedLots, consumedLots, expired, withdrawn },
  ];
}

function orderLine(order: LiveOrder): unknown[] {
  const { desk, memberState, trader, clientOrderId, side, orderType, timeInForce } = order;
  const { priceTicks, protectionLimitTicks, certificateId, onFloorRaise, stpId, account } = order;
  const { quantityLots, leavesLots, filledLots, cancelledLots, version, priority } = order;
  return [
    'order',
    order.order,
    { desk, memberState, trader, clientOrderId, side, orderType, timeInForce },
    { priceTicks, protectionLimitTicks, certificateId, onFloorRaise, stpId, account, ...laterTerms(order) },
    { quantityLots, leavesLots, filledLots, cancelledLots, version, priority },
  ];
}

/** Terms that came with later rules, absent where an order has them not. */
function laterTerms(order: LiveOrder): Record<string, unknown> {
  const { triggerPriceTicks, displayQuantityLots, displayedLots, minQuantityLots, expiryMicros } = order;
  return {
    triggerPriceTicks,
    displayQuantityLots,
    displayedLots: displayQuantityLots === undefined ? undefined : displayedLots,
    minQuantityLots,
    expiryMicros,
    postOnly: order.postOnly || undefined,
    stpMode: order.stpMode === 'cancelResting' ? undefined : order.stpMode,
    isParked: order.isParked || undefined,
  };
}

function identifierLine({ sequence, endedMicros, request }: HeldIdentifier): unknown[] {
  return ['identifier', sequence, endedMicros ?? null, request];
}

/** SHA-256 of the lines in UTF-8, in lower-case hexadecimal. */
export function hashOfLines(lines: Iterable<string>): string {
  const hash = sha256.create();
  for (const line of lines) hash.update(utf8ToBytes(line));
  return bytesToHex(hash.digest());
}
