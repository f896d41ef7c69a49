import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyEvent, ClearingState, clearingStateHash, decideClearing } from './index.js';
import { clearingEventsOf, ClearingScenario } from '#testing';

const PARTICIPANTS = ['a', 'b', 'c', 'd', 'clearing-house'] as const;
const INSTRUMENTS = ['LI', 'ND'] as const;
const DATES = ['2026-11-25', '2026-11-26'] as const;

const trader = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('deposit' as const),
      who: fc.constantFrom(...PARTICIPANTS),
      amount: fc.integer({ min: 1, max: 2_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('withdraw' as const),
      who: fc.constantFrom(...PARTICIPANTS),
      amount: fc.integer({ min: 1, max: 2_000 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      who: trader,
      lots: fc.integer({ min: 1, max: 20 }),
      instrument: fc.constantFrom(...INSTRUMENTS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('release' as const),
      who: fc.constantFrom(...PARTICIPANTS),
      lots: fc.integer({ min: 1, max: 20 }),
      instrument: fc.constantFrom(...INSTRUMENTS),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('trade' as const),
      buyer: trader,
      seller: trader,
      lots: fc.integer({ min: 1, max: 15 }),
      price: fc.integer({ min: 1, max: 130 }),
      sequence: fc.integer({ min: 1, max: 40 }),
      instrument: fc.constantFrom(...INSTRUMENTS),
      date: fc.constantFrom(...DATES),
      model: fc.constantFrom<'net' | 'gross'>('net', 'net', 'gross'),
      fee: fc.integer({ min: 0, max: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('net' as const), date: fc.constantFrom(...DATES) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('settle' as const), date: fc.constantFrom(...DATES) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function play(scenario: ClearingScenario, one: Step, index: number): void {
  switch (one.do) {
    case 'deposit':
      scenario.deposit(one.who, one.amount, `D${index}`);
      return;
    case 'withdraw':
      scenario.run({
        kind: 'withdrawCash',
        participant: one.who,
        currency: 'USD',
        amount: String(one.amount),
        reference: `O${index}`,
        valueDate: DATES[0],
      });
      return;
    case 'receive':
      scenario.receive(one.who, one.lots, one.instrument);
      return;
    case 'release':
      scenario.release(one.who, one.lots, one.instrument);
      return;
    case 'trade':
      scenario.trade(one.buyer, one.seller, one.lots, one.price, {
        instrument: one.instrument,
        bookSequence: one.sequence,
        settlementDate: one.date,
        settlementModel: one.model,
        feePerLot: String(one.fee),
      });
      return;
    case 'net':
      scenario.net(one.date);
      return;
    case 'settle':
      scenario.settle(one.date);
      return;
    default:
      one satisfies never;
  }
}

function sumsByAsset(state: ClearingState): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of state.ledger.listBalances())
    sums.set(asset, (sums.get(asset) ?? 0n) + amount);
  return sums;
}

describe('whatever happens in clearing', () => {
  it('INV-4 every asset sums to zero after every event, and nobody has less than nothing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const scenario = new ClearingScenario();
        steps.forEach((one, index) => play(scenario, one, index));
        const replayed = new ClearingState();
        for (const event of scenario.events) {
          applyEvent(replayed, event);
          for (const sum of sumsByAsset(replayed).values()) expect(sum).toBe(0n);
          if (event.end !== true) continue;
          for (const { account, amount } of replayed.ledger.listBalances()) {
            if (account.startsWith('participant:')) expect(amount).toBeGreaterThanOrEqual(0n);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('INV-6 replaying the events gives the state hash, and deciding again gives the events', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const scenario = new ClearingScenario();
        steps.forEach((one, index) => play(scenario, one, index));
        const again = new ClearingState();
        for (const event of scenario.events) {
          if (event.command === undefined) continue;
          const decided = decideClearing(again, event.command);
          expect(decided).toEqual(scenario.events.slice(again.sequence, again.sequence + decided.length));
          for (const one of decided) applyEvent(again, one);
        }
        expect(clearingStateHash(again)).toBe(clearingStateHash(scenario.state));
        expect(scenario.replayedHash()).toBe(clearingStateHash(scenario.state));
      }),
      { numRuns: 150 },
    );
  });

  it('CLRG-3 with enough cash and metal everything settles and leaves the house flat', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const scenario = new ClearingScenario();
        steps.forEach((one, index) => play(scenario, one, index));
        for (const participant of PARTICIPANTS) {
          scenario.deposit(participant, 1_000_000, `ALL-${participant}`);
          for (const instrument of INSTRUMENTS) scenario.receive(participant, 10_000, instrument);
        }
        for (const date of DATES) scenario.net(date);
        const settled = scenario.settle(DATES[1]);
        expect(clearingEventsOf(settled, 'InstructionFailed')).toEqual([]);
        expect(clearingEventsOf(settled, 'InstructionHeld')).toEqual([]);
        expect(scenario.state.instructions.size).toBe(0);
        for (const asset of ['USD', 'lots:LI', 'lots:ND']) {
          expect(scenario.balance('clearingHouse', asset)).toBe(0n);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('CLRG-3 who fails is short of just what is named, and nobody able to settle alone is left out', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const scenario = new ClearingScenario();
        scenario.deposit('clearing-house', 1_000_000_000, 'OWN');
        steps.forEach((one, index) => play(scenario, one, index));
        const settled = scenario.settle(DATES[1]);
        const failed = new Set(
          clearingEventsOf(settled, 'InstructionFailed').map((one) => one.instructionId),
        );
        // With own funds enough, the house never holds a payment back: what waits, waits for metal.
        for (const held of clearingEventsOf(settled, 'InstructionHeld')) {
          expect(held.reason).toBe('AWAITING_METAL');
          expect(failed.has(held.instructionId)).toBe(false);
        }
        for (const { participant, currency, instrument, reason, short } of clearingEventsOf(
          settled,
          'InstructionFailed',
        )) {
          expect(BigInt(short)).toBeGreaterThan(0n);
          const asset = reason === 'SHORT_OF_CASH' ? currency : `lots:${instrument}`;
          expect(scenario.balance(`participant:${participant}`, asset)).toBeGreaterThanOrEqual(0n);
        }
      }),
      { numRuns: 150 },
    );
  });
});

const movement = fc.record({
  reference: fc.integer({ min: 1, max: 12 }),
  amount: fc.integer({ min: 1, max: 500 }),
  day: fc.integer({ min: 23, max: 27 }),
});
const bankLine = fc.record({
  reference: fc.integer({ min: 1, max: 16 }),
  amount: fc.integer({ min: -500, max: 500 }),
  day: fc.integer({ min: 22, max: 28 }),
});
const day = fc.record({
  movements: fc.array(movement, { maxLength: 6 }),
  lines: fc.array(bankLine, { maxLength: 8 }),
  /** Which of the ledger's movements the bank lists as they are. */
  faithful: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }),
});

