import {
  QUANTITY_MAX,
  type BookCommandBody,
  type InstrumentSpec,
  type PlaceOrder,
  type PolicyChange,
} from '#contracts';
import { execute, type Book, type EventSink } from '#matching';
import { FOUNDED_MICROS, sampleInstrument } from '#testing';
import { OP_ADD, SIDE_BUY } from '../workloads/workload.js';

const STATES = ['KAZ', 'AUS', 'NAM', 'CAN'];
const DESKS_OF_A_STATE = 4;
const CERTIFICATE = 'KAZ-1';
/** The middle of the streams' prices. */
export const REFERENCE_TICKS = 10_000;

/** Every limit binds, none is ever reached: a stream's fills are those of price and time alone. */
const LIMITS = {
  orderSizeLotsMax: 1_000_000,
  openQuantityLotsMax: QUANTITY_MAX,
  positionLotsMax: QUANTITY_MAX,
  notionalMax: '1000000000000000',
  messagesPerSecondMax: QUANTITY_MAX,
};

interface Desk {
  readonly desk: string;
  readonly memberState: string;
}

/**
 * The desks of one side. Those of the two sides share states, so that self-trade prevention has to look, and never an
 * stpId.
 */
const desksOf = (side: string): Desk[] =>
  STATES.flatMap((memberState) =>
    Array.from({ length: DESKS_OF_A_STATE }, (_, number) => ({
      desk: `${memberState.toLowerCase()}-${side}-${number}`,
      memberState,
    })),
  );

/** Desks that bid. */
const BUYERS: readonly Desk[] = desksOf('buy');
/** Desks that offer. */
const SELLERS: readonly Desk[] = desksOf('sell');

/** Everything that a venue has set before it trades, with a rule of every kind in force. */
function openingChanges(instrument: InstrumentSpec, referenceTicks: number): PolicyChange[] {
  const { mineral, productionStage } = instrument;
  return [
    { type: 'configureInstrument', instrument },
    ...STATES.flatMap((memberState): PolicyChange[] => [
      { type: 'setMembership', memberState, status: 'full' },
      { type: 'setAnnex', memberState, mineral, productionStage, inForce: true },
    ]),
    ...[...BUYERS, ...SELLERS].map((desk): PolicyChange => ({ type: 'setLimits', ...desk, limits: LIMITS })),
    {
      type: 'registerCertificate',
      certificate: {
        certificateId: CERTIFICATE,
        originState: 'KAZ',
        mineral,
        productionStage,
        nonBlocContentBasisPoints: 10,
        expiryMicros: FOUNDED_MICROS * 2,
        lots: QUANTITY_MAX,
      },
    },
    { type: 'setReferencePrice', priceTicks: referenceTicks },
    { type: 'setFloor', floorVersion: 1, priceTicks: 2 },
    { type: 'setPhase', phase: 'preOpen' },
    { type: 'setPhase', phase: 'openingAuction' },
  ];
}

/** Opens a book for continuous trading around a reference price. */
export function openBook(book: Book, referenceTicks: number, sink: EventSink = () => undefined): void {
  const instrument = sampleInstrument({
    instrumentId: book.instrumentId,
    priceBands: { staticBasisPoints: 9_000, dynamicBasisPoints: 9_000 },
  });
  for (const [index, change] of openingChanges(instrument, referenceTicks).entries()) {
    send(book, sink, {
      kind: 'applyAct',
      actId: `opening-${index}`,
      approvalNumber: index + 1,
      effectiveMicros: FOUNDED_MICROS,
      proposer: 'proposer',
      approvers: ['approver-1', 'approver-2'],
      reason: 'opening of the bench',
      change,
    });
  }
  if (book.phase !== 'continuous') throw new Error(`the bench's book is ${book.phase}`);
}

function send(book: Book, sink: EventSink, body: BookCommandBody): void {
  const { instrumentId: instrument } = book;
  const submitted = {
    commandId: 'opening',
    instrument,
    cause: 'act',
    actor: 'bench',
    receiveMicros: 1,
  } as const;
  execute(book, { ...submitted, body }, { nowMicros: FOUNDED_MICROS }, (event) => {
    if (event.type === 'ActRefused') throw new Error(`the bench's act is refused: ${event.code}`);
    sink(event);
  });
}

/** Whose order an id is. */
export function ownerOf(id: number, side: number): Desk {
  const desks = side === SIDE_BUY ? BUYERS : SELLERS;
  return desks[id % desks.length] ?? { desk: '', memberState: '' };
}

/** An operation of a stream that enters an order, as a desk's command. */
export function orderOf(type: number, side: number, price: number, size: number, id: number): PlaceOrder {
  const isBuy = side === SIDE_BUY;
  const { desk, memberState } = ownerOf(id, side);
  return {
    kind: 'placeOrder',
    desk,
    memberState,
    trader: 'trader',
    clientOrderId: String(id),
    side: isBuy ? 'buy' : 'sell',
    stpId: desk,
    ...(type === OP_ADD
      ? { orderType: 'limit', timeInForce: 'gtc', priceTicks: price }
      : { orderType: 'market', timeInForce: 'ioc' }),
    quantityLots: size,
    ...(isBuy ? {} : { certificateId: CERTIFICATE }),
  };
}
