import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { decodeBookEvent, encodeBookEvent } from '../codec.js';
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
  const due = body.kind === 'applyDueAct' || body.kind === 'expireCertificate';
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

/** One of each event of version 1, with every optional field somewhere; the record makes a forgotten type an error. */
const samples: Record<BookEventType, BookEvent> = {
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

interface GoldenLine {
  readonly type: string;
  readonly version: number;
  readonly data: string;
}

/** The bytes that version 1 of the product wrote; they are never edited. */
const golden = readFileSync(join(import.meta.dirname, 'book-events-v1.golden.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as GoldenLine);
const utf8 = new TextEncoder();

describe('stored events of a book', () => {
  it.each(Object.values(samples))('SEQ-1 $type is written in the very bytes of version 1', (event) => {
    const { type, version, data } = encodeBookEvent(event);
    const kept = golden.find((line) => line.type === type);
    expect({ type, version, data: new TextDecoder().decode(data) }).toEqual(kept);
  });

  it.each(golden)('SEQ-2 a stored $type of version $version reads back whole', ({ type, version, data }) => {
    expect(decodeBookEvent(type, version, utf8.encode(data))).toEqual(samples[type as BookEventType]);
  });

  it('has one golden of each type', () => {
    expect(golden.map(({ type }) => type)).toEqual(Object.keys(samples));
  });
});
