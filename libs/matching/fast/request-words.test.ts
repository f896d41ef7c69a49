import { describe, expect, it } from '@jest/globals';
import { BookScenario, offer } from '#testing';
import { Terms, Request } from '../layout/request-layout.js';
import { BookMemory } from './book-memory.js';
import { createFastBook } from './fast-book.js';
import { Parties } from './parties.js';
import { requestWordsMax, writeRequest } from './request-words.js';

describe('requests as words', () => {
  it('MEMB-3 give no number to a certificate that nobody registered', () => {
    const parties = new Parties(new BookMemory());
    parties.certificates.numberOf('KAZ-1');
    const { size } = parties.certificates;
    const isOdd = ['KAZ-1', 'MADE-UP-1', 'MADE-UP-2'].map((certificateId) => {
      const order = offer('s1', 1, 100, { certificateId });
      const words = new Int32Array(requestWordsMax(order));
      writeRequest(words, 0, order, parties);
      return ((words[Request.TERMS] ?? 0) & Terms.IS_ODD) !== 0;
    });
    expect(isOdd).toEqual([false, true, true]);
    expect(parties.certificates.size).toBe(size);
  });

  it('MEMB-3 SEQ-4 keep the name of such a certificate with the request that was refused for it', () => {
    const book = createFastBook('NDPR-OXIDE');
    const venue = new BookScenario({ book, referenceTicks: 100 });
    expect(venue.sell('s1', 1, 100, { certificateId: 'MADE-UP-1' })[0]).toContain('ORIGIN_MISSING');
    const held = book.identifier('kaz-1', 's1');
    expect(held?.request).toMatchObject({ clientOrderId: 's1', certificateId: 'MADE-UP-1' });
  });
});
