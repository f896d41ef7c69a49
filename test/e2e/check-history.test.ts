import { describe, expect, it } from '@jest/globals';
import type { BookEvent } from '#contracts';
import { BookScenario } from '#testing';
import { checkHistory, type Evidence } from './check-history.js';
import type { AskedRead, ClientAnswer, ClientHistory, PlacedOrder } from './history.js';

const INSTRUMENT = 'NDPR-OXIDE';

/** A run in which all went well, to be spoilt by a test. */
interface Run {
  history: ClientHistory;
  events: BookEvent[];
  evidence: Evidence;
}

/** Two bids, an offer that trades with the first of them, a refused offer, a cancel, one poison message. */
function goodRun(): Run {
  const venue = new BookScenario({ floorTicks: 95, referenceTicks: 100 });
  venue.buy('b1', 5, 100);
  venue.buy('b2', 3, 98);
  venue.sell('s1', 4, 100);
  venue.sell('s2', 4, 90);
  venue.cancel('b2');
  const events = structuredClone(venue.events);
  const idOf = (clientOrderId: string): string => `${INSTRUMENT}.${venue.numberOf(clientOrderId)}`;
  const orders = [
    placed('aus-1', 'b1', 5, 10, accepted(idOf('b1'))),
    placed('aus-1', 'b2', 3, 20, accepted(idOf('b2'))),
    placed('kaz-1', 's1', 4, 30, accepted(idOf('s1'))),
    placed('kaz-1', 's2', 4, 40, { status: 422, code: 'BELOW_FLOOR', isDecided: true }),
  ];
  const cancels = [
    { orderId: idOf('b2'), invokedMs: 50, answeredMs: 55, answer: { status: 200, isDecided: true } },
  ];
  const reads = [
    read(idOf('b1'), 32, { sequence: venue.numberOf('b1'), leavesLots: 5, position: 0 }),
    read(idOf('b2'), 60, { sequence: sequenceOf(events, 'OrderCancelled'), leavesLots: 0, position: 0 }),
  ];
  const history = { orders, cancels, reads };
  const trades = events.filter((event) => event.type === 'Traded');
  const evidence: Evidence = {
    history,
    books: new Map([[INSTRUMENT, events]]),
    positions: new Map([[INSTRUMENT, events.map(({ sequence }) => 100 + sequence)]]),
    novations: trades.map(({ sequence, lots }) => ({ instrument: INSTRUMENT, bookSequence: sequence, lots })),
    published: events.map(({ sequence, type }) => ({ instrument: INSTRUMENT, sequence, type })),
    deadLetters: [{ partition: 3, offset: 7 }],
    poison: [{ partition: 3, offset: 7 }],
  };
  return { history, events, evidence };
}

function placed(
  desk: string,
  clientOrderId: string,
  quantityLots: number,
  invokedMs: number,
  answer: ClientAnswer,
): PlacedOrder {
  const attempts = [{ invokedMs, answeredMs: invokedMs + 5, answer }];
  return { desk, instrument: INSTRUMENT, clientOrderId, quantityLots, attempts };
}

function read(
  orderId: string,
  invokedMs: number,
  report: NonNullable<ClientAnswer['report']>,
  afterPosition = 0,
): AskedRead {
  const answer = { status: 200, orderId, isDecided: true, report };
  return { orderId, afterPosition, invokedMs, answeredMs: invokedMs + 2, answer };
}

function sequenceOf(events: readonly BookEvent[], type: BookEvent['type']): number {
  return events.find((event) => event.type === type)?.sequence ?? 0;
}

/** What `b1` was when it was accepted, read by its desk at a time of the run. */
function firstStateOf(run: Run, clientOrderId: string, invokedMs: number, afterPosition = 0): AskedRead {
  const { orderId = '' } = answerOf(run, clientOrderId);
  const sequence = Number(orderId.slice(orderId.lastIndexOf('.') + 1));
  const leavesLots = orderOf(run, clientOrderId).quantityLots;
  return read(orderId, invokedMs, { sequence, leavesLots, position: 0 }, afterPosition);
}

function accepted(orderId: string): ClientAnswer {
  return { status: 201, orderId, isDecided: true };
}

/** The violations of a run that was spoilt. */
function violationsOf(spoil: (run: Run) => Partial<Evidence> | undefined): string[] {
  const run = goodRun();
  return checkHistory({ ...run.evidence, ...spoil(run) });
}

function orderOf({ history }: Run, clientOrderId: string): PlacedOrder {
  const found = history.orders.find((order) => order.clientOrderId === clientOrderId);
  if (found === undefined) throw new Error(`no order ${clientOrderId}`);
  return found;
}

function eventOf({ events }: Run, type: BookEvent['type']): BookEvent {
  const found = events.find((event) => event.type === type);
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
}

const nothing = (): undefined => undefined;

