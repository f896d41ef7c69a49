import { describe, expect, it } from '@jest/globals';
import { BookScenario } from '#testing';
import { Certificate } from '../layout/certificate-layout.js';
import { createFastBook } from './fast-book.js';
import type { FastState } from './fast-state.js';
import type { HotPath } from './hot-path.js';
import { Ladder } from '../layout/ladder-layout.js';
import { Region } from '../layout/memory-map.js';
import { Order } from '../layout/order-layout.js';
import { SEQUENCE_MAX } from './order-pool.js';

/** A fast book in continuous trading whose state a test may damage, with a watch on what its hot path does. */
class DamagedBook {
  readonly venue: BookScenario;
  readonly state: FastState;
  /** What the last command did on the hot path. */
  last: 'ran' | 'threw' | 'left to the rules' = 'left to the rules';

  constructor() {
    const book = createFastBook('NDPR-OXIDE');
    this.venue = new BookScenario({ book, floorTicks: 100, referenceTicks: 102 });
    const { state, hotPath } = book as unknown as { readonly state: FastState; readonly hotPath: HotPath };
    this.state = state;
    const run = hotPath.run.bind(hotPath);
    hotPath.run = (at, end) => {
      this.last = 'threw';
      const next = run(at, end);
      this.last = next === end ? 'ran' : 'left to the rules';
      return next;
    };
    this.venue.buy('b1', 5, 101);
    this.venue.sell('s1', 5, 103);
  }

  /** Lots of the certificate that the offers stand on. */
  get certifiedLots(): number {
    return this.venue.book.certificate('KAZ-1')?.lots ?? 0;
  }

  damageOrder(name: string, word: Order, by: number): void {
    const { pool } = this.state;
    const at = (pool.slotOf(this.venue.numberOf(name)) << Order.SHIFT) | word;
    pool.words[at] = (pool.words[at] ?? 0) + by;
  }

  damageCertificate(word: Certificate, by: number): void {
    const { certificates } = this.state.parties;
    const at = (certificates.find('KAZ-1') << Certificate.SHIFT) | word;
    const { doubles } = this.state.certificateTable;
    doubles[at] = (doubles[at] ?? 0) + by;
  }
}

const buy = ({ venue }: DamagedBook): void => void venue.buy('b2', 2, 103);
const sell = ({ venue }: DamagedBook): void => void venue.sell('s2', 2, 101);
const restFar = ({ venue }: DamagedBook): void => void venue.buy('b2', 2, 100);
const cancelBid = ({ venue }: DamagedBook): void => void venue.cancel('b1');
const cancelOffer = ({ venue }: DamagedBook): void => void venue.cancel('s1');
const decrease = ({ venue }: DamagedBook): void => void venue.amend('s1', { quantityLots: 4 });

describe('the invariants on the hot path', () => {
  it.each([
    ['a buy that trades', buy],
    ['a sell that trades', sell],
    ['an order that rests', restFar],
    ['a cancel of a bid', cancelBid],
    ['a cancel of an offer', cancelOffer],
    ['a decrease', decrease],
  ])('ORDR-2 takes %s in a sound book', (_, command) => {
    const damaged = new DamagedBook();
    command(damaged);
    expect(damaged.last).toBe('ran');
  });

  const tooManyLots = (book: DamagedBook): void => book.damageOrder('s1', Order.LEAVES, 1);
  const falseQuantity = (book: DamagedBook): void => book.damageOrder('b1', Order.QUANTITY, 1);
  const crossed = ({ state }: DamagedBook): void =>
    void (state.memory.words[(Region.LADDERS + Ladder.BEST_PRICE) >>> 2] = 104);
  const unpledged = (book: DamagedBook): void => book.damageCertificate(Certificate.PLEDGED, -5);
  const usedUp = (book: DamagedBook): void => book.damageCertificate(Certificate.LOTS, -book.certifiedLots);
  const atTheEnd = ({ state }: DamagedBook): void => {
    state.sequence = SEQUENCE_MAX;
    state.putCells();
  };

  it.each([
    ['INV-2', 'best prices that cross', 'an order that rests', crossed, restFar],
    ['INV-3', 'an offer with a lot too many', 'a buy that trades', tooManyLots, buy],
    ['INV-3', 'an offer with a lot too many', 'its cancel', tooManyLots, cancelOffer],
    ['INV-3', 'a bid of another quantity', 'a sell that trades', falseQuantity, sell],
    ['INV-3', 'a bid of another quantity', 'its cancel', falseQuantity, cancelBid],
    ['INV-5', 'a sequence that cannot count on', 'an order that rests', atTheEnd, restFar],
    ['INV-5', 'a sequence that cannot count on', 'a cancel', atTheEnd, cancelBid],
    ['INV-10', 'lots that are not pledged', 'a buy that trades', unpledged, buy],
    ['INV-10', 'lots that are not pledged', 'a cancel of the offer', unpledged, cancelOffer],
    ['INV-10', 'lots that are not pledged', 'a decrease of the offer', unpledged, decrease],
    ['INV-10', 'more lots in use than certified', 'a decrease of the offer', usedUp, decrease],
    ['INV-10', 'more lots in use than certified', 'a buy that trades', usedUp, buy],
  ])('INV-2 INV-3 INV-5 INV-10 (%s) %s: %s stops the book', (code, _, __, damage, command) => {
    const damaged = new DamagedBook();
    damage(damaged);
    expect(() => command(damaged)).toThrow(new RegExp(`^${code}`));
    expect(damaged.last).toBe('threw');
  });
});
