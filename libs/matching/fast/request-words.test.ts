import { describe, expect, it } from '@jest/globals';
import { BookScenario } from '#testing';
import { createFastBook } from './fast-book.js';
import type { FastState } from './fast-state.js';

describe('requests as words', () => {
  it('MEMB-3 SEQ-4 keep the name of a certificate that nobody registered with its request alone', () => {
    const book = createFastBook('NDPR-OXIDE');
    const venue = new BookScenario({ book, referenceTicks: 100 });
    const { state } = book as unknown as { readonly state: FastState };
    const { size } = state.parties.certificates;
    for (let number = 1; number <= 3; number++) {
      expect(venue.sell(`s${number}`, 1, 100, { certificateId: `MADE-UP-${number}` })[0]).toContain(
        'ORIGIN_MISSING',
      );
    }
    expect(state.parties.certificates.size).toBe(size);
    const request = [...state.identifiers()].at(-1)?.request;
    expect(request).toMatchObject({ clientOrderId: 's3', certificateId: 'MADE-UP-3' });
  });
});
