import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, PositionedPageQuery } from './paging.js';
import { ProblemException } from './problem.js';
import { validateBody } from './validation.js';

const SHAPE = { sequence: 'number', instrument: 'string' } as const;

describe('cursors', () => {
  it('come back as they went', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ unit: 'grapheme' }), (sequence, instrument) => {
        expect(decodeCursor(encodeCursor({ sequence, instrument }), SHAPE)).toEqual({ sequence, instrument });
      }),
    );
    expect(decodeCursor(undefined, SHAPE)).toBeUndefined();
  });

  it.each([
    '',
    '%%%',
    'e30',
    'bnVsbA',
    encodeCursor({ sequence: 1 }),
    encodeCursor({ sequence: '1', instrument: 'A' }),
    encodeCursor({ sequence: -1, instrument: 'A' }),
    encodeCursor({ sequence: 1.5, instrument: 'A' }),
    encodeCursor({ sequence: 1, instrument: 'A', more: 1 }),
    Buffer.from('{"sequence":1,"__proto__":"A"}').toString('base64url'),
    Buffer.from('[1,"A"]').toString('base64url'),
  ])('%j is not one of the list', (cursor) => {
    expect(() => decodeCursor(cursor, SHAPE)).toThrow(ProblemException);
  });

  it('are refused or read when tampered with, never more', () => {
    const good = encodeCursor({ sequence: 42, instrument: 'NDPR-OXIDE' });
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_'),
        (at, letter) => {
          try {
            const read = decodeCursor(good.slice(0, at) + letter + good.slice(at + 1), SHAPE);
            expect(Number.isSafeInteger(read?.sequence)).toBe(true);
            expect(typeof read?.instrument).toBe('string');
          } catch (error) {
            expect(error).toBeInstanceOf(ProblemException);
          }
        },
      ),
    );
  });
});

describe('the query of a page', () => {
  it('has a limit of 100 and numbers that are written plainly', () => {
    expect(validateBody(PositionedPageQuery, {})).toMatchObject({ limit: 100 });
    expect(validateBody(PositionedPageQuery, { limit: '500', afterPosition: '0' })).toMatchObject({
      limit: 500,
      afterPosition: 0,
    });
  });

  it.each([
    { limit: '0' },
    { limit: '501' },
    { limit: '1e2' },
    { limit: '' },
    { limit: ' 5' },
    { limit: '05' },
    { limit: ['5', '6'] },
    { cursor: 'a b' },
    { afterPosition: '-1' },
    { afterPosition: '9007199254740993' },
    { offset: '5' },
  ])('%j is malformed', (query) => {
    expect(() => validateBody(PositionedPageQuery, query)).toThrow(ProblemException);
  });
});
