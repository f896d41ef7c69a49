import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { decodeBookEvent, encodeBookEvent, isEndOfCommand } from '../codec.js';
import type { BookCommandBody, DueCommandBody, SequencedCommand } from '../commands/book-command.js';
import type { CertificateOfOrigin, InstrumentSpec } from '../instrument.js';
import type { BookEvent, BookEventType } from './book-event.js';

const bookMicros = 1_795_392_000_000_001;

const instrument: InstrumentSpec = {
  instrumentId: 'NDPR-OXIDE',
  name: 'NdPr oxide',
  mineral: 'NdPr',
  productionStage: 'separatedOxide',
  tickSize: '0.05',
  currency: 'USD',
  currencyDecimals: 2,
  priceUnit: 'kg',
  lotSize: '100',
  grade: '99.5%',
  deliveryPoint: 'Fremantle',
  notionalNumerator: 500,
  notionalDenominator: 1,
  nonBlocContentBasisPointsMax: 1_500,
  identifierRetentionBusinessDays: 5,
  settlementCycleDays: 2,
  calendarId: 'BLOC',
};
const certificate: CertificateOfOrigin = {
  certificateId: 'COO-1',
  originState: 'AUS',
  mineral: 'NdPr',
  productionStage: 'separatedOxide',
  nonBlocContentBasisPoints: 250,
  expiryMicros: bookMicros + 10,
  lots: 500,
};

function command(body: BookCommandBody | DueCommandBody): SequencedCommand {
  const due = ['applyDueAct', 'expireCertificate', 'expireBands'].includes(body.kind);
  return {
    commandId: 'c-1',
    cause: due ? 'schedule' : body.kind === 'applyAct' ? 'act' : 'command',
    actor: due ? 'schedule' : 'zoë',
    receiveMicros: bookMicros - 1,
    bookMicros,
    ...(due ? {} : { source: { partition: 3, offset: 41 } }),
    rulesVersion: 1,
    body,
  };
}

const desk = { desk: 'AUS-1', memberState: 'AUS', trader: 'zoë' } as const;
const act = {
  kind: 'applyAct',
  actId: 'ACT-9',
  approvalNumber: 9,
  effectiveMicros: bookMicros,
  proposer: 'anna',
  approvers: ['ben', 'cleo'],
  reason: 'märket',
} as const;
const whole = { bookMicros, end: true } as const;

/** The types that came with the rest of the rulebook, after the first golden lines were written. */
const LATER_TYPES = [
  'BandsSet',
  'BandsExpired',
  'LimitsSet',
  'KillSwitchSet',
  'ReserveSet',
  'ReserveQuoteChanged',
  'FloorLockedChanged',
  'OrderTriggered',
  'OrderParked',
  'OrderReturned',
  'PeakRefreshed',
] as const satisfies readonly BookEventType[];
type LaterType = (typeof LATER_TYPES)[number];

