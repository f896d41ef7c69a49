import { ORDER_STATUSES, ORDER_TYPES } from '#contracts';

/** The regulator's answers for the OpenAPI document. */

const text = { type: 'string' };
const integer = { type: 'integer' };
const instant = { type: 'string', example: '2026-11-23T02:22:29.123456Z' };
const price = { type: 'string', example: '110.25' };
const texts = { type: 'array', items: text };

function object(properties: Record<string, object>, required: readonly string[] = Object.keys(properties)) {
  return { type: 'object', required: [...required], properties };
}

function listOf(items: object) {
  return { type: 'array', items };
}

function pageOf(items: object) {
  return object({ items: listOf(items), nextCursor: text }, ['items']);
}

const EVENT = object(
  {
    stream: { type: 'string', example: 'book-NDPR-OXIDE' },
    sequence: { ...integer, description: 'In the stream, from 1, gapless.' },
    position: { ...integer, description: 'In the whole store.' },
    instrument: text,
    type: { type: 'string', example: 'Traded' },
    version: integer,
    time: instant,
    actor: text,
    cause: { type: 'string', enum: ['command', 'act', 'schedule'] },
    commandId: text,
    orderIds: texts,
    desks: texts,
    memberStates: texts,
    floorVersion: { ...integer, description: 'Of the floor in force after the event.' },
    eventId: { type: 'string', format: 'uuid' },
    dataSha256: { ...text, description: 'Of the stored bytes: `event` as canonical JSON.' },
    event: { type: 'object', description: 'The stored contents, whole.', additionalProperties: true },
  },
  [
    'stream',
    'sequence',
    'position',
    'type',
    'version',
    'orderIds',
    'desks',
    'memberStates',
    'eventId',
    'dataSha256',
    'event',
  ],
);
export const EVENT_PAGE_SCHEMA = pageOf(EVENT);

export const RECORD_PAGE_SCHEMA = pageOf({
  ...object({ sequence: integer, position: integer, type: text, time: instant }),
  additionalProperties: true,
});

const WAITS_FOR = {
  ...text,
  enum: ['trigger', 'floor', 'closingCall'],
  description: 'What keeps an inactive order out of the book: ORDR-6, FLOR-5, ORDR-1.',
};

const QUANTITIES = object({
  quantityLots: integer,
  cumulativeQuantityLots: integer,
  leavesQuantityLots: integer,
  canceledQuantityLots: integer,
  balanced: { type: 'boolean', description: 'ORDR-7 holds.' },
});

const LIFE_EVENT = object(
  {
    sequence: integer,
    position: integer,
    time: instant,
    type: text,
    actor: text,
    cause: text,
    command: object(
      {
        commandId: text,
        kind: text,
        receiveTime: instant,
        act: object({ actId: text, proposer: text, approvers: texts, reason: text }, ['actId']),
      },
      ['commandId', 'kind', 'receiveTime'],
    ),
    policy: object({ phase: text, floorVersion: integer, floorPrice: price, membershipStatus: text }, [
      'phase',
    ]),
    quantities: QUANTITIES,
    orderStatus: { ...text, enum: [...ORDER_STATUSES] },
    waitsFor: WAITS_FOR,
    orderVersion: { ...integer, description: '0 for a refused order.' },
    orderType: { ...text, enum: [...ORDER_TYPES] },
    price,
    triggerPrice: price,
    displayedQuantityLots: { ...integer, description: 'What an iceberg shows of its leaves (ORDR-3).' },
    expiry: instant,
    reason: { ...text, description: 'Rejection code or reason of a cancel.' },
    details: { type: 'object', additionalProperties: true },
    fill: object(
      {
        executionId: text,
        price,
        lots: integer,
        aggressor: { type: 'boolean' },
        selfTrade: { type: 'boolean' },
        counterparty: object(
          {
            orderId: { ...text, description: "Absent for the strategic reserve's standing bid (RESV-1)." },
            desk: text,
            memberState: text,
          },
          ['desk', 'memberState'],
        ),
      },
      ['executionId', 'price', 'lots', 'counterparty'],
    ),
  },
  [
    'sequence',
    'position',
    'time',
    'type',
    'policy',
    'quantities',
    'orderStatus',
    'orderVersion',
    'orderType',
  ],
);

