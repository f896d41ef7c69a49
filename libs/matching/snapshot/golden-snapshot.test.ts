import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@noble/hashes/sha2.js';
import { BookScenario, HOUR_MICROS, sampleInstrument } from '#testing';
import { createFastBook } from '../fast/fast-book.js';
import { createNaiveBook } from '../naive/naive-book.js';

// Each golden is what a version of the product wrote; it is never edited. Another form gets another golden beside it.
const GOLDEN = join(import.meta.dirname, 'snapshot-form-1.golden.txt');
const { instrumentId } = sampleInstrument();

/** A day with all that a snapshot can hold. */
function goldenDay(): BookScenario {
  const venue = new BookScenario({ floorTicks: 95, referenceTicks: 100 });
  const { nowMicros } = venue;
  const expiryMicros = nowMicros + 24 * HOUR_MICROS;
  venue.position('kaz-2', -7);
  venue.act({
    type: 'setLimits',
    desk: 'aus-1',
    memberState: 'AUS',
    limits: { messagesPerSecondMax: 1_000 },
  });
  venue.act({
    type: 'setReserve',
    desk: 'res-1',
    memberState: 'RES',
    budget: '9007199254740993',
    capLots: 50,
  });
  venue.act({ type: 'setKillSwitch', scope: 'desk', name: 'nam-9', engaged: true });
  venue.act({ type: 'setBands', bands: { staticBasisPoints: 5_000 }, expiryMicros });
  venue.act({ type: 'setFloor', priceTicks: 94, floorVersion: 9 }, { effectiveMicros: expiryMicros });
  venue.buy('resting', 10, 99, { stpId: 'own', stpMode: 'cancelBoth', account: 'client-1' });
  venue.buy('taken', 4, 100);
  venue.sell('taking', 6, 100, { timeInForce: 'gtc', onFloorRaise: 'park' });
  venue.sell('iceberg', 30, 104, {
    displayQuantityLots: 4,
    timeInForce: 'gtd',
    expiryMicros,
    onFloorRaise: 'park',
  });
  venue.buy('peak', 6, 104);
  venue.buy('stop', 3, undefined, { orderType: 'stop', triggerPriceTicks: 110, protectionLimitTicks: 112 });
  venue.sell('close', 5, undefined, { timeInForce: 'atClose', protectionLimitTicks: 97 });
  venue.buy('post', 1, 98, { postOnly: true, desk: 'nam-1' });
  venue.buy('ioc', 3, 97, { timeInForce: 'ioc', minQuantityLots: 2 });
  venue.buy('wörter 铌', 2, 97, { desk: 'nam-1' });
  venue.amend('resting', { quantityLots: 8, account: 'client-2' });
  venue.amend('post', { priceTicks: 97 });
  venue.buy('gone', 1, 90);
  venue.cancel('gone');
  venue.act({ type: 'withdrawCertificate', certificateId: 'NAM-1' });
  venue.certificate({ certificateId: 'KAZ-2', expiryMicros: nowMicros + HOUR_MICROS });
  venue.tickAt(nowMicros + HOUR_MICROS);
  venue.floor(105);
  return venue;
}

describe('a snapshot that is kept', () => {
  it('INV-6 of form 1 is read by both books, to the very state hash', () => {
    if (process.env.WRITE_GOLDEN === '1') {
      const { book } = goldenDay();
      const bytes = Buffer.from(book.writeSnapshot('the-last-event', sha256)).toString('base64');
      writeFileSync(GOLDEN, `${book.stateHash()}\n${bytes}\n`, { flag: 'wx' });
    }
    const [stateHash, bytes = ''] = readFileSync(GOLDEN, 'utf8').split('\n');
    for (const book of [createNaiveBook(instrumentId), createFastBook(instrumentId)]) {
      expect(book.restoreSnapshot(Buffer.from(bytes, 'base64'), sha256)).toBe('the-last-event');
      expect(book.stateHash()).toBe(stateHash);
    }
  });

  it('INV-6 of form 1 is written again as it was: other bytes would be another form', () => {
    const [, bytes = ''] = readFileSync(GOLDEN, 'utf8').split('\n');
    const book = createFastBook(instrumentId);
    book.restoreSnapshot(Buffer.from(bytes, 'base64'), sha256);
    expect(Buffer.from(book.writeSnapshot('the-last-event', sha256)).toString('base64')).toBe(bytes);
  });
});