/** One of each event of the first rules, with every optional field somewhere; a forgotten type is an error. */
const samples: Record<Exclude<BookEventType, LaterType>, BookEvent> = {
  InstrumentConfigured: {
    ...whole,
    sequence: 1,
    command: command({ ...act, change: { type: 'configureInstrument', instrument } }),
    type: 'InstrumentConfigured',
    instrument,
  },
  MembershipChanged: {
    bookMicros,
    sequence: 2,
    type: 'MembershipChanged',
    memberState: 'AUS',
    status: 'suspended',
  },
  AnnexChanged: {
    ...whole,
    sequence: 3,
    type: 'AnnexChanged',
    memberState: 'AUS',
    mineral: 'NdPr',
    productionStage: 'separatedOxide',
    inForce: false,
  },
  CertificateRegistered: { ...whole, sequence: 4, type: 'CertificateRegistered', certificate },
  CertificateLotsSet: { ...whole, sequence: 5, type: 'CertificateLotsSet', certificateId: 'COO-1', lots: 7 },
  CertificateWithdrawn: { ...whole, sequence: 6, type: 'CertificateWithdrawn', certificateId: 'COO-1' },
  CertificateExpired: {
    ...whole,
    sequence: 7,
    command: command({ kind: 'expireCertificate', certificateId: 'COO-1', dueMicros: bookMicros }),
    type: 'CertificateExpired',
    certificateId: 'COO-1',
  },
  FloorChanged: {
    ...whole,
    sequence: 8,
    command: command({ kind: 'applyDueAct', actId: 'ACT-9', dueMicros: bookMicros }),
    type: 'FloorChanged',
    floorVersion: 2,
    priceTicks: 2_400,
  },
  PhaseChanged: { ...whole, sequence: 9, type: 'PhaseChanged', from: 'closed', to: 'preOpen' },
  ReferencePriceSet: { ...whole, sequence: 10, type: 'ReferencePriceSet', priceTicks: 2_300 },
  PositionSet: {
    ...whole,
    sequence: 11,
    type: 'PositionSet',
    desk: 'AUS-1',
    memberState: 'AUS',
    positionLots: -4,
  },
  ActScheduled: {
    ...whole,
    sequence: 12,
    type: 'ActScheduled',
    actId: 'ACT-9',
    effectiveMicros: bookMicros + 5,
  },
  ActWithdrawn: {
    ...whole,
    sequence: 13,
    command: command({ kind: 'withdrawAct', actId: 'ACT-9' }),
    type: 'ActWithdrawn',
    actId: 'ACT-9',
  },
  ActRefused: {
    ...whole,
    sequence: 14,
    type: 'ActRefused',
    actId: 'ACT-9',
    code: 'PHASE_TRANSITION',
    details: { from: 'closed', to: 'continuous' },
  },
  CommandRefused: {
    ...whole,
    sequence: 15,
    command: command({ kind: 'dropIdentifiers', endedBeforeMicros: bookMicros }),
    type: 'CommandRefused',
    code: 'UNKNOWN_INSTRUMENT',
    details: {},
  },
  OrderAccepted: {
    bookMicros,
    sequence: 16,
    command: command({
      kind: 'placeOrder',
      ...desk,
      clientOrderId: 'my-1',
      side: 'sell',
      orderType: 'limit',
      timeInForce: 'gtc',
      quantityLots: 12,
      priceTicks: 2_250,
      certificateId: 'COO-1',
      onFloorRaise: 'reprice',
      stpId: 'house',
      stpMode: 'cancelResting',
      account: 'client-7',
    }),
    type: 'OrderAccepted',
  },
  OrderRejected: {
    ...whole,
    sequence: 17,
    command: command({
      kind: 'placeOrder',
      ...desk,
      clientOrderId: 'my-2',
      side: 'buy',
      orderType: 'market',
      timeInForce: 'ioc',
      quantityLots: 1,
      protectionLimitTicks: 2_200,
    }),
    type: 'OrderRejected',
    code: 'BELOW_FLOOR',
    details: { floorTicks: 2_300, floorVersion: 2 },
  },
  OrderAmended: {
    ...whole,
    sequence: 18,
    command: command({
      kind: 'amendOrder',
      ...desk,
      order: 16,
      expectedVersion: 1,
      priceTicks: 2_260,
      quantityLots: 10,
      account: 'client-8',
    }),
    type: 'OrderAmended',
    order: 16,
    orderVersion: 2,
    quantityLots: 10,
    leavesLots: 10,
    priceTicks: 2_260,
    account: 'client-8',
    priorityKept: false,
  },
  AmendRejected: {
    ...whole,
    sequence: 19,
    type: 'AmendRejected',
    order: 16,
    code: 'VERSION_MISMATCH',
    details: { version: 2 },
  },
  CancelRejected: {
    ...whole,
    sequence: 20,
    command: command({ kind: 'cancelOrder', ...desk, order: 99 }),
    type: 'CancelRejected',
    order: 99,
    code: 'ORDER_NOT_FOUND',
    details: {},
  },
  MassCancelRejected: {
    ...whole,
    sequence: 21,
    type: 'MassCancelRejected',
    desk: 'AUS-1',
    code: 'PHASE_NOT_ALLOWED',
    details: { phase: 'suspended' },
  },
  OrderCancelled: {
    ...whole,
    sequence: 22,
    type: 'OrderCancelled',
    order: 16,
    reason: 'USER',
    lots: 10,
    leavesLots: 0,
  },
  OrderBecameLimit: { ...whole, sequence: 23, type: 'OrderBecameLimit', order: 16, priceTicks: 2_300 },
  OrderRepriced: {
    ...whole,
    sequence: 24,
    type: 'OrderRepriced',
    order: 16,
    priceTicks: 2_400,
    orderVersion: 3,
  },
  MassCancelled: {
    ...whole,
    sequence: 25,
    command: command({ kind: 'massCancel', ...desk }),
    type: 'MassCancelled',
    desk: 'AUS-1',
    count: 0,
  },
  Traded: {
    bookMicros,
    sequence: 26,
    type: 'Traded',
    priceTicks: 2_400,
    lots: 3,
    buyOrder: 15,
    sellOrder: 16,
    buyDesk: 'JPN-1',
    sellDesk: 'AUS-1',
    buyState: 'JPN',
    sellState: 'AUS',
    buyLeavesLots: 0,
    sellLeavesLots: 9,
    aggressorSide: 'buy',
    certificateId: 'COO-1',
    floorVersion: 2,
    selfTrade: true,
  },
  AuctionUncrossed: {
    bookMicros,
    sequence: 27,
    type: 'AuctionUncrossed',
    auction: 'opening',
    priceTicks: 2_400,
    volumeLots: 30,
    surplusLots: -2,
  },
  IndicativeChanged: { ...whole, sequence: 28, type: 'IndicativeChanged', priceTicks: 2_400, volumeLots: 30 },
  IdentifiersDropped: {
    ...whole,
    sequence: 29,
    type: 'IdentifiersDropped',
    endedBeforeMicros: bookMicros,
    count: 2,
  },
};

