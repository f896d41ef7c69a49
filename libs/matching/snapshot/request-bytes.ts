import {
  canonicalJson,
  FLOOR_RAISE_POLICIES,
  ORDER_TYPES,
  STP_MODES,
  TIMES_IN_FORCE,
  type PlaceOrder,
} from '#contracts';
import { unreadable, type ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

// The first number of a request: its side, type and time in force, and which other fields it has.
const IS_SELL = 1;
const TYPE_SHIFT = 1;
const TIME_SHIFT = 3;
const HAS_PRICE = 1 << 6;
const HAS_CERTIFICATE = 1 << 7;
const HAS_STP = 1 << 8;
const HAS_ACCOUNT = 1 << 9;
const HAS_FLOOR_RAISE = 1 << 10;
const HAS_STP_MODE = 1 << 11;
const IS_POST_ONLY = 1 << 12;
const HAS_TRIGGER = 1 << 13;
const HAS_PROTECTION = 1 << 14;
const HAS_DISPLAY = 1 << 15;
const HAS_MIN_QUANTITY = 1 << 16;
const HAS_EXPIRY = 1 << 17;
/** It holds what no field of a request does: all of it follows as JSON. */
const IS_ODD = 1 << 18;

const isCount = (value: unknown): boolean =>
  value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0);
const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isOneOf = (list: readonly string[], value: string | undefined): boolean =>
  value === undefined || list.includes(value);

/** For each field what it may be; the rest is odd. */
const FIELDS: { readonly [Field in keyof Required<PlaceOrder>]: (order: PlaceOrder) => boolean } = {
  kind: () => true,
  desk: ({ desk }) => isText(desk),
  memberState: ({ memberState }) => isText(memberState),
  trader: ({ trader }) => isText(trader),
  clientOrderId: ({ clientOrderId }) => isText(clientOrderId),
  side: ({ side }) => isOneOf(['buy', 'sell'], side),
  orderType: ({ orderType }) => isOneOf(ORDER_TYPES, orderType),
  timeInForce: ({ timeInForce }) => isOneOf(TIMES_IN_FORCE, timeInForce),
  quantityLots: ({ quantityLots }) => isCount(quantityLots),
  priceTicks: ({ priceTicks }) => isCount(priceTicks),
  protectionLimitTicks: ({ protectionLimitTicks }) => isCount(protectionLimitTicks),
  triggerPriceTicks: ({ triggerPriceTicks }) => isCount(triggerPriceTicks),
  displayQuantityLots: ({ displayQuantityLots }) => isCount(displayQuantityLots),
  minQuantityLots: ({ minQuantityLots }) => isCount(minQuantityLots),
  postOnly: ({ postOnly }) => postOnly === undefined || postOnly,
  expiryMicros: ({ expiryMicros }) => isCount(expiryMicros),
  certificateId: ({ certificateId }) => isText(certificateId),
  onFloorRaise: ({ onFloorRaise }) => isOneOf(FLOOR_RAISE_POLICIES, onFloorRaise),
  stpId: ({ stpId }) => isText(stpId),
  stpMode: ({ stpMode }) => isOneOf(STP_MODES, stpMode),
  account: ({ account }) => isText(account),
};

function isPlain(order: PlaceOrder): boolean {
  for (const field in order) {
    if (!Object.hasOwn(FIELDS, field) || !FIELDS[field as keyof PlaceOrder](order)) return false;
  }
  return true;
}

const bit = (mask: number, value: unknown): number => (value === undefined ? 0 : mask);

