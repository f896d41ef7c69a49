import { describe, expect, it } from '@jest/globals';
import { ProblemException } from '#platform';
import { readStatementCsv, STATEMENT_CSV_EXAMPLE } from './statement-csv.js';

const read = (lines: readonly string[]) => readStatementCsv(lines.join('\n'), 'USD', 2);
const HEADER = 'type,reference,valueDate,amount,currency,counterparty';

function problemOf(work: () => unknown): ProblemException {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemException) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const errorsOf = (lines: readonly string[]): string[] =>
  (problemOf(() => read(lines)).problem.errors ?? []).map(({ field, code }) => `${field} ${code}`);

describe('a statement in CSV', () => {
  it('RECN-1 is read into minor units with the lines of the file', () => {
    expect(readStatementCsv(STATEMENT_CSV_EXAMPLE, 'USD', 2)).toEqual({
      openingBalance: '100000',
      closingBalance: '25100000',
      lines: [
        {
          lineNumber: 3,
          reference: 'BANK-2026-0042',
          valueDate: '2026-11-25',
          amount: '25000000',
          currency: 'USD',
          counterparty: 'aus-lynx',
        },
      ],
    });
  });

  it('RECN-1 takes columns in any order, quotes, CRLF, a byte order mark and balances below zero', () => {
    const file = read([
      '\ufeffamount,type,valueDate,reference\r',
      '-5.00,opening,,\r',
      '"-0.05",entry,2026-11-25,"A, B"\r',
      '-5.05,closing,,\r',
      '',
    ]);
    expect(file).toMatchObject({ openingBalance: '-500', closingBalance: '-505' });
    expect(file.lines).toMatchObject([{ lineNumber: 3, reference: 'A, B', amount: '-5', currency: 'USD' }]);
  });

  it('RECN-1 tells line and column of every error', () => {
    const lines = [
      HEADER,
      'opening,,,1,USD,',
      'entry,,2026-02-30,1e3,usd,x',
      'entry,R,2026-11-25,-0.00,USD,',
      'balance,R,2026-11-25,1,USD,',
      'closing,,,1.001,USD,',
      'closing,,,1.00,USD,',
    ];
    expect(errorsOf(lines)).toEqual([
      'line 3, column reference REFERENCE',
      'line 3, column valueDate DATE',
      'line 3, column currency CURRENCY',
      'line 3, column amount AMOUNT',
      'line 4, column amount AMOUNT',
      'line 5, column type UNKNOWN_TYPE',
      'line 6, column amount AMOUNT',
      'line 7, column type DOUBLED',
    ]);
  });

  it('RECN-1 takes balances in the currency of the account alone', () => {
    expect(errorsOf([HEADER, 'opening,,,1.00,EUR,', 'closing,,,1.00, USD ,'])).toEqual([
      'line 2, column currency CURRENCY',
    ]);
  });

  it('RECN-1 tells missing, doubled and unknown columns, and missing balances', () => {
    expect(errorsOf(['type,type,sum', 'a,b,c'])).toEqual([
      'line 1, column 2 DOUBLED_COLUMN',
      'line 1, column 3 UNKNOWN_COLUMN',
      'line 1 MISSING_COLUMN',
      'line 1 MISSING_COLUMN',
      'line 1 MISSING_COLUMN',
    ]);
    expect(errorsOf([HEADER, 'entry,R,2026-11-25,1,USD,'])).toEqual([
      'type MISSING_LINE',
      'type MISSING_LINE',
    ]);
  });

  it('RECN-1 tells the line of what is no CSV', () => {
    expect(errorsOf([HEADER, 'opening,,,1,USD,', 'entry,"R'])).toEqual(['line 3 CSV_QUOTE_NOT_CLOSED']);
    expect(errorsOf([HEADER, 'opening,,,1'])).toEqual(['line 2 CSV_RECORD_INCONSISTENT_FIELDS_LENGTH']);
    expect(problemOf(() => read([])).problem.status).toBe(400);
    expect(problemOf(() => read(['\u0000'])).problem.status).toBe(400);
  });

  it('RECN-1 takes 1,500 entries in one file and not one more', () => {
    const entries = (count: number) => [
      HEADER,
      'opening,,,0,USD,',
      ...Array.from({ length: count }, (_, index) => `entry,R-${index},2026-11-25,0.01,USD,`),
      `closing,,,${count / 100},USD,`,
    ];
    expect(read(entries(1_500)).lines).toHaveLength(1_500);
    expect(problemOf(() => read(entries(1_501))).problem).toMatchObject({
      status: 413,
      code: 'STATEMENT_TOO_LARGE',
    });
  });
});