/** One of each later type, and first types with the fields that came later. */
const laterSamples: readonly BookEvent[] = [
  {
    ...whole,
    sequence: 40,
    command: command({
      ...act,
      change: { type: 'setBands', bands: { staticBasisPoints: 1_000 }, expiryMicros: bookMicros + 1 },
    }),
    type: 'BandsSet',
    bands: { staticBasisPoints: 1_000, dynamicBasisPoints: 250 },
    expiryMicros: bookMicros + 1,
    approvalNumber: 9,
  },
  {
    ...whole,
    sequence: 41,
    command: command({ kind: 'expireBands', dueMicros: bookMicros }),
    type: 'BandsExpired',
  },
  {
    bookMicros,
    sequence: 42,
    type: 'LimitsSet',
    desk: 'aus-1',
    memberState: 'AUS',
    limits: {
      orderSizeLotsMax: 1,
      openQuantityLotsMax: 2,
      positionLotsMax: 3,
      notionalMax: '9007199254740993',
      messagesPerSecondMax: 5,
    },
  },
  { bookMicros, sequence: 43, type: 'KillSwitchSet', scope: 'desk', name: 'aus-1', engaged: true },
  { bookMicros, sequence: 44, type: 'KillSwitchSet', scope: 'venue', engaged: false },
  {
    bookMicros,
    sequence: 45,
    type: 'ReserveSet',
    desk: 'reserve',
    memberState: 'BLOC',
    budget: '90071992547409930',
    capLots: 500,
  },
  { bookMicros, sequence: 46, type: 'ReserveQuoteChanged', liveLots: 7, reserveExhausted: false },
  { ...whole, sequence: 47, type: 'FloorLockedChanged', floorLocked: true },
  { bookMicros, sequence: 48, type: 'OrderTriggered', order: 8 },
  { bookMicros, sequence: 49, type: 'OrderParked', order: 8 },
  { bookMicros, sequence: 50, type: 'OrderReturned', order: 8 },
  { bookMicros, sequence: 51, type: 'PeakRefreshed', order: 8, displayedLots: 3 },
  {
    bookMicros,
    sequence: 52,
    type: 'PhaseChanged',
    from: 'continuous',
    to: 'volatilityAuction',
    endsMicros: bookMicros + 300_000_000,
  },
  {
    ...whole,
    sequence: 53,
    command: command({
      kind: 'amendOrder',
      desk: 'aus-1',
      memberState: 'AUS',
      trader: 'tim',
      order: 8,
      expectedVersion: 1,
      triggerPriceTicks: 11_000,
      displayQuantityLots: 2,
      expiryMicros: bookMicros + 2,
    }),
    type: 'OrderAmended',
    order: 8,
    orderVersion: 2,
    quantityLots: 5,
    leavesLots: 5,
    priceTicks: 11_100,
    triggerPriceTicks: 11_000,
    displayQuantityLots: 2,
    expiryMicros: bookMicros + 2,
    priorityKept: false,
  },
  {
    bookMicros,
    sequence: 54,
    type: 'AuctionUncrossed',
    auction: 'volatility',
    priceTicks: 11_000,
    volumeLots: 4,
    surplusLots: -1,
  },
];