describe('whatever a bank sends', () => {
  it('RECN-3 the listed items explain every minor unit of the difference, day after day', () => {
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 0, max: 5 }),
        (days, opening, tolerance) => {
          const scenario = new ClearingScenario();
          scenario.run({
            kind: 'postOpeningBalances',
            cash: [{ participant: 'a', currency: 'USD', amount: String(opening) }],
            metal: [],
          });
          scenario.deposit('a', 1, 'FIRST');
          let balance = BigInt(opening);
          const known = new Map<number, { amount: number; valueDate: string }>();
          days.forEach(({ movements, lines, faithful }, index) => {
            for (const { reference, amount, day: date } of movements) {
              const valueDate = `2026-11-${date}`;
              if (!known.has(reference)) known.set(reference, { amount, valueDate });
              const body = { kind: 'depositCash', participant: 'a', currency: 'USD' } as const;
              scenario.run({ ...body, amount: String(amount), reference: `R-${reference}`, valueDate });
            }
            const listed = [
              ...faithful.flatMap((reference) => {
                const one = known.get(reference);
                return one === undefined ? [] : [{ reference: `R-${reference}`, ...one }];
              }),
              ...lines.map(({ reference, amount, day: date }) => ({
                reference: `R-${reference}`,
                amount,
                valueDate: `2026-11-${date}`,
              })),
            ];
            const events = scenario.statement(balance, listed, {
              statementDate: `2026-11-${23 + index}`,
              tolerance: String(tolerance),
              contentHash: `day-${index}`,
            });
            balance = listed.reduce((sum, { amount }) => sum + BigInt(amount), balance);
            const [proof] = clearingEventsOf(events, 'StatementReconciled');
            expect(proof).toMatchObject({ residual: '0', externalClosing: String(balance) });
            const items = clearingEventsOf(events, 'StatementItemsReconciled').flatMap((one) => one.items);
            const sum = items.reduce((total, { difference }) => total + BigInt(difference), 0n);
            expect(String(sum)).toBe(proof?.difference);
            expect(new Set(items.map(({ itemId }) => itemId)).size).toBe(items.length);
          });
          expect(scenario.replayedHash()).toBe(clearingStateHash(scenario.state));
        },
      ),
      { numRuns: 300 },
    );
  });
});
