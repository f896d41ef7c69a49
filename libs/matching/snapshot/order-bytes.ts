import { ORDER_TYPES, type PlaceOrder } from '#contracts';
import type { OrderTerms } from './book-image.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { member } from './request-bytes.js';

// Which terms of an order are not those of its request; the common ones take a byte together.
const IS_FILLED = 1;
const HAS_NEW_TIME = 1 << 1;
const HAS_VERSION = 1 << 2;
const IS_REPRICED = 1 << 3;
const IS_RESIZED = 1 << 4;
const HAS_CANCELLED = 1 << 5;
const IS_PARKED = 1 << 6;
const HAS_TYPE = 1 << 7;
const HAS_PROTECTION = 1 << 8;
const HAS_TRIGGER = 1 << 9;
const HAS_DISPLAY = 1 << 10;
const HAS_EXPIRY = 1 << 11;
const HAS_ACCOUNT = 1 << 12;

/** Writes what has become of a live order since its request; 0 stands for a term that it has no more. */
export function writeTerms(out: ByteWriter, sequence: number, request: PlaceOrder, terms: OrderTerms): void {
  const bit = (mask: number, holds: boolean): number => (holds ? mask : 0);
  const head =
    bit(IS_FILLED, terms.filledLots !== 0) |
    bit(HAS_NEW_TIME, terms.priority !== sequence) |
    bit(HAS_VERSION, terms.version !== 1) |
    bit(IS_REPRICED, terms.priceTicks !== request.priceTicks) |
    bit(IS_RESIZED, terms.quantityLots !== request.quantityLots) |
    bit(HAS_CANCELLED, terms.cancelledLots !== 0) |
    bit(IS_PARKED, terms.isParked) |
    bit(HAS_TYPE, terms.orderType !== request.orderType) |
    bit(HAS_PROTECTION, terms.protectionLimitTicks !== request.protectionLimitTicks) |
    bit(HAS_TRIGGER, terms.triggerPriceTicks !== request.triggerPriceTicks) |
    bit(HAS_DISPLAY, terms.displayQuantityLots !== request.displayQuantityLots) |
    bit(HAS_EXPIRY, terms.expiryMicros !== request.expiryMicros) |
    bit(HAS_ACCOUNT, terms.account !== request.account);
  out.uint(head);
  if ((head & IS_FILLED) !== 0) out.uint(terms.filledLots);
  if ((head & HAS_NEW_TIME) !== 0) out.uint(terms.priority - sequence);
  if ((head & HAS_VERSION) !== 0) out.uint(terms.version);
  if ((head & IS_REPRICED) !== 0) out.uint(terms.priceTicks ?? 0);
  if ((head & IS_RESIZED) !== 0) out.uint(terms.quantityLots);
  if ((head & HAS_CANCELLED) !== 0) out.uint(terms.cancelledLots);
  if ((head & HAS_TYPE) !== 0) out.uint(ORDER_TYPES.indexOf(terms.orderType));
  if ((head & HAS_PROTECTION) !== 0) out.uint(terms.protectionLimitTicks ?? 0);
  if ((head & HAS_TRIGGER) !== 0) out.uint(terms.triggerPriceTicks ?? 0);
  if ((head & HAS_DISPLAY) !== 0) out.uint(terms.displayQuantityLots ?? 0);
  if ((head & HAS_EXPIRY) !== 0) out.uint(terms.expiryMicros ?? 0);
  if ((head & HAS_ACCOUNT) !== 0) out.name(terms.account ?? '');
  if (terms.displayQuantityLots !== undefined) out.uint(terms.displayedLots);
}

/** Reads what `writeTerms` wrote. */
export function readTerms(bytes: ByteReader, sequence: number, request: PlaceOrder): OrderTerms {
  const head = bytes.uint();
  const term = (mask: number, otherwise: number | undefined): number | undefined => {
    if ((head & mask) === 0) return otherwise;
    const value = bytes.uint();
    return value === 0 ? undefined : value;
  };
  const number = (mask: number, otherwise: number): number =>
    (head & mask) === 0 ? otherwise : bytes.uint();
  const filledLots = number(IS_FILLED, 0);
  const priority = sequence + number(HAS_NEW_TIME, 0);
  const version = number(HAS_VERSION, 1);
  const priceTicks = term(IS_REPRICED, request.priceTicks);
  const quantityLots = number(IS_RESIZED, request.quantityLots);
  const cancelledLots = number(HAS_CANCELLED, 0);
  const orderType = (head & HAS_TYPE) === 0 ? request.orderType : member(ORDER_TYPES, bytes.uint());
  const protectionLimitTicks = term(HAS_PROTECTION, request.protectionLimitTicks);
  const triggerPriceTicks = term(HAS_TRIGGER, request.triggerPriceTicks);
  const displayQuantityLots = term(HAS_DISPLAY, request.displayQuantityLots);
  const expiryMicros = term(HAS_EXPIRY, request.expiryMicros);
  const account = (head & HAS_ACCOUNT) === 0 ? request.account : bytes.name() || undefined;
  const leavesLots = quantityLots - filledLots - cancelledLots;
  // Field by field: a spread costs more than all of the rest, a million times over.
  return {
    orderType,
    quantityLots,
    leavesLots,
    filledLots,
    cancelledLots,
    priceTicks,
    protectionLimitTicks,
    triggerPriceTicks,
    displayQuantityLots,
    displayedLots: displayQuantityLots === undefined ? leavesLots : bytes.uint(),
    expiryMicros,
    account,
    isParked: (head & IS_PARKED) !== 0,
    version,
    priority,
  };
}
