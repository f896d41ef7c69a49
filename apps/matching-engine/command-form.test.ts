import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeBookEvent, encodeCommand, type BookCommandBody, type SubmittedCommand } from '#contracts';
import { createFastBook, createNaiveBook, execute, tick } from '#matching';
import { sampleInstrument } from '#testing';
import { commandFault } from './command-form.js';
import { receivedCommand } from './received-command.js';

const NOW_MICROS = 1_795_392_000_000_000;
const instrument = sampleInstrument();
const DESK = { desk: 'kaz-1', memberState: 'KAZ', trader: 't' } as const;

const act = (change: Extract<BookCommandBody, { kind: 'applyAct' }>['change']): BookCommandBody => ({
  kind: 'applyAct',
  actId: `act-${JSON.stringify(change).length}`,
  approvalNumber: 1,
  effectiveMicros: NOW_MICROS,
  proposer: 'p',
  approvers: ['a', 'b'],
  reason: 'r',
  change,
});
const order = {
  kind: 'placeOrder',
  ...DESK,
  clientOrderId: 'o1',
  side: 'buy',
  orderType: 'limit',
  timeInForce: 'gtc',
  quantityLots: 5,
  priceTicks: 10_000,
} as const;

/** Of each kind one, and of acts one of each change. */
const BODIES: readonly BookCommandBody[] = [
  act({
    type: 'configureInstrument',
    instrument: {
      ...instrument,
      priceBands: { staticBasisPoints: 1_000, dynamicBasisPoints: 500 },
      volatilityAuctionSeconds: 60,
      floorAllocation: 'proRata',
    },
  }),
  act({ type: 'setMembership', memberState: 'KAZ', status: 'full' }),
  act({
    type: 'setAnnex',
    memberState: 'KAZ',
    mineral: instrument.mineral,
    productionStage: instrument.productionStage,
    inForce: true,
  }),
  act({
    type: 'registerCertificate',
    certificate: {
      certificateId: 'CERT-1',
      originState: 'KAZ',
      mineral: instrument.mineral,
      productionStage: instrument.productionStage,
      nonBlocContentBasisPoints: 0,
      expiryMicros: NOW_MICROS + 1_000_000_000,
      lots: 100,
    },
  }),
  act({ type: 'setFloor', floorVersion: 1, priceTicks: 9_000 }),
  act({ type: 'setReferencePrice', priceTicks: 10_000 }),
  act({ type: 'setPosition', ...DESK_ONLY(), positionLots: 100 }),
  act({ type: 'setBands', bands: { staticBasisPoints: 2_000 }, expiryMicros: NOW_MICROS + 1_000 }),
  act({ type: 'setLimits', ...DESK_ONLY(), limits: { orderSizeLotsMax: 50, notionalMax: '1000000000' } }),
  act({ type: 'setKillSwitch', scope: 'desk', name: 'other', engaged: true }),
  act({ type: 'setReserve', ...DESK_ONLY(), budget: '1000000', capLots: 10 }),
  act({ type: 'setPhase', phase: 'preOpen' }),
  act({ type: 'setPhase', phase: 'openingAuction' }),
  order,
  {
    ...order,
    clientOrderId: 'o2',
    side: 'sell',
    displayQuantityLots: 2,
    expiryMicros: NOW_MICROS + 1_000_000,
    timeInForce: 'gtd',
    certificateId: 'CERT-1',
    onFloorRaise: 'park',
    stpId: 's',
    stpMode: 'cancelBoth',
    account: 'house',
  },
  { ...order, clientOrderId: 'o3', orderType: 'stop', priceTicks: undefined, triggerPriceTicks: 11_000 },
  { ...order, clientOrderId: 'o4', postOnly: true },
  { ...order, clientOrderId: 'o5', timeInForce: 'ioc', minQuantityLots: 1 },
  { kind: 'amendOrder', ...DESK, order: 14, expectedVersion: 1, quantityLots: 3, priceTicks: 10_001 },
  { kind: 'cancelOrder', ...DESK, order: 14 },
  { kind: 'massCancel', ...DESK },
  { kind: 'cancelOnDisconnect', ...DESK },
  act({ type: 'setCertificateLots', certificateId: 'CERT-1', lots: 50 }),
  act({ type: 'withdrawCertificate', certificateId: 'CERT-1' }),
  { kind: 'withdrawAct', actId: 'act-1' },
  { kind: 'dropIdentifiers', endedBeforeMicros: NOW_MICROS },
];

function DESK_ONLY(): { desk: string; memberState: string } {
  return { desk: DESK.desk, memberState: DESK.memberState };
}

/** As they come from the bus, each in a form of its own. */
const commands = BODIES.map((body, index) => {
  const command: SubmittedCommand = {
    commandId: `c${index}`,
    instrument: instrument.instrumentId,
    cause: 'command',
    actor: 'someone',
    receiveMicros: NOW_MICROS,
    body,
  };
  return JSON.parse(new TextDecoder().decode(encodeCommand(command))) as Record<string, unknown>;
});

