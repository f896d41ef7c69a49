import { describe, expect, it } from '@jest/globals';
import type { PlaceOrder } from '#contracts';
import { BookScenario, bid } from '#testing';

describe('clientOrderIds', () => {
  it('SEQ-4 the same request again is a repeat of the first result and takes no sequence', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    const { sequence } = venue.book;
    expect(venue.buy('b1', 1, 100)).toEqual([]);
    expect(venue.lastOutcome).toEqual({ kind: 'repeat', sequence: venue.numberOf('b1') });
    expect(venue.book.sequence).toBe(sequence);
  });

  it('SEQ-4 a colleague’s retry is the same request', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    expect(venue.buy('b1', 1, 100, { trader: 'another' })).toEqual([]);
  });

  it('SEQ-4 a refusal of the book is repeated too, whatever has changed since', () => {
    const venue = new BookScenario({ phase: 'halted' });
    expect(venue.buy('b1', 1, 100)).toEqual(['rejected b1 PHASE_NOT_ALLOWED']);
    const refused = venue.book.sequence;
    venue.phase('preOpen');
    expect(venue.buy('b1', 1, 100)).toEqual([]);
    expect(venue.lastOutcome).toEqual({ kind: 'repeat', sequence: refused });
  });

  it.each([
    { quantityLots: 2 },
    { priceTicks: 101 },
    { timeInForce: 'gtc' },
    { account: 'client' },
    { stpId: 'x' },
    { stpMode: 'cancelResting' },
    { orderType: 'market' },
    { side: 'sell' },
  ] as Partial<PlaceOrder>[])('SEQ-4 the same id with another body is refused: %j', (overrides) => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    expect(venue.buy('b1', 1, 100, overrides)).toEqual(['rejected b1 DUPLICATE_ID']);
    expect(venue.events.at(-1)).toMatchObject({ details: { firstSequence: venue.numberOf('b1') } });
    expect(venue.buy('b1', 1, 100)).toEqual([]);
    expect(venue.resting('buy')).toEqual(['b1 1@100']);
  });

  it('SEQ-4 another desk’s same id is another order', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    expect(venue.buy('b1', 1, 100, { desk: 'aus-2' })).toEqual(['accepted b1']);
  });

  it('SEQ-4 an absent field is the same as an undefined one', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    expect(venue.send({ ...bid('b1', 1, 100), account: undefined })).toEqual([]);
  });

  it('SEQ-4 an id is held while its order lives, and dropped by a sequenced command after', () => {
    const venue = new BookScenario();
    venue.buy('b1', 1, 100);
    venue.buy('b2', 1, 100);
    venue.buy('b3', 1, 100, { desk: 'obs-1' });
    venue.nowMicros += 100;
    venue.cancel('b2');
    const endedMicros = venue.nowMicros;
    venue.nowMicros += 100;
    const drop = (endedBeforeMicros: number): string[] =>
      venue.send({ kind: 'dropIdentifiers', endedBeforeMicros });
    expect(drop(endedMicros)).toEqual(['identifiers dropped 1']);
    expect(venue.buy('b3', 1, 100, { desk: 'obs-1' })).toEqual(['rejected b3 OBSERVER_CANNOT_TRADE']);
    expect(venue.buy('b2', 1, 100)).toEqual([]);
    expect(drop(endedMicros + 1)).toEqual(['identifiers dropped 1']);
    expect(venue.buy('b2', 1, 100)).toEqual(['accepted b2']);
    expect(drop(venue.nowMicros + 1)).toEqual(['identifiers dropped 1']);
    expect(venue.buy('b1', 1, 100)).toEqual([]);
  });
});
