import type { AmendOrder, CancelOrder, Cause, PlaceOrder, SequencedCommand } from '#contracts';
import type { Parties } from './parties.js';
import { IS_ODD, readRequest, requestWordsMax, TERMS, writeRequest } from './request-words.js';
import { readText, textWordsMax, writeText } from './text-words.js';

// Words of a command: a header, its body, its commandId. Whole numbers beyond 32 bits take two words, low then high.
/** What it asks for. */
export const KIND = 0;
/** How many words it has. */
export const COMMAND_LENGTH = 1;
export const RULES_VERSION_WORD = 2;
/** Two words. */
const RECEIVE_LOW = 3;
export const BOOK_LOW = 5;
export const BOOK_HIGH = 6;
/** -1: no source. */
export const PARTITION = 7;
export const OFFSET_LOW = 8;
export const OFFSET_HIGH = 9;
const ACTOR = 10;
const CAUSE = 11;
/** How many words the body has; it follows. */
export const BODY_LENGTH = 12;
export const BODY = 13;

export const KIND_PLACE = 1;
export const KIND_CANCEL = 2;
export const KIND_AMEND = 3;

// Bodies of cancels and amends; that of an entry is a request.
export const BODY_PARTY = BODY + 0;
export const BODY_ORDER_LOW = BODY + 1;
export const BODY_ORDER_HIGH = BODY + 2;
const CANCEL_WORDS = 3;
export const AMEND_VERSION = BODY + 3;
/** Which fields the amend has. */
export const AMEND_HAS = BODY + 4;
export const AMEND_QUANTITY = BODY + 5;
const AMEND_PRICE = BODY + 6;
const AMEND_TRIGGER = BODY + 7;
const AMEND_DISPLAY = BODY + 8;
/** Two words. */
const AMEND_EXPIRY_LOW = BODY + 9;
const AMEND_ACCOUNT = BODY + 11;
const AMEND_WORDS = 12;
export const HAS_QUANTITY = 1;
const HAS_PRICE = 2;
const HAS_TRIGGER = 4;
const HAS_DISPLAY = 8;
const HAS_EXPIRY = 16;
const HAS_ACCOUNT = 32;

const CAUSES: readonly Cause[] = ['command', 'act', 'schedule'];
const TWO_32 = 4_294_967_296;

const isInt = (value: number): boolean => (value | 0) === value && !Object.is(value, -0);
const isWhole = (value: number): boolean =>
  Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
const isIntOrAbsent = (value: number | undefined): boolean => value === undefined || isInt(value);

function readWhole(words: Int32Array, at: number): number {
  return (words[at + 1] ?? 0) * TWO_32 + ((words[at] ?? 0) >>> 0);
}

function writeWhole(words: Int32Array, at: number, value: number): void {
  words[at] = value;
  words[at + 1] = Math.floor(value / TWO_32);
}

/** The most words that a command takes. */
export function commandWordsMax({ body, commandId }: SequencedCommand): number {
  const bodyMax = body.kind === 'placeOrder' ? requestWordsMax(body) : AMEND_WORDS;
  return BODY + bodyMax + textWordsMax(commandId);
}

/**
 * Writes an entry, amend or cancel in its numeric form.
 *
 * @returns where the next command goes; `at` itself when this one has no numeric form.
 */
export function writeCommand(
  words: Int32Array,
  at: number,
  command: SequencedCommand,
  parties: Parties,
): number {
  const { body, source, rulesVersion, receiveMicros, bookMicros } = command;
  if (!isInt(rulesVersion) || !isWhole(receiveMicros) || !isWhole(bookMicros)) return at;
  if (source !== undefined && !(isInt(source.partition) && source.partition >= 0)) return at;
  if (source !== undefined && !isWhole(source.offset)) return at;
  const bodyEnd = writeBody(words, at, body, parties);
  if (bodyEnd === at) return at;
  words[at + RULES_VERSION_WORD] = rulesVersion;
  writeWhole(words, at + RECEIVE_LOW, receiveMicros);
  writeWhole(words, at + BOOK_LOW, bookMicros);
  words[at + PARTITION] = source?.partition ?? -1;
  writeWhole(words, at + OFFSET_LOW, source?.offset ?? 0);
  words[at + ACTOR] = parties.names.numberOf(command.actor);
  words[at + CAUSE] = CAUSES.indexOf(command.cause);
  words[at + BODY_LENGTH] = bodyEnd - at - BODY;
  const end = writeText(words, bodyEnd, command.commandId);
  words[at + COMMAND_LENGTH] = end - at;
  return end;
}

/** @returns the end of the body, or `at` when it has no numeric form. */
function writeBody(words: Int32Array, at: number, body: SequencedCommand['body'], parties: Parties): number {
  if (body.kind === 'placeOrder') {
    words[at + KIND] = KIND_PLACE;
    const end = writeRequest(words, at + BODY, body, parties);
    return ((words[at + BODY + TERMS] ?? 0) & IS_ODD) === 0 ? end : at;
  }
  if (body.kind !== 'cancelOrder' && body.kind !== 'amendOrder') return at;
  if (!isWhole(body.order)) return at;
  words[at + BODY_PARTY] = parties.party(body.desk, body.memberState, body.trader);
  writeWhole(words, at + BODY_ORDER_LOW, body.order);
  if (body.kind === 'amendOrder') return writeAmend(words, at, body, parties);
  words[at + KIND] = KIND_CANCEL;
  return at + BODY + CANCEL_WORDS;
}

