import type { PlaceOrder } from '#contracts';
import { Flag } from '../layout/order-layout.js';
import { flagsOf, onFloorRaiseOf, orderTypeOf, sideOf, stpModeOf, timeInForceOf } from './order-flags.js';
import { Series } from '../layout/request-layout.js';
import type { Parties } from './parties.js';
import { Profile } from '../layout/request-layout.js';
import { hashOfId, readText, textWordsMax, writeText } from './text-words.js';
import { highOf, wholeOf } from '../whole-numbers.js';
import { Request, Terms } from '../layout/request-layout.js';

const KNOWN_FIELDS: ReadonlySet<string> = new Set<keyof PlaceOrder>([
  'kind',
  'desk',
  'memberState',
  'trader',
  'clientOrderId',
  'side',
  'orderType',
  'timeInForce',
  'quantityLots',
  'priceTicks',
  'protectionLimitTicks',
  'triggerPriceTicks',
  'displayQuantityLots',
  'minQuantityLots',
  'postOnly',
  'expiryMicros',
  'certificateId',
  'onFloorRaise',
  'stpId',
  'stpMode',
  'account',
]);

const isPositive = (value: number | undefined): boolean =>
  value === undefined || ((value | 0) === value && value > 0);

const isAbsentOrTrue = (value: boolean | undefined): boolean => value !== false;

/** Whether the words can hold all of a request. */
function isPlain(order: PlaceOrder): boolean {
  const { expiryMicros, stpId, account, postOnly } = order;
  for (const field in order) if (!KNOWN_FIELDS.has(field)) return false;
  return (
    isPositive(order.quantityLots) &&
    isPositive(order.priceTicks) &&
    isPositive(order.protectionLimitTicks) &&
    isPositive(order.triggerPriceTicks) &&
    isPositive(order.displayQuantityLots) &&
    isPositive(order.minQuantityLots) &&
    (expiryMicros === undefined || (Number.isSafeInteger(expiryMicros) && expiryMicros > 0)) &&
    isAbsentOrTrue(postOnly) &&
    order.desk !== '' &&
    order.memberState !== '' &&
    order.clientOrderId !== '' &&
    stpId !== '' &&
    account !== ''
  );
}

/** The most words that a request takes. */
export function requestWordsMax(order: PlaceOrder): number {
  return Request.WORDS_MAX + textWordsMax(order.clientOrderId);
}

/**
 * Writes a request as words.
 *
 * @returns where the next word goes. When the words cannot hold it all, `Terms.IS_ODD` is among its terms.
 */
export function writeRequest(words: Int32Array, at: number, order: PlaceOrder, parties: Parties): number {
  const { side, orderType, timeInForce, memberState, clientOrderId } = order;
  const certificate = parties.certificates.find(order.certificateId ?? '');
  // Only a registered certificate has a number: the names that desks make up are kept with what is refused.
  const plain = isPlain(order) && (order.certificateId === undefined || certificate !== 0);
  const party = parties.party(order.desk, memberState, order.trader);
  let terms = flagsOf({
    side,
    orderType,
    timeInForce,
    postOnly: order.postOnly ?? false,
    stpMode: order.stpMode ?? 'cancelResting',
    onFloorRaise: order.onFloorRaise ?? 'cancel',
  });
  words[at + Request.PARTY] = party;
  const desk = parties.deskNumber(parties.accountOf[party] ?? 0);
  const idSeries = parties.series.seriesOf(desk, clientOrderId);
  words[at + Request.ID_SERIES] = idSeries;
  words[at + Request.ID_NUMBER] = parties.series.number;
  words[at + Request.ID_HASH] = idSeries === Series.LOOSE ? hashOfId(desk, clientOrderId) : 0;
  words[at + Request.PROFILE] = Profile.NONE;
  words[at + Request.QUANTITY] = order.quantityLots;
  words[at + Request.PRICE] = order.priceTicks ?? 0;
  words[at + Request.STP] = order.stpId === undefined ? 0 : parties.stp(memberState, order.stpId);
  words[at + Request.CERTIFICATE] = certificate;
  if (!plain) {
    words[at + Request.TERMS] = terms | Terms.IS_ODD;
    return writeId(words, at + Request.OPTIONAL, idSeries, clientOrderId);
  }
  let next = at + Request.OPTIONAL;
  const has = (bit: number, value: number | undefined): void => {
    if (value === undefined) return;
    terms |= bit;
    words[next++] = value;
  };
  has(Terms.HAS_PROTECTION, order.protectionLimitTicks);
  has(Terms.HAS_TRIGGER, order.triggerPriceTicks);
  has(Terms.HAS_DISPLAY, order.displayQuantityLots);
  has(Terms.HAS_MIN_QUANTITY, order.minQuantityLots);
  has(Terms.HAS_ACCOUNT, order.account === undefined ? undefined : parties.names.numberOf(order.account));
  const { expiryMicros } = order;
  has(Terms.HAS_EXPIRY, expiryMicros);
  if (expiryMicros !== undefined) words[next++] = highOf(expiryMicros);
  if (order.priceTicks !== undefined) terms |= Terms.HAS_PRICE;
  if (order.certificateId !== undefined) terms |= Terms.HAS_CERTIFICATE;
  if (order.stpId !== undefined) terms |= Terms.HAS_STP;
  if (order.stpMode !== undefined) terms |= Terms.HAS_STP_MODE;
  if (order.onFloorRaise !== undefined) terms |= Terms.HAS_FLOOR_RAISE;
  words[at + Request.TERMS] = terms;
  if (idSeries !== Series.LOOSE && (terms & Terms.HAS_OPTIONAL) === 0) setProfile(words, at, parties);
  return writeId(words, next, idSeries, clientOrderId);
}