export const ORDER_LIFE_SCHEMA = object(
  {
    orderId: text,
    instrument: text,
    request: { type: 'object', description: 'The order as its desk wrote it.', additionalProperties: true },
    orderStatus: text,
    reason: text,
    quantities: QUANTITIES,
    averagePrice: price,
    events: listOf(LIFE_EVENT),
  },
  ['orderId', 'instrument', 'request', 'orderStatus', 'quantities', 'events'],
);

const BOOK_ORDER = object(
  {
    orderId: text,
    desk: text,
    memberState: text,
    trader: text,
    clientOrderId: text,
    type: text,
    timeInForce: text,
    price,
    protectionLimit: price,
    quantityLots: integer,
    cumulativeQuantityLots: integer,
    leavesQuantityLots: integer,
    triggerPrice: { ...price, description: 'Of a stop that waits.' },
    displayQuantityLots: { ...integer, description: 'The peak of an iceberg.' },
    displayedQuantityLots: { ...integer, description: 'What is shown of its leaves in the open.' },
    minQuantityLots: integer,
    postOnly: { type: 'boolean' },
    expiry: instant,
    onFloorRaise: text,
    version: integer,
    prioritySequence: integer,
    executable: {
      type: 'boolean',
      description: 'False for a bid below the floor (FLOR-3) and for an inactive order.',
    },
    waitsFor: WAITS_FOR,
    certificateId: text,
    account: text,
    stpId: text,
    stpMode: text,
  },
  [
    'orderId',
    'desk',
    'memberState',
    'trader',
    'clientOrderId',
    'type',
    'timeInForce',
    'quantityLots',
    'cumulativeQuantityLots',
    'leavesQuantityLots',
    'displayedQuantityLots',
    'postOnly',
    'version',
    'prioritySequence',
    'executable',
  ],
);

export const BOOK_SCHEMA = object(
  {
    instrument: text,
    sequence: { ...integer, description: 'Of the last event shown, 0 before the first.' },
    time: instant,
    phase: text,
    floorPrice: price,
    floorVersion: integer,
    referencePrice: price,
    staticReferencePrice: price,
    indicative: object({ price, volumeLots: integer }),
    auctionEnds: { ...instant, description: 'When a running volatility auction ends by itself.' },
    floorLocked: { type: 'boolean', description: 'FLOR-10.' },
    reserve: object({
      desk: text,
      memberState: text,
      budget: text,
      spent: text,
      capLots: integer,
      liveLots: integer,
    }),
    reserveExhausted: { type: 'boolean', description: 'RESV-2.' },
    priceBands: object({ staticBasisPoints: integer, dynamicBasisPoints: integer, until: instant }, []),
    bids: { ...listOf(BOOK_ORDER), description: 'By priority; what does not stand in the book comes last.' },
    asks: { ...listOf(BOOK_ORDER), description: 'By priority; what does not stand in the book comes last.' },
    stateHash: { ...text, description: "SHA-256 of the book's whole state." },
  },
  ['instrument', 'sequence', 'phase', 'floorLocked', 'reserveExhausted', 'bids', 'asks', 'stateHash'],
);

const EVENT_TEXT = object({ type: text, version: integer, data: text });

/** What re-running one stream found, under the name of the stream. */
function verified(name: string): ReturnType<typeof object> {
  return object(
    {
      [name]: text,
      commands: { ...integer, description: 'Whole commands that were re-run and found equal.' },
      events: integer,
      equal: { type: 'boolean' },
      stateHash: text,
      incompleteCommand: {
        ...object({ firstSequence: integer, storedEvents: integer }),
        description: 'A command at the end of the stream whose end is not stored yet.',
      },
      difference: object(
        { kind: text, sequence: integer, message: text, stored: EVENT_TEXT, rerun: EVENT_TEXT },
        ['kind', 'sequence', 'message'],
      ),
    },
    [name, 'commands', 'events', 'equal', 'stateHash'],
  );
}

export const VERIFICATION_SCHEMA = object(
  {
    equal: { type: 'boolean' },
    rerunBook: {
      ...text,
      description: 'What the books were re-run with; the engine decides with the other.',
    },
    books: listOf(verified('instrument')),
    streams: {
      ...listOf(verified('stream')),
      description: 'Policy and clearing; absent, as is the record, when one book was asked for.',
    },
    record: object({
      streams: integer,
      events: integer,
      lastPosition: integer,
      complete: { type: 'boolean', description: 'Nothing was taken out of the store or moved in it.' },
      faults: listOf(object({ kind: text, position: integer, message: text })),
    }),
  },
  ['equal', 'rerunBook', 'books'],
);