/** All places of a value, as paths. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, field]) => pathsOf(field, [...path, name]))
      : [];
  return [[...path], ...inner];
}

/** The value with another one at a place, or with none. */
function spoilt(value: unknown, [name, ...rest]: readonly string[], by: (old: unknown) => unknown): unknown {
  if (name === undefined) return by(value);
  const copy = { ...(value as Record<string, unknown>) };
  const inner = spoilt(copy[name], rest, by);
  if (inner === undefined) Reflect.deleteProperty(copy, name);
  else copy[name] = inner;
  return Array.isArray(value) ? Object.values(copy) : copy;
}

const receivedFrom = (value: unknown): SubmittedCommand | string =>
  receivedCommand({
    key: instrument.instrumentId,
    value: new TextEncoder().encode(JSON.stringify(value)),
    partition: 0,
    offset: 0,
  });

describe('the form of a command', () => {
  it('SEQ-1 is that of everything that can be sent to a book', () => {
    expect(commands.map(commandFault)).toEqual(commands.map(() => undefined));
    expect(new Set(BODIES.map(({ kind }) => kind)).size).toBe(8);
  });

  it.each([
    ['no object', 'a text', 'not a command: is no object'],
    ['null', null, 'not a command: is no object'],
    ['no body', { ...commands[0], body: undefined }, 'not a command: body is missing'],
    [
      'an unknown kind',
      { ...commands[0], body: { kind: 'toString' } },
      'body is of no kind that a book takes',
    ],
    ['half a tick', withBody({ ...order, priceTicks: 1.5 }), 'body priceTicks is no whole number'],
    ['a price in words', withBody({ ...order, priceTicks: '10' }), 'body priceTicks is no whole number'],
    ['a side of nobody', withBody({ ...order, side: 'both' }), 'body side is no word of its list'],
    ['a field of tomorrow', withBody({ ...order, pegged: true }), 'body has a field that nobody knows'],
    ['a missing field', withBody({ ...order, desk: undefined }), 'body desk is missing'],
    [
      'an endless id',
      withBody({ ...order, clientOrderId: 'x'.repeat(5_000) }),
      'is no text that can be kept',
    ],
    ['half a character', withBody({ ...order, account: '\ud800' }), 'account is no text that can be kept'],
    ['another key', { ...commands[0], instrument: 'ELSEWHERE' }, 'the key is not the instrument'],
  ])('SEQ-1 refuses %s', (_, value, says) => {
    expect(receivedFrom(value)).toContain(says);
  });

  it('SEQ-1 whatever is in a message, it is refused for its form, or every book can decide and keep it', () => {
    const integer = fc.oneof(
      fc.integer({ min: -3, max: 20_000 }),
      fc.constantFrom(2_147_483_647, 2_147_483_648, NOW_MICROS, Number.MAX_SAFE_INTEGER, -0),
    );
    const text = fc.oneof(
      fc.constantFrom('', 'full', 'halted', 'closed', 'venue', 'KAZ', 'CERT-1', '0', '1.5'),
      fc.string({ unit: 'binary', maxLength: 300 }),
    );
    const anything = fc.oneof(fc.jsonValue(), integer, text, fc.constantFrom(undefined, 0.5, 1e300));
    const change = fc.record({ place: fc.nat(), isAlike: fc.boolean(), integer, text, anything });
    const by =
      (other: { isAlike: boolean; integer: number; text: string; anything: unknown }) =>
      (old: unknown): unknown => {
        if (other.isAlike && typeof old === 'number') return other.integer;
        return other.isAlike && typeof old === 'string' ? other.text : other.anything;
      };
    const kinds = { refused: 0, decided: 0 };
    fc.assert(
      fc.property(
        fc.nat({ max: commands.length - 1 }),
        fc.array(change, { minLength: 1, maxLength: 2 }),
        (chosen, changes) => {
          const books = [createFastBook, createNaiveBook].map((create) => create(instrument.instrumentId));
          const events = books.map((book) => {
            const texts: string[] = [];
            commands.forEach((healthy, index) => {
              let value: unknown = healthy;
              for (const other of index === chosen ? changes : []) {
                const paths = pathsOf(value);
                value = spoilt(value, paths[other.place % paths.length] ?? [], by(other));
              }
              const command = receivedFrom(value);
              if (index === chosen) kinds[typeof command === 'string' ? 'refused' : 'decided'] += 1;
              if (typeof command === 'string') return;
              execute(book, command, { nowMicros: NOW_MICROS + index }, (event) => {
                texts.push(new TextDecoder().decode(encodeBookEvent(event).data));
              });
            });
            tick(book, NOW_MICROS + 10_000_000_000, (event) => {
              texts.push(new TextDecoder().decode(encodeBookEvent(event).data));
            });
            return texts;
          });
          expect(events[0]).toEqual(events[1]);
          expect(books[0]?.stateHash()).toBe(books[1]?.stateHash());
        },
      ),
      { numRuns: 150 },
    );
    expect(kinds.refused).toBeGreaterThan(40);
    expect(kinds.decided).toBeGreaterThan(40);
  }, 60_000);
});

function withBody(body: Record<string, unknown>): Record<string, unknown> {
  return { ...commands[0], body };
}
