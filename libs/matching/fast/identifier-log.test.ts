import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { PlaceOrder } from '#contracts';
import { BookMemory } from './book-memory.js';
import { IdentifierLog } from './identifier-log.js';
import { Parties } from './parties.js';
import { Request, Terms } from '../layout/request-layout.js';
import { requestWordsMax, writeRequest } from './request-words.js';

const DESKS = ['kaz-1', 'aus-1'];

/** Ids as desks make them: counting up, now and then back, with zeros before, and with no number at all. */
const idText = fc.oneof(
  { weight: 6, arbitrary: fc.nat(40).map((number) => `A-${number}`) },
  { weight: 2, arbitrary: fc.nat(40).map((number) => `A-${String(number).padStart(3, '0')}`) },
  { weight: 2, arbitrary: fc.nat(300).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x', '0', '00', 'ключ', '\u{1F48E}7', 'A-', '12345678901234567890'),
  },
  { weight: 1, arbitrary: fc.nat(9).map((number) => `${'long'.repeat(12)}${number}`) },
);

const request = fc.record({
  desk: fc.constantFrom(...DESKS),
  clientOrderId: idText,
  quantityLots: fc.integer({ min: 1, max: 9 }),
  isSell: fc.boolean(),
  display: fc.option(fc.constant(1), { nil: undefined, freq: 6 }),
  isOdd: fc.boolean(),
});

const action = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('hold' as const), request }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('end' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), share: fc.nat(100) }) },
);

interface Held {
  readonly sequence: number;
  readonly request: PlaceOrder;
  endedMicros: number | undefined;
}

function orderOf({
  desk,
  clientOrderId,
  quantityLots,
  isSell,
  display,
  isOdd,
}: {
  desk: string;
  clientOrderId: string;
  quantityLots: number;
  isSell: boolean;
  display: number | undefined;
  isOdd: boolean;
}): PlaceOrder {
  return {
    kind: 'placeOrder',
    desk,
    memberState: desk === 'kaz-1' ? 'KAZ' : 'AUS',
    trader: 'trader',
    clientOrderId,
    side: isSell ? 'sell' : 'buy',
    orderType: 'limit',
    timeInForce: 'gtc',
    // Minus one is beyond what words hold.
    quantityLots: isOdd ? -1 : quantityLots,
    priceTicks: 100,
    ...(display === undefined ? {} : { displayQuantityLots: display }),
  };
}

/** The log beside a plain map, which is obviously right. */
class Twins {
  private readonly memory = new BookMemory();
  private readonly parties = new Parties(this.memory);
  private readonly log = new IdentifierLog(this.memory, this.parties);
  private readonly held = new Map<string, Held>();
  private readonly positions = new Map<string, number>();
  /** In the order of their ending. */
  private readonly ended: string[] = [];
  private sequence = 0;
  private micros = 2 ** 33;

  hold(request: PlaceOrder): void {
    const key = keyOf(request);
    const words = new Int32Array(requestWordsMax(request));
    const count = writeRequest(words, 0, request, this.parties);
    expect(this.log.find(words, 0)).toBe(this.positions.get(key) ?? 0);
    if (this.held.has(key)) return;
    this.sequence += 2 ** 31 + 1;
    const { sequence } = this;
    const isOdd = ((words[Request.TERMS] ?? 0) & Terms.IS_ODD) !== 0;
    this.positions.set(key, this.log.hold(sequence, words, 0, count, isOdd ? request : undefined));
    this.held.set(key, { sequence, request, endedMicros: undefined });
  }

  end(pick: number): void {
    const live = [...this.held].filter(([, { endedMicros }]) => endedMicros === undefined);
    const [key, held] = live[pick % Math.max(1, live.length)] ?? [];
    if (key === undefined || held === undefined) return;
    this.micros += 7;
    held.endedMicros = this.micros;
    this.log.end(this.positions.get(key) ?? 0, this.micros);
    this.ended.push(key);
  }

  drop(share: number): void {
    const count = Math.floor((this.ended.length * share) / 100);
    const before = this.held.get(this.ended[count] ?? '')?.endedMicros ?? this.micros + 1;
    const gone = this.ended.splice(0, before > this.micros ? this.ended.length : count);
    expect(this.log.countEndedBefore(before)).toBe(gone.length);
    expect(this.log.dropEndedBefore(before)).toBe(gone.length);
    for (const key of gone) {
      this.held.delete(key);
      this.positions.delete(key);
    }
  }