/** Writes a whole request as it came. */
export function writeRequest(out: ByteWriter, order: PlaceOrder): void {
  if (!isPlain(order)) {
    out.uint(IS_ODD);
    out.longText(canonicalJson(order));
    return;
  }
  out.uint(
    (order.side === 'sell' ? IS_SELL : 0) |
      (ORDER_TYPES.indexOf(order.orderType) << TYPE_SHIFT) |
      (TIMES_IN_FORCE.indexOf(order.timeInForce) << TIME_SHIFT) |
      bit(HAS_PRICE, order.priceTicks) |
      bit(HAS_CERTIFICATE, order.certificateId) |
      bit(HAS_STP, order.stpId) |
      bit(HAS_ACCOUNT, order.account) |
      bit(HAS_FLOOR_RAISE, order.onFloorRaise) |
      bit(HAS_STP_MODE, order.stpMode) |
      bit(IS_POST_ONLY, order.postOnly) |
      bit(HAS_TRIGGER, order.triggerPriceTicks) |
      bit(HAS_PROTECTION, order.protectionLimitTicks) |
      bit(HAS_DISPLAY, order.displayQuantityLots) |
      bit(HAS_MIN_QUANTITY, order.minQuantityLots) |
      bit(HAS_EXPIRY, order.expiryMicros),
  );
  out.name(order.desk);
  out.name(order.memberState);
  out.name(order.trader);
  out.text(order.clientOrderId);
  out.uint(order.quantityLots);
  if (order.priceTicks !== undefined) out.uint(order.priceTicks);
  if (order.certificateId !== undefined) out.name(order.certificateId);
  if (order.stpId !== undefined) out.name(order.stpId);
  if (order.account !== undefined) out.name(order.account);
  if (order.onFloorRaise !== undefined) out.uint(FLOOR_RAISE_POLICIES.indexOf(order.onFloorRaise));
  if (order.stpMode !== undefined) out.uint(STP_MODES.indexOf(order.stpMode));
  if (order.triggerPriceTicks !== undefined) out.uint(order.triggerPriceTicks);
  if (order.protectionLimitTicks !== undefined) out.uint(order.protectionLimitTicks);
  if (order.displayQuantityLots !== undefined) out.uint(order.displayQuantityLots);
  if (order.minQuantityLots !== undefined) out.uint(order.minQuantityLots);
  if (order.expiryMicros !== undefined) out.uint(order.expiryMicros);
}

/** A request while it is read. */
type Draft = { -readonly [Field in keyof PlaceOrder]: PlaceOrder[Field] };

/** Reads what `writeRequest` wrote. */
export function readRequest(bytes: ByteReader): PlaceOrder {
  const head = bytes.uint();
  if (head === IS_ODD) return JSON.parse(bytes.longText()) as PlaceOrder;
  const order: Draft = {
    kind: 'placeOrder',
    desk: bytes.name(),
    memberState: bytes.name(),
    trader: bytes.name(),
    clientOrderId: bytes.text(),
    side: (head & IS_SELL) === 0 ? 'buy' : 'sell',
    orderType: member(ORDER_TYPES, (head >>> TYPE_SHIFT) & 3),
    timeInForce: member(TIMES_IN_FORCE, (head >>> TIME_SHIFT) & 7),
    quantityLots: bytes.uint(),
  };
  if ((head & HAS_PRICE) !== 0) order.priceTicks = bytes.uint();
  if ((head & HAS_CERTIFICATE) !== 0) order.certificateId = bytes.name();
  if ((head & HAS_STP) !== 0) order.stpId = bytes.name();
  if ((head & HAS_ACCOUNT) !== 0) order.account = bytes.name();
  if ((head & HAS_FLOOR_RAISE) !== 0) order.onFloorRaise = member(FLOOR_RAISE_POLICIES, bytes.uint());
  if ((head & HAS_STP_MODE) !== 0) order.stpMode = member(STP_MODES, bytes.uint());
  if ((head & IS_POST_ONLY) !== 0) order.postOnly = true;
  if ((head & HAS_TRIGGER) !== 0) order.triggerPriceTicks = bytes.uint();
  if ((head & HAS_PROTECTION) !== 0) order.protectionLimitTicks = bytes.uint();
  if ((head & HAS_DISPLAY) !== 0) order.displayQuantityLots = bytes.uint();
  if ((head & HAS_MIN_QUANTITY) !== 0) order.minQuantityLots = bytes.uint();
  if ((head & HAS_EXPIRY) !== 0) order.expiryMicros = bytes.uint();
  return order;
}

/** A word of a list by its place. */
export function member<Word extends string>(words: readonly Word[], index: number): Word {
  const word = words[index];
  if (word === undefined) throw unreadable(`there is no word ${index} among ${words.join(', ')}`);
  return word;
}