interface GoldenLine {
  readonly type: string;
  readonly version: number;
  readonly data: string;
}

/** Bytes that the product wrote; they are never edited. */
const goldenLines = (file: string): GoldenLine[] =>
  readFileSync(join(import.meta.dirname, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as GoldenLine);
const golden = goldenLines('book-events-v1.golden.jsonl');
const laterGolden = goldenLines('book-events-v1-rulebook.golden.jsonl');
const utf8 = new TextEncoder();

const written = (event: BookEvent): GoldenLine => {
  const { type, version, data } = encodeBookEvent(event);
  return { type, version, data: new TextDecoder().decode(data) };
};

describe('stored events of a book', () => {
  it.each(Object.values(samples))('SEQ-1 $type is written in the very bytes of version 1', (event) => {
    expect(written(event)).toEqual(golden.find((line) => line.type === event.type));
  });

  it('SEQ-1 what came with the rest of the rulebook is written in its very bytes', () => {
    expect(laterSamples.map(written)).toEqual(laterGolden);
  });

  it.each(golden)('SEQ-2 a stored $type of version $version reads back whole', ({ type, version, data }) => {
    const sample = Object.values(samples).find((event) => event.type === type);
    expect(decodeBookEvent(type, version, utf8.encode(data))).toEqual(sample);
  });

  it('SEQ-2 what came with the rest of the rulebook reads back whole', () => {
    const read = laterGolden.map(({ type, version, data }) =>
      decodeBookEvent(type, version, utf8.encode(data)),
    );
    expect(read).toEqual(laterSamples);
  });

  it('SEQ-1 the end of a command is seen in the bytes as in the event, whatever a text holds', () => {
    for (const { type, version, data } of [...golden, ...laterGolden]) {
      const event = decodeBookEvent(type, version, utf8.encode(data));
      expect(isEndOfCommand(utf8.encode(data))).toBe(event.end === true);
      const quoting: object = { ...event, note: 'the "end":true', end: undefined };
      expect(isEndOfCommand(encodeBookEvent(quoting as BookEvent).data)).toBe(false);
    }
  });

  it('has one golden of each type', () => {
    expect(golden.map(({ type }) => type)).toEqual(Object.keys(samples));
    expect(laterGolden.map(({ type }) => type)).toEqual(expect.arrayContaining([...LATER_TYPES]));
  });
});
