import { describe, expect, it } from '@jest/globals';
import type { ClearingEvent } from '#contracts';
import { ClearingScenario, clearingEventsOf } from '#testing';
import { InvariantViolation } from './invariant-violation.js';
import { applyEvent } from './apply.js';
import { amountForPart, shareLots } from './shares.js';

/** The outcome of a run in short lines. */
function told(events: readonly ClearingEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.type === 'InstructionSettled')
      return [`${event.participant} settled ${event.lots} for ${event.amount}`];
    if (event.type === 'InstructionFailed') return [`${event.participant} ${event.reason} ${event.short}`];
    if (event.type === 'InstructionHeld')
      return [`${event.participant} ${event.reason} ${event.lots} for ${event.amount}`];
    return [];
  });
}

function funded(cash: Record<string, number>, metal: Record<string, number>): ClearingScenario {
  const scenario = new ClearingScenario();
  for (const [participant, amount] of Object.entries(cash)) scenario.deposit(participant, amount);
  for (const [participant, lots] of Object.entries(metal)) scenario.receive(participant, lots);
  return scenario;
}

describe('delivery versus payment', () => {
  it('CLRG-3 moves lots and money of each instruction in one transaction', () => {
    const scenario = funded({ buyer: 1_000 }, { seller: 10 });
    scenario.trade('buyer', 'seller', 10, 100);
    scenario.net();
    const events = scenario.settle();
    for (const { postings } of clearingEventsOf(events, 'InstructionSettled')) {
      expect(new Set(postings.map(({ asset }) => asset))).toEqual(new Set(['USD', 'lots:NDPR-OXIDE']));
    }
    expect(told(events)).toEqual(['buyer settled 10 for -1000', 'seller settled -10 for 1000']);
    expect(scenario.balance('participant:seller')).toBe(1_000n);
    expect(scenario.balance('participant:buyer', 'lots:NDPR-OXIDE')).toBe(10n);
    expect(scenario.state.instructions.size).toBe(0);
  });

  it('CLRG-3 settling again moves nothing', () => {
    const scenario = funded({ buyer: 1_000 }, { seller: 10 });
    scenario.trade('buyer', 'seller', 10, 100);
    scenario.net();
    scenario.settle();
    expect(scenario.settle()).toMatchObject([
      { type: 'SettlementCompleted', settled: 0, failed: 0, held: 0 },
    ]);
  });

  it('CLRG-3 a buyer short of cash fails alone and is named, the house bridges and the others settle', () => {
    const scenario = funded({ rich: 1_000, poor: 400, 'clearing-house': 1_000 }, { seller: 20 });
    scenario.trade('rich', 'seller', 10, 100);
    scenario.trade('poor', 'seller', 10, 100);
    scenario.net();
    expect(told(scenario.settle())).toEqual([
      'rich settled 10 for -1000',
      'seller settled -20 for 2000',
      'poor SHORT_OF_CASH 600',
    ]);
    expect(scenario.balance('clearingHouse')).toBe(-1_000n);
    expect(scenario.balance('clearingHouse', 'lots:NDPR-OXIDE')).toBe(10n);
    expect(scenario.balance('participant:poor')).toBe(400n);
  });

  it('CLRG-3 what failed is carried and settles later, which leaves the house flat', () => {
    const scenario = funded({ poor: 400, 'clearing-house': 1_000 }, { seller: 10 });
    scenario.trade('poor', 'seller', 10, 100);
    scenario.net();
    scenario.settle();
    scenario.deposit('poor', 600);
    expect(told(scenario.settle('2026-11-26'))).toEqual(['poor settled 10 for -1000']);
    expect(scenario.balance('clearingHouse')).toBe(0n);
    expect(scenario.balance('clearingHouse', 'lots:NDPR-OXIDE')).toBe(0n);
    expect(scenario.balance('participant:clearing-house')).toBe(1_000n);
  });

  it('CLRG-3 an instruction is not settled before its date is named', () => {
    const scenario = funded({ buyer: 1_000 }, { seller: 10 });
    scenario.trade('buyer', 'seller', 10, 100);
    scenario.net();
    expect(told(scenario.settle('2026-11-24'))).toEqual([]);
  });

  it('CLRG-3 without own funds the house takes and pays only what is bought', () => {
    const scenario = funded({ rich: 1_000, poor: 400 }, { seller: 20 });
    scenario.trade('rich', 'seller', 10, 100);
    scenario.trade('poor', 'seller', 10, 100);
    scenario.net();
    expect(told(scenario.settle())).toEqual([
      'rich settled 10 for -1000',
      'seller settled -10 for 1000',
      'poor SHORT_OF_CASH 600',
      'seller AWAITING_CASH -10 for 1000',
    ]);
    expect(scenario.balance('clearingHouse')).toBe(0n);
  });

  it('CLRG-3 without own funds it holds whole payments where prices differ, newest first', () => {
    const scenario = funded({ low: 1_000, high: 1 }, { one: 10, two: 10 });
    scenario.trade('high', 'one', 10, 120);
    scenario.trade('low', 'two', 10, 100);
    scenario.net();
    expect(told(scenario.settle())).toEqual([
      'high SHORT_OF_CASH 1199',
      'one AWAITING_CASH -10 for 1200',
      'low AWAITING_METAL 10 for -1000',
      'two AWAITING_CASH -10 for 1000',
    ]);
    scenario.deposit('clearing-house', 500);
    expect(told(scenario.settle())).toEqual([
      'one settled -5 for 600',
      'low settled 10 for -1000',
      'two settled -5 for 500',
      'high SHORT_OF_CASH 1199',
      'one AWAITING_CASH -5 for 600',
      'two AWAITING_CASH -5 for 500',
    ]);
    expect(scenario.balance('clearingHouse')).toBe(-100n);
  });

  it('CLRG-3 a seller short of metal fails alone; buyers share what came pro rata, oldest trade first', () => {
    const scenario = funded({ x: 10_000, y: 10_000, z: 10_000 }, { empty: 2, full: 10 });
    scenario.trade('x', 'full', 10, 100);
    scenario.trade('y', 'empty', 6, 100);
    scenario.trade('z', 'empty', 4, 100);
    scenario.net();
    expect(told(scenario.settle())).toEqual([
      'full settled -10 for 1000',
      'x settled 5 for -500',
      'y settled 3 for -300',
      'z settled 2 for -200',
      'empty SHORT_OF_METAL 8',
      'x AWAITING_METAL 5 for -500',
      'y AWAITING_METAL 3 for -300',
      'z AWAITING_METAL 2 for -200',
    ]);
    scenario.receive('empty', 8);
    expect(told(scenario.settle())).toEqual([
      'x settled 5 for -500',
      'empty settled -10 for 1000',
      'y settled 3 for -300',
      'z settled 2 for -200',
    ]);
    expect(scenario.balance('clearingHouse')).toBe(0n);
  });

  it('CLRG-3 pays purchases from sales and delivers what comes in the same run', () => {
    const scenario = funded({ end: 1_000 }, { begin: 10 });
    scenario.trade('middle', 'begin', 10, 90, { settlementDate: '2026-11-24' });
    scenario.trade('end', 'middle', 10, 100);
    scenario.net('2026-11-24');
    scenario.net();
    expect(told(scenario.settle())).toEqual([
      'begin settled -10 for 900',
      'middle settled 10 for -900',
      'end settled 10 for -1000',
      'middle settled -10 for 1000',
    ]);
    expect(scenario.balance('participant:middle')).toBe(100n);
  });

  it('CLRG-3 settles a net payment without a delivery', () => {
    const scenario = funded({ a: 50 }, {});
    scenario.trade('a', 'b', 10, 100);
    scenario.trade('b', 'a', 10, 95);
    scenario.net();
    expect(told(scenario.settle())).toEqual(['a settled 0 for -50', 'b settled 0 for 50']);
  });

  it('CLRG-6 fees due are paid from what settling leaves', () => {
    const scenario = funded({ buyer: 1_010 }, { seller: 10 });
    scenario.trade('buyer', 'seller', 10, 100, { feePerLot: '2' });
    scenario.net();
    const collected = clearingEventsOf(scenario.settle(), 'FeesCollected');
    expect(collected.map(({ participant, amount }) => `${participant} ${amount}`)).toEqual([
      'buyer 10',
      'seller 20',
    ]);
    expect(scenario.balance('feesDue:buyer')).toBe(-10n);
  });

  it('CLRG-6 fees do not make a failing payment fail by more', () => {
    const scenario = funded({ buyer: 900 }, { seller: 10 });
    scenario.trade('buyer', 'seller', 10, 100, { feePerLot: '2' });
    scenario.net();
    expect(told(scenario.settle())).toContain('buyer SHORT_OF_CASH 100');
    expect(told(scenario.settle())).toContain('buyer SHORT_OF_CASH 100');
    expect(scenario.balance('feesDue:buyer')).toBe(-20n);
  });

  it('INV-4 stops when a settlement would leave the house with what no instruction explains', () => {
    const scenario = funded({ buyer: 1_000 }, { seller: 10 });
    scenario.trade('buyer', 'seller', 10, 100);
    scenario.net();
    const [instruction] = [...scenario.state.instructions.values()];
    const forged: ClearingEvent = {
      type: 'FeesCollected',
      sequence: scenario.state.sequence + 1,
      recordedMicros: scenario.state.recordedMicros,
      actor: 'x',
      cause: 'command',
      end: true,
      transactionId: 'forged',
      participant: instruction!.participant,
      currency: 'USD',
      amount: '1',
      postings: [
        { account: 'clearingHouse', asset: 'USD', amount: '1' },
        { account: 'participant:buyer', asset: 'USD', amount: '-1' },
      ],
    };
    expect(() => applyEvent(scenario.state, forged)).toThrow(InvariantViolation);
  });
});

