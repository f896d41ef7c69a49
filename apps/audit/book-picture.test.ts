import { describe, expect, it } from '@jest/globals';
import { BookScenario } from '#testing';
import { pictureOf, type BookPicture } from './book-picture.js';

function picture({ book }: BookScenario): BookPicture {
  return pictureOf({ book, sequence: book.sequence, bookMicros: book.bookMicros });
}

describe('the picture of a book', () => {
  it('shows all of an iceberg to the regulator, and what is shown of it', () => {
    const day = new BookScenario({ floorTicks: 100 });
    day.sell('ice', 20, 110, { displayQuantityLots: 5 });
    day.buy('takes', 7, 110);
    expect(picture(day).asks).toMatchObject([
      { leavesQuantityLots: 13, displayQuantityLots: 5, displayedQuantityLots: 3, executable: true },
    ]);
  });

  it('shows what waits last, with what it waits for', () => {
    const day = new BookScenario({ floorTicks: 100, referenceTicks: 110 });
    day.sell('stop', 1, 101, { orderType: 'stopLimit', triggerPriceTicks: 105, onFloorRaise: 'park' });
    day.sell('close', 2, 112, { timeInForce: 'atClose' });
    day.sell('parks', 3, 103, { onFloorRaise: 'park' });
    day.sell('rests', 4, 115, { timeInForce: 'gtd', expiryMicros: day.nowMicros + 1 });
    const waits = (): readonly (readonly [string, string | undefined, boolean])[] =>
      picture(day).asks.map((order) => [order.clientOrderId, order.waitsFor, order.executable]);
    expect(waits()).toEqual([
      ['parks', undefined, true],
      ['rests', undefined, true],
      ['stop', 'trigger', false],
      ['close', 'closingCall', false],
    ]);
    day.floor(104);
    expect(waits()).toEqual([
      ['rests', undefined, true],
      ['stop', 'floor', false],
      ['parks', 'floor', false],
      ['close', 'closingCall', false],
    ]);
    day.phase('closingCall');
    expect(waits().slice(0, 2)).toEqual([
      ['close', undefined, true],
      ['rests', undefined, true],
    ]);
  });
});
