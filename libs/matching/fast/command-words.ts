import type { AmendOrder, CancelOrder, Cause, PlaceOrder, SequencedCommand } from '#contracts';
import type { Parties } from './parties.js';
import { readRequest, requestWordsMax, writeRequest } from './request-words.js';
import { Request, Terms } from '../layout/request-layout.js';
import { readText, textWordsMax, writeText } from './text-words.js';
import { highOf, wholeOf } from '../whole-numbers.js';
import { Command, CommandKind, Amend } from '../layout/command-layout.js';

const CAUSES: readonly Cause[] = ['command', 'act', 'schedule'];

const isInt = (value: number): boolean => (value | 0) === value && !Object.is(value, -0);
const isWhole = (value: number): boolean =>
  Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
const isIntOrAbsent = (value: number | undefined): boolean => value === undefined || isInt(value);

function readWhole(words: Int32Array, at: number): number {
  return wholeOf(words[at] ?? 0, words[at + 1] ?? 0);
}

function writeWhole(words: Int32Array, at: number, value: number): void {
  words[at] = value;
  words[at + 1] = highOf(value);
}

/** The most words that a command takes. */
export function commandWordsMax({ body, commandId }: SequencedCommand): number {
  const bodyMax = body.kind === 'placeOrder' ? requestWordsMax(body) : Command.AMEND_WORDS;
  return Command.BODY + bodyMax + textWordsMax(commandId);
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
  words[at + Command.RULES_VERSION] = rulesVersion;
  writeWhole(words, at + Command.RECEIVE_LOW, receiveMicros);
  writeWhole(words, at + Command.BOOK_LOW, bookMicros);
  words[at + Command.PARTITION] = source?.partition ?? -1;
  writeWhole(words, at + Command.OFFSET_LOW, source?.offset ?? 0);
  words[at + Command.ACTOR] = parties.names.numberOf(command.actor);
  words[at + Command.CAUSE] = CAUSES.indexOf(command.cause);
  words[at + Command.BODY_LENGTH] = bodyEnd - at - Command.BODY;
  const end = writeText(words, bodyEnd, command.commandId);
  words[at + Command.LENGTH] = end - at;
  return end;
}

/** @returns the end of the body, or `at` when it has no numeric form. */
function writeBody(words: Int32Array, at: number, body: SequencedCommand['body'], parties: Parties): number {
  if (body.kind === 'placeOrder') {
    words[at + Command.KIND] = CommandKind.PLACE;
    const end = writeRequest(words, at + Command.BODY, body, parties);
    return ((words[at + Command.BODY + Request.TERMS] ?? 0) & Terms.IS_ODD) === 0 ? end : at;
  }
  if (body.kind !== 'cancelOrder' && body.kind !== 'amendOrder') return at;
  if (!isWhole(body.order)) return at;
  words[at + Command.PARTY] = parties.party(body.desk, body.memberState, body.trader);
  writeWhole(words, at + Command.ORDER_LOW, body.order);
  if (body.kind === 'amendOrder') return writeAmend(words, at, body, parties);
  words[at + Command.KIND] = CommandKind.CANCEL;
  return at + Command.BODY + Command.CANCEL_WORDS;
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
  words[at + Command.KIND] = CommandKind.AMEND;
  words[at + Command.AMEND_VERSION] = amend.expectedVersion;
  words[at + Command.AMEND_HAS] =
    (quantityLots === undefined ? 0 : Amend.HAS_QUANTITY) |
    (priceTicks === undefined ? 0 : Amend.HAS_PRICE) |
    (triggerPriceTicks === undefined ? 0 : Amend.HAS_TRIGGER) |
    (displayQuantityLots === undefined ? 0 : Amend.HAS_DISPLAY) |
    (expiryMicros === undefined ? 0 : Amend.HAS_EXPIRY) |
    (account === undefined ? 0 : Amend.HAS_ACCOUNT);
  words[at + Command.AMEND_QUANTITY] = quantityLots ?? 0;
  words[at + Command.AMEND_PRICE] = priceTicks ?? 0;
  words[at + Command.AMEND_TRIGGER] = triggerPriceTicks ?? 0;
  words[at + Command.AMEND_DISPLAY] = displayQuantityLots ?? 0;
  writeWhole(words, at + Command.AMEND_EXPIRY_LOW, expiryMicros ?? 0);
  words[at + Command.AMEND_ACCOUNT] = account === undefined ? 0 : parties.names.numberOf(account);
  return at + Command.BODY + Command.AMEND_WORDS;
}

/** Reads a command that `writeCommand` wrote. */
export function readCommand(words: Int32Array, at: number, parties: Parties): SequencedCommand {
  const partition = words[at + Command.PARTITION] ?? -1;
  return {
    commandId: readText(words, at + Command.BODY + (words[at + Command.BODY_LENGTH] ?? 0)),
    cause: CAUSES[words[at + Command.CAUSE] ?? 0] ?? 'command',
    actor: parties.names.text(words[at + Command.ACTOR] ?? 0),
    receiveMicros: readWhole(words, at + Command.RECEIVE_LOW),
    bookMicros: readWhole(words, at + Command.BOOK_LOW),
    ...(partition < 0 ? {} : { source: { partition, offset: readWhole(words, at + Command.OFFSET_LOW) } }),
    rulesVersion: words[at + Command.RULES_VERSION] ?? 0,
    body: readBody(words, at, parties),
  };
}

function readBody(words: Int32Array, at: number, parties: Parties): PlaceOrder | AmendOrder | CancelOrder {
  const kind = words[at + Command.KIND];
  if (kind === CommandKind.PLACE) return readRequest(words, at + Command.BODY, parties);
  const party = words[at + Command.PARTY] ?? 0;
  const account = parties.accountOf[party] ?? 0;
  const owner = {
    desk: parties.deskOfAccount(account),
    memberState: parties.stateOfAccount(account),
    trader: parties.traderOf(party),
    order: readWhole(words, at + Command.ORDER_LOW),
  };
  if (kind === CommandKind.CANCEL) return { kind: 'cancelOrder', ...owner };
  const has = words[at + Command.AMEND_HAS] ?? 0;
  const field = (bit: number, offset: number): number | undefined =>
    (has & bit) === 0 ? undefined : (words[at + offset] ?? 0);
  const quantityLots = field(Amend.HAS_QUANTITY, Command.AMEND_QUANTITY);
  const priceTicks = field(Amend.HAS_PRICE, Command.AMEND_PRICE);
  const triggerPriceTicks = field(Amend.HAS_TRIGGER, Command.AMEND_TRIGGER);
  const displayQuantityLots = field(Amend.HAS_DISPLAY, Command.AMEND_DISPLAY);
  const account_ = field(Amend.HAS_ACCOUNT, Command.AMEND_ACCOUNT);
  return {
    kind: 'amendOrder',
    ...owner,
    expectedVersion: words[at + Command.AMEND_VERSION] ?? 0,
    ...(priceTicks === undefined ? {} : { priceTicks }),
    ...(triggerPriceTicks === undefined ? {} : { triggerPriceTicks }),
    ...(quantityLots === undefined ? {} : { quantityLots }),
    ...(displayQuantityLots === undefined ? {} : { displayQuantityLots }),
    ...((has & Amend.HAS_EXPIRY) === 0
      ? {}
      : { expiryMicros: readWhole(words, at + Command.AMEND_EXPIRY_LOW) }),
    ...(account_ === undefined ? {} : { account: parties.names.text(account_) }),
  };
}
