import { describe, expect, it } from '@jest/globals';
import { ClearingScenario, clearingEventsOf } from '#testing';
import { applyEvent } from './apply.js';
import { clearingStateHash } from './state-text.js';

describe('novation', () => {
  it('CLRG-1 makes two obligations of one trade, each with the clearing house', () => {
    const scenario = new ClearingScenario();
    scenario.trade('a', 'b', 3, 100);
    expect([...scenario.state.obligations.values()]).toMatchObject([
      { participant: 'a', lots: 3, amount: -300n },
      { participant: 'b', lots: -3, amount: 300n },
    ]);
  });

  it('CLRG-1 a trade delivered twice changes nothing', () => {
    const scenario = new ClearingScenario();
    scenario.trade('a', 'b', 3, 100, { bookSequence: 7, feePerLot: '2' });
    const before = clearingStateHash(scenario.state);
    expect(scenario.trade('a', 'b', 3, 100, { bookSequence: 7, feePerLot: '2' })).toEqual([]);
    expect(clearingStateHash(scenario.state)).toBe(before);
  });

  it('CLRG-1 takes the trades of a book in any order', () => {
    const scenario = new ClearingScenario();
    scenario.trade('a', 'b', 1, 100, { bookSequence: 9 });
    expect(scenario.trade('a', 'b', 1, 100, { bookSequence: 4 })).toHaveLength(1);
  });

  it('CLRG-6 charges both sides by lot, in postings that sum to zero', () => {
    const scenario = new ClearingScenario();
    const [event] = clearingEventsOf(scenario.trade('a', 'b', 3, 100, { feePerLot: '25' }), 'TradeNovated');
    expect(event).toMatchObject({ buyFee: '75', sellFee: '75' });
    expect(scenario.balance('feesDue:a')).toBe(-75n);
    expect(scenario.balance('feesDue:b')).toBe(-75n);
    expect(scenario.balance('fees')).toBe(150n);
  });

  it('UNIT-2 rounds a part of an order that is no whole minor unit half up, alike for both sides', () => {
    const scenario = new ClearingScenario();
    scenario.trade('a', 'b', 1, 5, { notionalNumerator: 1, notionalDenominator: 2 });
    expect([...scenario.state.obligations.values()].map(({ amount }) => amount)).toEqual([-3n, 3n]);
  });

  it('SEQ-1 tells who, what, when and why, the input with the first event and the end on the last', () => {
    const [event] = new ClearingScenario().trade('a', 'b', 1, 100, { followedPosition: 44 });
    expect(event).toMatchObject({
      sequence: 1,
      actor: 'clara',
      cause: 'command',
      end: true,
      command: { commandId: 'command-1', rulesVersion: 1, body: { kind: 'novateTrade' } },
      followedPosition: 44,
    });
  });

  it('INV-7 an event applied twice changes nothing, and a gap stops clearing', () => {
    const scenario = new ClearingScenario();
    scenario.deposit('a', 100);
    scenario.trade('a', 'b', 3, 10);
    const before = clearingStateHash(scenario.state);
    for (const event of scenario.events) applyEvent(scenario.state, event);
    expect(clearingStateHash(scenario.state)).toBe(before);
    const [first] = scenario.events;
    expect(() => applyEvent(scenario.state, { ...first!, sequence: 9 })).toThrow('gap');
  });
});

describe('netting', () => {
  it('CLRG-2 leaves one delivery and one payment per participant, instrument, currency and date', () => {
    const scenario = new ClearingScenario();
    scenario.trade('a', 'b', 10, 100);
    scenario.trade('b', 'a', 4, 110);
    scenario.trade('a', 'c', 1, 120);
    scenario.trade('a', 'c', 5, 7, { instrument: 'LI' });
    scenario.trade('a', 'c', 5, 7, { settlementDate: '2026-11-26' });
    const events = scenario.net();
    const told = clearingEventsOf(events, 'InstructionCreated').map(
      ({ participant, instrument, lots, amount, obligations }) =>
        `${participant} ${instrument} ${lots} ${amount} of ${obligations}`,
    );
    expect(told).toEqual([
      'a LI 5 -35 of 1',
      'a NDPR-OXIDE 7 -680 of 3',
      'b NDPR-OXIDE -6 560 of 2',
      'c LI -5 35 of 1',
      'c NDPR-OXIDE -1 120 of 1',
    ]);
    expect(events.at(-1)).toMatchObject({
      type: 'NettingCompleted',
      obligations: 8,
      instructions: 5,
      end: true,
    });
    expect(scenario.state.obligations.size).toBe(2);
  });

  it('CLRG-2 netting again takes only what came since', () => {
    const scenario = new ClearingScenario();
    scenario.trade('a', 'b', 10, 100);
    scenario.net();
    expect(scenario.net()).toMatchObject([{ type: 'NettingCompleted', instructions: 0 }]);
    scenario.trade('a', 'b', 1, 90);
    expect(clearingEventsOf(scenario.net(), 'InstructionCreated').map(({ lots }) => lots)).toEqual([1, -1]);
  });

  it('CLRG-2 an instrument that settles gross gets an instruction for each trade', () => {
    const scenario = new ClearingScenario();
    scenario.trade('a', 'b', 10, 100, { settlementModel: 'gross', bookSequence: 1 });
    scenario.trade('b', 'a', 4, 110, { settlementModel: 'gross', bookSequence: 2 });
    const created = clearingEventsOf(scenario.net(), 'InstructionCreated');
    expect(
      created.map(({ participant, tradeId, lots }) => `${participant} ${tradeId ?? ''} ${lots}`),
    ).toEqual(['a NDPR-OXIDE.1 10', 'a NDPR-OXIDE.2 -4', 'b NDPR-OXIDE.1 -10', 'b NDPR-OXIDE.2 4']);
  });
});
