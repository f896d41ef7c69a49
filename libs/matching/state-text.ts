import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { PlaceOrder } from '#contracts';
import { JsonBytes } from './json-bytes.js';
import type { BookStateReader, HeldIdentifier, LiveOrder, RegisteredCertificate } from './book-reader.js';

/** Version of the text's form; a new form of state is a new version. */
const FORM = 1;

/** What takes the bytes of a state's text, a chunk after the other; they are good until it returns. */
export type TakeBytes = (bytes: Uint8Array) => void;

/**
 * Writes the whole state of a book as lines of canonical JSON, in the order that README.md defines, so that any
 * implementation with the same state writes the same text.
 */
export function writeStateText(book: BookStateReader, take: TakeBytes): void {
  const out = new JsonBytes(take);
  for (const line of venueLines(book)) {
    out.value(line);
    out.endLine();
  }
  // There may be millions of these.
  for (const order of book.glanceAtOrders()) writeOrder(out, order);
  for (const identifier of book.identifiers()) writeIdentifier(out, identifier);
  out.flush();
}

function* venueLines(book: BookStateReader): Iterable<unknown> {
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
  yield* laterLines(book);
  for (const [actId, sequence] of book.acts()) yield ['act', sequence, actId];
  for (const { sequence, act } of book.heldActs()) yield ['heldAct', sequence, act];
}

/** What the later rules added: each line is there only where it says something, so that older states keep their text. */
function laterLines(book: BookStateReader): unknown[] {
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

/** The keys of each object are in order; terms that came with later rules are absent where an order has them not. */
function writeOrder(out: JsonBytes, order: LiveOrder): void {
  const { displayQuantityLots, stpMode } = order;
  out.ascii('["order",');
  out.whole(order.order);
  out.ascii(',');
  out.open();
  out.field('clientOrderId', order.clientOrderId);
  out.field('desk', order.desk);
  out.field('memberState', order.memberState);
  out.field('orderType', order.orderType);
  out.field('side', order.side);
  out.field('timeInForce', order.timeInForce);
  out.field('trader', order.trader);
  out.close();
  out.ascii(',');
  out.open();
  out.field('account', order.account);
  out.field('certificateId', order.certificateId);
  out.field('displayQuantityLots', displayQuantityLots);
  if (displayQuantityLots !== undefined) out.field('displayedLots', order.displayedLots);
  out.field('expiryMicros', order.expiryMicros);
  if (order.isParked) out.field('isParked', true);
  out.field('minQuantityLots', order.minQuantityLots);
  out.field('onFloorRaise', order.onFloorRaise);
  if (order.postOnly) out.field('postOnly', true);
  out.field('priceTicks', order.priceTicks);
  out.field('protectionLimitTicks', order.protectionLimitTicks);
  out.field('stpId', order.stpId);
  if (stpMode !== 'cancelResting') out.field('stpMode', stpMode);
  out.field('triggerPriceTicks', order.triggerPriceTicks);
  out.close();
  out.ascii(',');
  out.open();
  out.field('cancelledLots', order.cancelledLots);
  out.field('filledLots', order.filledLots);
  out.field('leavesLots', order.leavesLots);
  out.field('priority', order.priority);
  out.field('quantityLots', order.quantityLots);
  out.field('version', order.version);
  out.close();
  out.ascii(']');
  out.endLine();
}

function writeIdentifier(out: JsonBytes, { sequence, endedMicros, request }: HeldIdentifier): void {
  out.ascii('["identifier",');
  out.whole(sequence);
  out.ascii(',');
  if (endedMicros === undefined) out.ascii('null');
  else out.whole(endedMicros);
  out.ascii(',');
  writeRequest(out, request);
  out.ascii(']');
  out.endLine();
}

/** A request as it came, whatever else it holds. */
function writeRequest(out: JsonBytes, request: PlaceOrder): void {
  const { at } = out;
  out.open();
  const written =
    out.field('account', request.account) +
    out.field('certificateId', request.certificateId) +
    out.field('clientOrderId', request.clientOrderId) +
    out.field('desk', request.desk) +
    out.field('displayQuantityLots', request.displayQuantityLots) +
    out.field('expiryMicros', request.expiryMicros) +
    out.field('kind', request.kind) +
    out.field('memberState', request.memberState) +
    out.field('minQuantityLots', request.minQuantityLots) +
    out.field('onFloorRaise', request.onFloorRaise) +
    out.field('orderType', request.orderType) +
    out.field('postOnly', request.postOnly) +
    out.field('priceTicks', request.priceTicks) +
    out.field('protectionLimitTicks', request.protectionLimitTicks) +
    out.field('quantityLots', request.quantityLots) +
    out.field('side', request.side) +
    out.field('stpId', request.stpId) +
    out.field('stpMode', request.stpMode) +
    out.field('timeInForce', request.timeInForce) +
    out.field('trader', request.trader) +
    out.field('triggerPriceTicks', request.triggerPriceTicks);
  out.close();
  if (written === fieldsOf(request)) return;
  out.rewind(at);
  out.value(request);
}

function fieldsOf(request: PlaceOrder): number {
  let count = 0;
  for (const key in request) if (request[key as keyof PlaceOrder] !== undefined) count++;
  return count;
}

/** SHA-256 of the text in UTF-8, in lower-case hexadecimal. */
export function hashOfStateText(book: BookStateReader): string {
  const hash = sha256.create();
  writeStateText(book, (bytes) => hash.update(bytes));
  return bytesToHex(hash.digest());
}
