import { describe, expect, it } from '@jest/globals';
import { REJECTION_CODES, type RefusalDetails, type RejectionCode } from '#contracts';
import { sampleInstrument } from '#testing';
import { bookProblem } from './book-problem.js';

const AT = { sequence: 7, position: 70 };

function problemOf(code: RejectionCode, details: RefusalDetails = {}) {
  return bookProblem({ code, details, ...AT }, sampleInstrument());
}

describe('a refusal by a book as a problem', () => {
  const statuses: Partial<Record<RejectionCode, number>> = {
    ORDER_NOT_FOUND: 404,
    VERSION_MISMATCH: 409,
    DUPLICATE_ID: 409,
  };
  const codes = Object.keys(REJECTION_CODES) as RejectionCode[];

  it.each(codes)('%s has its status, its rule and a sentence of its own', (code) => {
    const problem = problemOf(code);
    expect(problem).toMatchObject({
      status: statuses[code] ?? 422,
      code,
      rule: REJECTION_CODES[code],
      ...AT,
    });
    expect(codes.filter((other) => problemOf(other).detail === problem.detail)).toEqual([code]);
  });

  // RISK-1 names the limit and its value.
  it.each<[RejectionCode, RefusalDetails, Record<string, string | number>]>([
    ['ORDER_SIZE_LIMIT', { orderSizeLotsMax: 5, quantityLots: 6 }, { orderSizeLotsMax: 5, quantityLots: 6 }],
    [
      'NOTIONAL_LIMIT',
      { notionalMax: '9007199254740993', notional: '9007199254740994' },
      { notionalMax: '90071992547409.93', notional: '90071992547409.94' },
    ],
    ['BELOW_FLOOR', { floorPriceTicks: 11_000, floorVersion: 2 }, { floorPrice: '110.00', floorVersion: 2 }],
    ['OUTSIDE_BAND', { lowestPriceTicks: 10_450 }, { lowestPrice: '104.50' }],
    ['STOP_ALREADY_THROUGH', { lastPriceTicks: 11_001 }, { lastPrice: '110.01' }],
    ['ORDER_SHAPE', { field: 'expiryMicros', problem: 'missing' }, { field: 'expiry', problem: 'missing' }],
    ['DUPLICATE_ID', { firstSequence: 17 }, { orderId: 'NDPR-OXIDE.17' }],
    ['CERTIFICATE_EXPIRED', { expiryMicros: 1 }, { expiry: '1970-01-01T00:00:00.000001Z' }],
  ])('%s names its figures in the desk’s units: %j', (code, details, figures) => {
    const problem = problemOf(code, details);
    expect(problem).toMatchObject({ details: figures });
    for (const [name, value] of Object.entries(figures)) {
      expect(problem.detail).toContain(`${name} ${value}`);
    }
  });
});