function writeAmend(words: Int32Array, at: number, amend: AmendOrder, parties: Parties): number {
  const { quantityLots, priceTicks, triggerPriceTicks, displayQuantityLots, expiryMicros, account } = amend;
  const isPlain =
    isInt(amend.expectedVersion) &&
    isIntOrAbsent(quantityLots) &&
    isIntOrAbsent(priceTicks) &&
    isIntOrAbsent(triggerPriceTicks) &&
    isIntOrAbsent(displayQuantityLots) &&
    (expiryMicros === undefined || isWhole(expiryMicros)) &&
    account !== '';
  if (!isPlain) return at;
  words[at + KIND] = KIND_AMEND;
  words[at + AMEND_VERSION] = amend.expectedVersion;
  words[at + AMEND_HAS] =
    (quantityLots === undefined ? 0 : HAS_QUANTITY) |
    (priceTicks === undefined ? 0 : HAS_PRICE) |
    (triggerPriceTicks === undefined ? 0 : HAS_TRIGGER) |
    (displayQuantityLots === undefined ? 0 : HAS_DISPLAY) |
    (expiryMicros === undefined ? 0 : HAS_EXPIRY) |
    (account === undefined ? 0 : HAS_ACCOUNT);
  words[at + AMEND_QUANTITY] = quantityLots ?? 0;
  words[at + AMEND_PRICE] = priceTicks ?? 0;
  words[at + AMEND_TRIGGER] = triggerPriceTicks ?? 0;
  words[at + AMEND_DISPLAY] = displayQuantityLots ?? 0;
  writeWhole(words, at + AMEND_EXPIRY_LOW, expiryMicros ?? 0);
  words[at + AMEND_ACCOUNT] = account === undefined ? 0 : parties.names.numberOf(account);
  return at + BODY + AMEND_WORDS;
}

/** Reads a command that `writeCommand` wrote. */
export function readCommand(words: Int32Array, at: number, parties: Parties): SequencedCommand {
  const partition = words[at + PARTITION] ?? -1;
  return {
    commandId: readText(words, at + BODY + (words[at + BODY_LENGTH] ?? 0)),
    cause: CAUSES[words[at + CAUSE] ?? 0] ?? 'command',
    actor: parties.names.text(words[at + ACTOR] ?? 0),
    receiveMicros: readWhole(words, at + RECEIVE_LOW),
    bookMicros: readWhole(words, at + BOOK_LOW),
    ...(partition < 0 ? {} : { source: { partition, offset: readWhole(words, at + OFFSET_LOW) } }),
    rulesVersion: words[at + RULES_VERSION_WORD] ?? 0,
    body: readBody(words, at, parties),
  };
}

function readBody(words: Int32Array, at: number, parties: Parties): PlaceOrder | AmendOrder | CancelOrder {
  const kind = words[at + KIND];
  if (kind === KIND_PLACE) return readRequest(words, at + BODY, parties);
  const party = words[at + BODY_PARTY] ?? 0;
  const account = parties.accountOf[party] ?? 0;
  const owner = {
    desk: parties.deskOfAccount(account),
    memberState: parties.stateOfAccount(account),
    trader: parties.traderOf(party),
    order: readWhole(words, at + BODY_ORDER_LOW),
  };
  if (kind === KIND_CANCEL) return { kind: 'cancelOrder', ...owner };
  const has = words[at + AMEND_HAS] ?? 0;
  const field = (bit: number, offset: number): number | undefined =>
    (has & bit) === 0 ? undefined : (words[at + offset] ?? 0);
  const quantityLots = field(HAS_QUANTITY, AMEND_QUANTITY);
  const priceTicks = field(HAS_PRICE, AMEND_PRICE);
  const triggerPriceTicks = field(HAS_TRIGGER, AMEND_TRIGGER);
  const displayQuantityLots = field(HAS_DISPLAY, AMEND_DISPLAY);
  const account_ = field(HAS_ACCOUNT, AMEND_ACCOUNT);
  return {
    kind: 'amendOrder',
    ...owner,
    expectedVersion: words[at + AMEND_VERSION] ?? 0,
    ...(priceTicks === undefined ? {} : { priceTicks }),
    ...(triggerPriceTicks === undefined ? {} : { triggerPriceTicks }),
    ...(quantityLots === undefined ? {} : { quantityLots }),
    ...(displayQuantityLots === undefined ? {} : { displayQuantityLots }),
    ...((has & HAS_EXPIRY) === 0 ? {} : { expiryMicros: readWhole(words, at + AMEND_EXPIRY_LOW) }),
    ...(account_ === undefined ? {} : { account: parties.names.text(account_) }),
  };
}
