import { readAll } from '../actor.js';
import { INSTRUMENT } from '../cast.js';
import type { Day } from '../day.js';
import type { FillRow } from '../reports.js';
import type { Scene } from './scene.js';

/** The opening auction: one price for all. */
export const opening: Scene = {
  title: 'The opening auction: one price for all',
  async play(day, memory) {
    // One command uncrosses and goes on to continuous trading.
    const position = await day.changePhase('openingAuction', 'the opening', 'continuous');
    const book = await day.book(position);
    memory.bookAfterOpening = book;
    day.story.remark(`The auction set ${book.referencePrice ?? 'no price'}; continuous trading has begun.`);
    day.expect.equal('reference price after the opening', book.referencePrice, '112.50');
    day.expect.equal('bids after the opening', book.bids.map(priceAndLots), ['112.00 x 20']);
    day.expect.equal('offers after the opening', book.asks.map(priceAndLots), ['112.50 x 10', '113.50 x 10']);
    await checkFills(day, position);
  },
};

const priceAndLots = (level: { price: string; quantityLots: number }): string =>
  `${level.price} x ${level.quantityLots}`;

async function checkFills(day: Day, position: number): Promise<void> {
  const { mine, separator, magnetMaker, shortOfCash, suspendee } = day.cast;
  const expected = [
    [magnetMaker, 40],
    [shortOfCash, 10],
    [mine, 30],
    [separator, 20],
    [suspendee, 0],
  ] as const;
  for (const [actor, lots] of expected) {
    const fills = await readAll<FillRow>(
      actor,
      `/v1/fills?instrument=${INSTRUMENT}&afterPosition=${position}`,
    );
    const filled = fills.reduce((sum, fill) => sum + fill.quantityLots, 0);
    day.expect.equal(`lots of ${actor.desk ?? ''} in the auction`, filled, lots);
    day.expect.that(
      'every auction fill is at 112.50',
      fills.every(({ price }) => price === '112.50'),
      fills,
    );
    if (lots > 0)
      day.story.remark(`${actor.desk ?? ''} ${fills[0]?.side === 'buy' ? 'bought' : 'sold'} ${filled} lots.`);
  }
}
