import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { participantOfAccount } from '#clearing';
import { CLEARING_STREAM, type ClearingEvent, type ClearingEventOf } from '#contracts';
import type { EventStore } from '#event-store';
import type { Page } from '#platform';
import { ClearingScenario, openTemporaryPorts, smallBloc, type TemporaryPorts } from '#testing';
import { ObligationsQuery, PostingsQuery } from '../requests/clearing-requests.js';
import { VenueTerms } from '../requests/venue-terms.js';
import { toStored } from '../writer/clearing-log.js';
import { clearingEventsAt } from './clearing-events.js';
import { ClearingReads } from './clearing-reads.js';
import { ClearingView } from './clearing-view.js';

const INSTRUMENTS = ['NDPR-OXIDE', 'DY-OXIDE'] as const;
const DATES = ['2026-11-25', '2026-11-26'] as const;
const DESKS = ['a', 'b', 'c'] as const;

const desk = fc.constantFrom(...DESKS);
const instrument = fc.constantFrom(...INSTRUMENTS);
const date = fc.constantFrom(...DATES);
const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deposit' as const), who: desk }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('receive' as const), who: desk, instrument }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('trade' as const),
      buyer: desk,
      seller: desk,
      instrument,
      date,
      lots: fc.integer({ min: 1, max: 5 }),
      model: fc.constantFrom<'net' | 'gross'>('net', 'gross'),
      fee: fc.integer({ min: 0, max: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('net' as const), date }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const), date }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function play(scenario: ClearingScenario, one: Step): ClearingEvent[] {
  switch (one.do) {
    case 'deposit':
      return scenario.deposit(one.who, 5_000);
    case 'receive':
      return scenario.receive(one.who, 10, one.instrument);
    case 'trade': {
      const { buyer, seller, lots, instrument, date: settlementDate, model: settlementModel } = one;
      const more = { instrument, settlementDate, settlementModel, feePerLot: String(one.fee) };
      return scenario.trade(buyer, seller, lots, 100, more);
    }
    case 'net':
      return scenario.net(one.date);
    case 'settle':
      return scenario.settle(one.date);
    default:
      return one satisfies never;
  }
}

/** What the events alone say of every obligation: an instruction stands for what its netting found. */
function obligationsOf(events: readonly ClearingEvent[]) {
  const all: {
    trade: ClearingEventOf<'TradeNovated'>;
    participant: string;
    side: 'buy' | 'sell';
    instructionId?: string;
  }[] = [];
  const settled = new Set<string>();
  for (const event of events) {
    if (event.type === 'TradeNovated') {
      all.push({ trade: event, participant: event.buyer, side: 'buy' });
      all.push({ trade: event, participant: event.seller, side: 'sell' });
    } else if (event.type === 'InstructionCreated') {
      const { participant, instrument, settlementDate, tradeId } = event;
      for (const one of all) {
        const isOne =
          one.instructionId === undefined &&
          one.participant === participant &&
          one.trade.instrument === instrument &&
          one.trade.settlementDate === settlementDate &&
          (tradeId === undefined ? one.trade.settlementModel === 'net' : one.trade.tradeId === tradeId);
        if (isOne) one.instructionId = event.instructionId;
      }
    } else if (event.type === 'InstructionSettled' && event.complete) settled.add(event.instructionId);
  }
  return all.map(({ trade, participant, side, instructionId }) => ({
    tradeId: trade.tradeId,
    participant,
    side,
    lots: trade.lots,
    instrument: trade.instrument,
    settlementDate: trade.settlementDate,
    status: instructionId === undefined ? 'open' : settled.has(instructionId) ? 'settled' : 'netted',
    ...(instructionId === undefined ? {} : { instructionId }),
  }));
}

function postingsOf(events: readonly ClearingEvent[]) {
  return events.flatMap((event) =>
    'postings' in event
      ? event.postings.map(({ account, asset }) => ({ sequence: event.sequence, account, asset }))
      : [],
  );
}

async function pages<Item>(read: (cursor?: string) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}

let ports: TemporaryPorts;
beforeEach(async () => {
  ports = await openTemporaryPorts();
});
afterEach(() => ports.close());

describe('the reads of clearing', () => {
  it('CLRG-1 CLRG-6 list obligations and postings as the events tell them, page by page', async () => {
    const wish = fc.record({
      participant: fc.option(desk, { nil: undefined }),
      instrument: fc.option(instrument, { nil: undefined }),
      date: fc.option(date, { nil: undefined }),
      status: fc.option(fc.constantFrom('open' as const, 'netted' as const, 'settled' as const), {
        nil: undefined,
      }),
      asset: fc.option(fc.constantFrom('USD', 'lots:NDPR-OXIDE'), { nil: undefined }),
      limit: fc.integer({ min: 1, max: 4 }),
    });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), wish, async (steps, wanted) => {
        const stream = `${CLEARING_STREAM}-${(runs += 1)}`;
        const store = renamed(ports.store, stream);
        const view = new ClearingView();
        const scenario = new ClearingScenario();
        for (const one of steps) {
          const events = play(scenario, one);
          const [first] = events;
          if (first === undefined) continue;
          const { position } = await store.append(CLEARING_STREAM, first.sequence - 2, toStored(events));
          view.take(events.map((event) => ({ ...event, position })));
        }
        const reads = new ClearingReads(view, new VenueTerms(smallBloc()), store);
        const { participant, instrument, date: settlementDate, status, asset, limit } = wanted;

        const filters = { participant, instrument, settlementDate, status, limit };
        const shown = await pages((cursor) =>
          reads.obligations(Object.assign(new ObligationsQuery(), { ...filters, cursor })),
        );
        const told = obligationsOf(scenario.events).filter(
          (one) =>
            (participant === undefined || one.participant === participant) &&
            (instrument === undefined || one.instrument === instrument) &&
            (settlementDate === undefined || one.settlementDate === settlementDate) &&
            (status === undefined || one.status === status),
        );
        expect(shown).toMatchObject(told);
        expect(shown).toHaveLength(told.length);

        const posted = await pages((cursor) =>
          reads.postings(Object.assign(new PostingsQuery(), { participant, asset, limit, cursor })),
        );
        const all = postingsOf(scenario.events).filter(
          (one) =>
            (participant === undefined || participantOfAccount(one.account) === participant) &&
            (asset === undefined || one.asset === asset),
        );
        expect(posted).toMatchObject(all);
        expect(posted).toHaveLength(all.length);
      }),
      { numRuns: 60 },
    );
  });

  it('CLRG-6 reads back just the events that are asked for, near each other or far apart', async () => {
    const scenario = new ClearingScenario();
    for (let count = 0; count < 200; count += 1) scenario.deposit('a', 1);
    await ports.store.append(CLEARING_STREAM, -1, toStored(scenario.events));
    for (const sequences of [[], [1], [200], [1, 2, 34, 35, 67, 150, 199, 200]]) {
      const found = await clearingEventsAt(ports.store, sequences);
      expect([...found.keys()]).toEqual(sequences);
      for (const sequence of sequences)
        expect(found.get(sequence)).toMatchObject({ sequence, reference: `D${sequence - 1}` });
    }
  });
});

/** The store with another stream in the place of clearing's. */
function renamed(inner: EventStore, stream: string): EventStore {
  const changed: Pick<EventStore, 'append' | 'readStream'> = {
    append: (_, ...rest) => inner.append(stream, ...rest),
    readStream: (_, ...rest) => inner.readStream(stream, ...rest),
  };
  return Object.assign(Object.create(inner) as EventStore, changed);
}