describe('shares of what there is too little of', () => {
  const claims = [
    { key: 'new', lots: 5, firstNovation: 9 },
    { key: 'old', lots: 3, firstNovation: 1 },
    { key: 'mid', lots: 3, firstNovation: 5 },
  ];

  it('CLRG-4 are pro rata by claim, rounded down, the rest to the earliest trade', () => {
    expect(Object.fromEntries(shareLots(7, claims))).toEqual({ new: 3, old: 3, mid: 1 });
    expect(Object.fromEntries(shareLots(10, claims))).toEqual({ new: 4, old: 3, mid: 3 });
  });

  it('CLRG-4 are the whole claims where there is enough, and nothing where there is nothing', () => {
    expect(Object.fromEntries(shareLots(99, claims))).toEqual({ new: 5, old: 3, mid: 3 });
    expect(Object.fromEntries(shareLots(-1, claims))).toEqual({ new: 0, old: 0, mid: 0 });
  });

  it('CLRG-4 take money in proportion, rounded down, the last part the remainder', () => {
    const whole = { lots: 3, amount: -100n, settledLots: 0, settledAmount: 0n };
    expect(amountForPart(whole, 1)).toBe(-33n);
    expect(amountForPart({ ...whole, settledLots: 1, settledAmount: -33n }, 1)).toBe(-33n);
    expect(amountForPart({ ...whole, settledLots: 2, settledAmount: -66n }, 1)).toBe(-34n);
  });
});
