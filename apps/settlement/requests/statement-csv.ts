import { CsvError, parse } from 'csv-parse/sync';
import { dayNumberOf } from '#bloc';
import { decimalToMinorUnits, type StatementLine } from '#contracts';
import { malformed, ProblemException, type FieldError } from '#platform';
import { REFERENCE } from './fields.js';

/** Entries of one statement; larger ones come in several files, each closing where the next opens. */
const STATEMENT_LINES_MAX = 1_500;
const ERRORS_MAX = 50;

const COLUMNS = ['type', 'reference', 'valueDate', 'amount', 'currency', 'counterparty'] as const;
type Column = (typeof COLUMNS)[number];
const COLUMNS_NEEDED: readonly Column[] = ['type', 'reference', 'valueDate', 'amount'];

export const STATEMENT_CSV_FORM =
  'A first line with the columns type, reference, valueDate, amount and, if wanted, currency and counterparty, in any ' +
  'order. Then one line of type `opening` and one of type `closing` with the balance in amount, and a line of type ' +
  '`entry` for each movement: reference of 1 to 64 printable ASCII characters, valueDate as YYYY-MM-DD, amount as a ' +
  `decimal, below zero for money out. At most ${STATEMENT_LINES_MAX} entries.`;

const STATEMENT_CSV_EXAMPLE_LINES = [
  'type,reference,valueDate,amount,currency,counterparty',
  'opening,,,1000.00,USD,',
  'entry,BANK-2026-0042,2026-11-25,250000.00,USD,aus-lynx',
  'closing,,,251000.00,USD,',
];
export const STATEMENT_CSV_EXAMPLE = STATEMENT_CSV_EXAMPLE_LINES.join('\n');

/** A statement as its file tells it, in minor units. */
export interface StatementFile {
  readonly openingBalance: string;
  readonly closingBalance: string;
  readonly lines: readonly StatementLine[];
}

interface Row {
  readonly lineNumber: number;
  readonly cells: Readonly<Partial<Record<Column, string>>>;
}

/**
 * Reads a bank's statement in the venue's CSV form.
 *
 * @param currency - of the account; entries without one have it.
 * @param decimals - of that currency.
 * @throws ProblemException 400 `MALFORMED` with the line and column of each error, 413 on too many entries.
 */
export function readStatementCsv(csv: string, currency: string, decimals: number): StatementFile {
  const reader = new StatementReader(currency, decimals);
  for (const row of rowsOf(csv)) reader.take(row);
  return reader.finish();
}

function rowsOf(csv: string): Row[] {
  const [header, ...records] = recordsOf(csv);
  if (header === undefined || records.length === 0) throw malformed('the statement has no lines');
  const columns = columnsOf(header.cells);
  return records.map(({ lineNumber, cells }) => ({
    lineNumber,
    cells: Object.fromEntries(columns.map((column, index) => [column, cells[index]])),
  }));
}