describe('the history checker', () => {
  it('finds nothing in a run that went well', () => {
    expect(violationsOf(nothing)).toEqual([]);
  });

  it('lets a client know nothing, whatever became of the order', () => {
    const unknown = (run: Run): undefined => {
      orderOf(run, 'b1').attempts[0] = { invokedMs: 10 };
      orderOf(run, 's2').attempts[0] = {
        invokedMs: 40,
        answeredMs: 45,
        answer: { status: 202, isDecided: false },
      };
      run.history.orders.push(placed('aus-1', 'gone', 1, 60, { status: 503, isDecided: false }));
    };
    expect(violationsOf(unknown)).toEqual([]);
  });

  it('takes what was sent again for the same order', () => {
    const repeated = (run: Run): undefined => {
      const order = orderOf(run, 'b1');
      const [first] = order.attempts;
      order.attempts.unshift({ invokedMs: 9 });
      if (first !== undefined) order.attempts.push({ ...first, invokedMs: 100, answeredMs: 105 });
    };
    expect(violationsOf(repeated)).toEqual([]);
  });

  it('lets a read be older than what its desk was not told of yet', () => {
    const early = (run: Run): undefined => {
      run.history.reads.push(firstStateOf(run, 'b2', 56), firstStateOf(run, 'b1', 90));
      return undefined;
    };
    expect(violationsOf(early)).toEqual([]);
  });

  const spoilt: readonly (readonly [
    what: string,
    spoil: (run: Run) => Partial<Evidence> | undefined,
    says: string,
  ])[] = [
    [
      'an acknowledged order is in no book',
      (run) => void run.history.orders.push(placed('aus-1', 'b9', 1, 60, accepted(`${INSTRUMENT}.99`))),
      'aus-1/NDPR-OXIDE/b9 (201) is lost',
    ],
    [
      'a decided refusal is in no book',
      (run) =>
        void run.history.orders.push(
          placed('aus-1', 'b9', 1, 60, { status: 422, code: 'OFF_TICK', isDecided: true }),
        ),
      'b9 (422) is lost',
    ],
    [
      'an order stands twice',
      (run) => {
        const again = structuredClone(eventOf(run, 'OrderAccepted'));
        run.events.push({ ...again, sequence: run.events.length + 1 });
        return undefined;
      },
      'has 2 outcomes',
    ],
    [
      'another number was told than the order has',
      (run) => void (orderOf(run, 'b1').attempts[0] = attemptWith(accepted(`${INSTRUMENT}.1`))),
      `was told ${INSTRUMENT}.1`,
    ],
    [
      'an accepted order was told refused',
      (run) =>
        void (orderOf(run, 'b1').attempts[0] = attemptWith({
          status: 422,
          code: 'OFF_TICK',
          isDecided: true,
        })),
      'was told 422 but is OrderAccepted',
    ],
    [
      'a refused order was told accepted',
      (run) => void (orderOf(run, 's2').attempts[0] = attemptWith(accepted(`${INSTRUMENT}.20`))),
      'was told 201 but is OrderRejected',
    ],
    [
      'a refusal has another code',
      (run) =>
        void (orderOf(run, 's2').attempts[0] = attemptWith({
          status: 422,
          code: 'OFF_TICK',
          isDecided: true,
        })),
      'was told OFF_TICK, is BELOW_FLOOR',
    ],
    [
      'an order that was refused at the edge is in a book',
      (run) =>
        void (orderOf(run, 'b1').attempts[0] = attemptWith({
          status: 400,
          code: 'MALFORMED',
          isDecided: false,
        })),
      'was refused at the edge but is OrderAccepted',
    ],
    [
      'two answers about one order differ',
      (run) => void orderOf(run, 'b1').attempts.push(attemptWith(accepted(`${INSTRUMENT}.1`))),
      `was told ${INSTRUMENT}.1`,
    ],
    [
      'a book has an order that nobody placed',
      (run) => void run.history.orders.splice(0, 1),
      'b1 was never placed',
    ],
    [
      'orders stand against the order in which they were known',
      (run) => {
        orderOf(run, 'b1').attempts[0] = {
          ...attemptWith(answerOf(run, 'b1')),
          invokedMs: 70,
          answeredMs: 75,
        };
        return undefined;
      },
      'was asked for after',
    ],
    [
      'an acknowledged cancel is lost',
      (run) =>
        void run.history.cancels.push({
          orderId: `${INSTRUMENT}.${eventOf(run, 'OrderAccepted').sequence}`,
          invokedMs: 60,
          answeredMs: 65,
          answer: { status: 200, isDecided: true },
        }),
      'acknowledged cancel',
    ],
    [
      'a read does not find an order that its desk was told of',
      ({ history: { reads } }) =>
        void reads.push({
          ...read('NDPR-OXIDE.1', 70, { sequence: 1, leavesLots: 1, position: 0 }),
          answer: { status: 404, isDecided: false },
        }),
      'a read of NDPR-OXIDE.1 was answered 404 after position 0',
    ],
    [
      'a read shows an order as it never was',
      (run) => {
        const { orderId = '' } = answerOf(run, 'b1');
        const sequence = sequenceOf(run.events, 'Traded');
        run.history.reads.push(read(orderId, 70, { sequence, leavesLots: 4, position: 0 }));
        return undefined;
      },
      'was read with 4 left',
    ],
    [
      'a read goes back behind an earlier one',
      (run) => void run.history.reads.push(firstStateOf(run, 'b2', 90)),
      'after',
    ],
    [
      'a read goes back behind the answer to a cancel',
      (run) => {
        const [cancel] = run.history.cancels;
        const sequence = sequenceOf(run.events, 'OrderCancelled');
        const report = { sequence, leavesLots: 0, position: 0 };
        Object.assign(cancel ?? {}, {
          answer: { status: 200, isDecided: true, orderId: cancel?.orderId, report },
        });
        run.history.reads.splice(0, 2, firstStateOf(run, 'b2', 56));
        return undefined;
      },
      'was told',
    ],
    [
      'a read leaves out what was before the position that it names',
      (run) => {
        run.history.reads.splice(0, 2, firstStateOf(run, 'b1', 90, 100 + sequenceOf(run.events, 'Traded')));
        return undefined;
      },
      'after position',
    ],
    ['a stream has a gap', (run) => void run.events.splice(3, 1), 'belongs'],
    [
      'an event stands twice',
      (run) => void run.events.splice(3, 0, structuredClone(run.events[3] ?? eventOf(run, 'Traded'))),
      'belongs',
    ],
    [
      'a command has no end',
      (run) => {
        delete (run.events.at(-1) as { end?: true }).end;
        return undefined;
      },
      'ends within a command',
    ],
    [
      'an input is decided twice',
      (run) => {
        const [one, other] = run.events.filter(({ command }) => command !== undefined).slice(-2);
        if (one?.command?.source !== undefined && other?.command !== undefined)
          Object.assign(other.command, { source: one.command.source });
        return undefined;
      },
      'decides offset',
    ],
    [
      'book time goes back',
      (run) => void Object.assign(run.events.at(-1) ?? {}, { bookMicros: 1 }),
      'goes back in time',
    ],
    [
      'a trade makes lots',
      (run) => void Object.assign(eventOf(run, 'Traded'), { lots: 40 }),
      'takes more of order',
    ],
    [
      'a trade leaves other lots than there are',
      (run) => void Object.assign(eventOf(run, 'Traded'), { buyLeavesLots: 4 }),
      'leaves 4 of order',
    ],
    ['a trade is not novated', () => ({ novations: [] }), 'is not novated'],
    [
      'a trade is novated twice',
      ({ evidence: { novations } }) => ({ novations: [...novations, ...novations] }),
      'is novated twice',
    ],
    [
      'a trade is novated for other lots',
      ({ evidence: { novations } }) => ({ novations: novations.map((one) => ({ ...one, lots: 1 })) }),
      'is novated for 1',
    ],
    [
      'clearing made a trade up',
      ({ evidence: { novations } }) => ({
        novations: [...novations, { instrument: INSTRUMENT, bookSequence: 1, lots: 1 }],
      }),
      'that no book has',
    ],
    [
      'the relay left an event out',
      ({ evidence: { published } }) => ({ published: published.filter(({ sequence }) => sequence !== 3) }),
      'was published after',
    ],
    [
      'the relay stopped early',
      ({ evidence: { published } }) => ({ published: published.slice(0, -1) }),
      'is published up to',
    ],
    [
      'a healthy message was set aside',
      ({ evidence: { deadLetters } }) => ({ deadLetters: [...deadLetters, { partition: 0, offset: 0 }] }),
      'healthy message 0/0',
    ],
    [
      'poison was set aside twice',
      ({ evidence: { deadLetters } }) => ({ deadLetters: [...deadLetters, ...deadLetters] }),
      'was set aside 2 times',
    ],
    ['poison vanished', () => ({ deadLetters: [] }), 'poison 3/7 was not set aside'],
  ];

  it.each(spoilt)('says that %s', (_, spoil, says) => {
    expect(violationsOf(spoil).join('\n')).toContain(says);
  });

  it('lets the relay repeat itself', () => {
    const repeats = ({ evidence: { published } }: Run): Partial<Evidence> => ({
      published: [...published.slice(0, 6), ...published.slice(2)],
    });
    expect(violationsOf(repeats)).toEqual([]);
  });
});

function attemptWith(answer: ClientAnswer): { invokedMs: number; answeredMs: number; answer: ClientAnswer } {
  return { invokedMs: 10, answeredMs: 15, answer };
}

function answerOf(run: Run, clientOrderId: string): ClientAnswer {
  const answer = orderOf(run, clientOrderId).attempts[0]?.answer;
  if (answer === undefined) throw new Error(`${clientOrderId} has no answer`);
  return answer;
}