function setProfile(words: Int32Array, at: number, { profiles }: Parties): void {
  words[at + Request.PROFILE] = profiles.numberOf(
    words[at + Request.TERMS] ?? 0,
    words[at + Request.PARTY] ?? 0,
    words[at + Request.STP] ?? 0,
    words[at + Request.CERTIFICATE] ?? 0,
    words[at + Request.ID_SERIES] ?? 0,
  );
}

/** The text of an id that its series and number do not tell. */
function writeId(words: Int32Array, at: number, series: number, clientOrderId: string): number {
  return series === Series.LOOSE ? writeText(words, at, clientOrderId) : at;
}

/** Where the text of a loose id begins. */
export function idOffset(terms: number): number {
  if ((terms & Terms.IS_ODD) !== 0) return Request.OPTIONAL;
  let bits =
    terms &
    (Terms.HAS_PROTECTION |
      Terms.HAS_TRIGGER |
      Terms.HAS_DISPLAY |
      Terms.HAS_MIN_QUANTITY |
      Terms.HAS_ACCOUNT);
  let count = (terms & Terms.HAS_EXPIRY) === 0 ? 0 : 2;
  for (; bits !== 0; bits &= bits - 1) count++;
  return Request.OPTIONAL + count;
}

/** Reads a request that is not odd. @param at - where its words begin; with a profile, `Request.PROFILED_WORDS` are enough. */
export function readRequest(words: Int32Array, at: number, parties: Parties): PlaceOrder {
  const profile = words[at + Request.PROFILE] ?? 0;
  const { profiles } = parties;
  const isWhole = profile === Profile.NONE;
  const terms = isWhole ? (words[at + Request.TERMS] ?? 0) : profiles.termsOf(profile);
  const party = isWhole ? (words[at + Request.PARTY] ?? 0) : profiles.partyOf(profile);
  const stp = isWhole ? (words[at + Request.STP] ?? 0) : profiles.stpOf(profile);
  const certificate = isWhole ? (words[at + Request.CERTIFICATE] ?? 0) : profiles.certificateOf(profile);
  const idSeries = isWhole ? (words[at + Request.ID_SERIES] ?? 0) : profiles.seriesOf(profile);
  const account = parties.accountOf[party] ?? 0;
  let next = at + Request.OPTIONAL;
  const optional = (bit: number): number | undefined => ((terms & bit) === 0 ? undefined : words[next++]);
  const protectionLimitTicks = optional(Terms.HAS_PROTECTION);
  const triggerPriceTicks = optional(Terms.HAS_TRIGGER);
  const displayQuantityLots = optional(Terms.HAS_DISPLAY);
  const minQuantityLots = optional(Terms.HAS_MIN_QUANTITY);
  const accountName = optional(Terms.HAS_ACCOUNT);
  const expiryLow = optional(Terms.HAS_EXPIRY);
  const expiryMicros = expiryLow === undefined ? undefined : wholeOf(expiryLow, words[next++] ?? 0);
  // What it has not is undefined: requests of one make are read faster by all who look at them.
  return {
    kind: 'placeOrder',
    desk: parties.deskOfAccount(account),
    memberState: parties.stateOfAccount(account),
    trader: parties.traderOf(party),
    clientOrderId:
      idSeries === Series.LOOSE
        ? readText(words, next)
        : parties.series.text(idSeries, words[at + Request.ID_NUMBER] ?? 0),
    side: sideOf(terms),
    orderType: orderTypeOf(terms),
    timeInForce: timeInForceOf(terms),
    quantityLots: words[at + Request.QUANTITY] ?? 0,
    priceTicks: (terms & Terms.HAS_PRICE) === 0 ? undefined : words[at + Request.PRICE],
    protectionLimitTicks,
    triggerPriceTicks,
    displayQuantityLots,
    minQuantityLots,
    postOnly: (terms & Flag.IS_POST_ONLY) === 0 ? undefined : true,
    expiryMicros,
    certificateId: (terms & Terms.HAS_CERTIFICATE) === 0 ? undefined : parties.certificates.text(certificate),
    onFloorRaise: (terms & Terms.HAS_FLOOR_RAISE) === 0 ? undefined : onFloorRaiseOf(terms),
    stpId: (terms & Terms.HAS_STP) === 0 ? undefined : parties.stpIdOf(stp),
    stpMode: (terms & Terms.HAS_STP_MODE) === 0 ? undefined : stpModeOf(terms),
    account: accountName === undefined ? undefined : parties.names.text(accountName),
  };
}