/** The records of a CSV text, each with the line of the file that it ends on. */
function recordsOf(csv: string): { lineNumber: number; cells: string[] }[] {
  const records: { lineNumber: number; cells: string[] }[] = [];
  try {
    parse(csv, {
      bom: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines }) => {
        records.push({ lineNumber: lines, cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    throw malformed('the statement is not well-formed CSV', [
      { field: `line ${line}`, code: error.code, message: error.message.slice(0, 200) },
    ]);
  }
  return records;
}

function columnsOf(header: readonly string[]): Column[] {
  const names = header.map((name) => name.trim());
  const errors: FieldError[] = [];
  names.forEach((name, index) => {
    const at = { field: `line 1, column ${index + 1}` };
    if (!COLUMNS.includes(name as Column))
      errors.push({ ...at, code: 'UNKNOWN_COLUMN', message: `is none of ${COLUMNS.join(', ')}` });
    else if (names.indexOf(name) !== index)
      errors.push({ ...at, code: 'DOUBLED_COLUMN', message: `${name} is there twice` });
  });
  for (const name of COLUMNS_NEEDED) {
    if (!names.includes(name))
      errors.push({ field: 'line 1', code: 'MISSING_COLUMN', message: `has no column ${name}` });
  }
  if (errors.length > 0)
    throw malformed('the columns of the statement are wrong', errors.slice(0, ERRORS_MAX));
  return names as Column[];
}

/** Collects the lines of a statement and every error in them. */
class StatementReader {
  private readonly errors: FieldError[] = [];
  private readonly balances = new Map<'opening' | 'closing', string>();
  private readonly lines: StatementLine[] = [];

  constructor(
    private readonly currency: string,
    private readonly decimals: number,
  ) {}

  take(row: Row): void {
    const type = row.cells.type?.trim();
    if (type === 'entry') {
      this.takeEntry(row);
    } else if (type === 'opening' || type === 'closing') {
      const amount = this.amountIn(row);
      const currency = (row.cells.currency ?? '').trim();
      if (currency !== '' && currency !== this.currency)
        this.fault(row, 'currency', 'CURRENCY', `must be ${this.currency}, the currency of the account`);
      if (this.balances.has(type)) this.fault(row, 'type', 'DOUBLED', `there is a line ${type} already`);
      else this.balances.set(type, amount);
    } else {
      this.fault(row, 'type', 'UNKNOWN_TYPE', 'must be opening, entry or closing');
    }
  }

  finish(): StatementFile {
    const openingBalance = this.balances.get('opening');
    const closingBalance = this.balances.get('closing');
    if (openingBalance === undefined) this.missing('opening');
    if (closingBalance === undefined) this.missing('closing');
    if (this.errors.length > 0 || openingBalance === undefined || closingBalance === undefined)
      throw malformed('the statement is malformed', this.errors.slice(0, ERRORS_MAX));
    if (this.lines.length > STATEMENT_LINES_MAX) {
      const detail = `the statement has ${this.lines.length} entries; at most ${STATEMENT_LINES_MAX} come in one file`;
      throw new ProblemException(413, 'STATEMENT_TOO_LARGE', detail);
    }
    return { openingBalance, closingBalance, lines: this.lines };
  }

  private takeEntry(row: Row): void {
    const reference = (row.cells.reference ?? '').trim();
    const valueDate = (row.cells.valueDate ?? '').trim();
    const currency = (row.cells.currency ?? '').trim();
    const counterparty = (row.cells.counterparty ?? '').trim();
    if (!REFERENCE.test(reference))
      this.fault(row, 'reference', 'REFERENCE', 'must be 1 to 64 printable ASCII characters');
    if (dayNumberOf(valueDate) === undefined)
      this.fault(row, 'valueDate', 'DATE', 'must be a date such as 2026-11-25');
    if (currency !== '' && !/^[A-Z]{3}$/.test(currency))
      this.fault(row, 'currency', 'CURRENCY', 'must be the code of a currency');
    if (counterparty.length > 64 || /\p{C}/u.test(counterparty))
      this.fault(row, 'counterparty', 'COUNTERPARTY', 'must be at most 64 printable characters');
    this.lines.push({
      lineNumber: row.lineNumber,
      reference,
      valueDate,
      amount: this.amountIn(row),
      currency: currency === '' ? this.currency : currency,
      ...(counterparty === '' ? {} : { counterparty }),
    });
  }

  /** Signed minor units of a line's amount; a fault gives zero. */
  private amountIn(row: Row): string {
    const text = (row.cells.amount ?? '').trim();
    const negative = text.startsWith('-');
    const amount = decimalToMinorUnits(negative ? text.slice(1) : text, this.decimals);
    if (amount === undefined || (negative && amount === 0n)) {
      const message = `must be a decimal with at most ${this.decimals} places, such as -250.00`;
      this.fault(row, 'amount', 'AMOUNT', message);
      return '0';
    }
    return String(negative ? -amount : amount);
  }

  private fault(row: Row, column: Column, code: string, message: string): void {
    if (this.errors.length < ERRORS_MAX)
      this.errors.push({ field: `line ${row.lineNumber}, column ${column}`, code, message });
  }

  private missing(type: string): void {
    if (this.errors.length < ERRORS_MAX)
      this.errors.push({ field: 'type', code: 'MISSING_LINE', message: `there is no line of type ${type}` });
  }
}