  expectSame(texts: readonly string[]): void {
    const positions = [...this.log.positions()];
    expect(positions).toEqual([...this.positions.values()]);
    expect(positions.map((position) => this.log.held(position))).toEqual([...this.held.values()]);
    for (const desk of DESKS) {
      for (const text of texts) {
        const found = this.log.findText(this.parties.names.find(desk), text);
        expect(found).toBe(this.positions.get(`${desk} ${text}`) ?? 0);
      }
    }
  }
}

const keyOf = ({ desk, clientOrderId }: PlaceOrder): string => `${desk} ${clientOrderId}`;

describe('the log of identifiers', () => {
  it('SEQ-4 holds, finds, ends and drops ids as a map does', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200, size: 'max' }), (script) => {
        const twins = new Twins();
        const texts: string[] = [];
        for (const step of script) {
          if (step.kind === 'hold') {
            texts.push(step.request.clientOrderId);
            twins.hold(orderOf(step.request));
          } else if (step.kind === 'end') twins.end(step.pick);
          else twins.drop(step.share);
        }
        twins.expectSame(texts);
      }),
      { numRuns: 60 },
    );
  });

  it('SEQ-4 finds ids that count up over many pages, and none that is dropped or left out', () => {
    const memory = new BookMemory();
    const parties = new Parties(memory);
    const log = new IdentifierLog(memory, parties);
    const words = new Int32Array(64);
    let sequence = 0;
    const hold = (clientOrderId: string): number => {
      const order = orderOf({ ...PLAIN, clientOrderId });
      return log.hold(++sequence, words, 0, writeRequest(words, 0, order, parties));
    };
    const find = (clientOrderId: string): number => log.findText(parties.names.find('kaz-1'), clientOrderId);
    // Every third number of one series, now and then one of another; then all again in memory that was used before.
    for (const [round, from] of [0, 60_000].entries()) {
      const held = new Map<string, number>();
      for (let number = from + 3; number < from + 30_000; number += 3) {
        held.set(`A${number}`, hold(`A${number}`));
        if (number % 100 === 0) held.set(`B${number}`, hold(`B${number}`));
      }
      expect([...held].filter(([id, position]) => find(id) !== position)).toEqual([]);
      expect([from + 1, from + 4, from + 29_999].map((number) => find(`A${number}`))).toEqual([0, 0, 0]);
      const [gone, stay] = [[...held].slice(0, 6_000), [...held].slice(6_000)];
      for (const [, position] of gone) log.end(position, 2 * round + 1);
      log.dropEndedBefore(2 * round + 2);
      expect(gone.filter(([id]) => find(id) !== 0)).toEqual([]);
      expect(stay.filter(([id, position]) => find(id) !== position)).toEqual([]);
      for (const [, position] of stay) log.end(position, 2 * round + 2);
      log.dropEndedBefore(2 * round + 3);
      expect([...held.keys()].filter((id) => find(id) !== 0)).toEqual([]);
    }
  });

  it('SEQ-4 finds an id on a page whose ids were all dropped before', () => {
    const memory = new BookMemory();
    const parties = new Parties(memory);
    const log = new IdentifierLog(memory, parties);
    const words = new Int32Array(64);
    const positions = ['A1', 'A2', 'A3'].map((clientOrderId, index) => {
      const order = orderOf({ ...PLAIN, clientOrderId });
      const position = log.hold(index + 1, words, 0, writeRequest(words, 0, order, parties));
      expect(log.findText(parties.names.find('kaz-1'), clientOrderId)).toBe(position);
      log.end(position, index + 1);
      log.dropEndedBefore(index + 2);
      return position;
    });
    // All in the very same place.
    expect(new Set(positions).size).toBe(1);
  });

  it('SEQ-4 gives the memory of dropped ids to new ones, in any order of ending', () => {
    const memory = new BookMemory();
    const parties = new Parties(memory);
    const log = new IdentifierLog(memory, parties);
    const words = new Int32Array(64);
    let number = 0;
    const play = (): void => {
      const positions = Array.from({ length: 10_000 }, () => {
        const order = orderOf({ ...PLAIN, clientOrderId: `B${++number}` });
        return log.hold(number, words, 0, writeRequest(words, 0, order, parties));
      });
      // The last comes first, so that whole blocks of the index go while earlier ones stay.
      for (const position of positions.reverse()) log.end(position, number);
      log.dropEndedBefore(number + 1);
    };
    play();
    const { bytes } = log;
    for (let round = 0; round < 20; round++) play();
    // A chunk of endings more, at most.
    expect(log.bytes).toBeLessThanOrEqual(bytes * 1.12);
    expect([...log.positions()]).toEqual([]);
  });
});

const PLAIN = {
  desk: 'kaz-1',
  clientOrderId: '',
  quantityLots: 1,
  isSell: false,
  display: undefined,
  isOdd: false,
};
