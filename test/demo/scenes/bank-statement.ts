import { decimalToMinorUnits, minorUnitsToDecimal } from '#contracts';
import { nameOf } from '../actor.js';
import type { Day } from '../day.js';
import type { Scene } from './scene.js';

const CURRENCY = 'USD';
const DECIMALS = 2;
const CSV = 'text/csv';
const DAY_MS = 86_400_000;

interface Movement {
  readonly kind: 'deposits' | 'withdrawals';
  readonly participant: string;
  readonly amount: string;
  readonly reference: string;
}

interface Break {
  readonly result: string;
  readonly reference: string;
  readonly difference: string;
}

interface Proof {
  readonly internalClosing: string;
  readonly externalClosing: string;
  readonly difference: string;
  readonly residual: string;
}

/** What the bank's statement says differently, planted on purpose. */
const PLANTED: Readonly<
  Record<string, { readonly result: string; readonly difference: string; readonly story: string }>
> = {
  'DEMO-BANK-2': { result: 'amountMismatch', difference: '0.09', story: 'the bank booked nine cents more' },
  'DEMO-BANK-3': { result: 'missingExternal', difference: '-75000.50', story: 'the bank has not booked it' },
  'DEMO-BANK-4': { result: 'duplicateExternal', difference: '-40000.00', story: 'the bank booked it twice' },
  'DEMO-BANK-5': { result: 'attributeMismatch', difference: '0.00', story: 'the bank values it a day later' },
  'DEMO-BANK-FEE': {
    result: 'missingInternal',
    difference: '-312.45',
    story: 'a fee that nobody here booked',
  },
};
const EXPECTED_COUNTS = {
  matched: 2,
  matchedWithinTolerance: 0,
  amountMismatch: 1,
  attributeMismatch: 1,
  missingExternal: 1,
  missingInternal: 1,
  duplicateExternal: 1,
};

/** The bank's statement differs from the ledger in five planted ways; every cent is explained. */
export const bankStatement: Scene = {
  title: 'The bank statement: five planted differences, every cent explained',
  async play(day, memory) {
    const today = new Date();
    const valueDate = isoDate(today);
    await bookMovements(day, valueDate);
    const opening = openingBalance(day);
    const path = `/v1/clearing/statements?account=nostro:${CURRENCY}&currency=${CURRENCY}&date=${valueDate}`;
    const { clearing } = day.cast;

    const torn = await clearing.client.postText(path, CSV, statementOf(opening + 1n, today));
    day.refused(
      clearing,
      'sends a statement that does not begin where it should',
      torn,
      'STATEMENT_OPENING_MISMATCH',
    );

    const csv = statementOf(opening, today);
    const { status, body } = await clearing.client.postText(path, CSV, csv);
    if (!day.expect.that('the statement is taken', status === 201, body)) return;
    const breaks = body.breaks as readonly Break[];
    const proof = body.proof as Proof;
    day.story.deed(nameOf(clearing), "sends the bank's statement", `${breaks.length} breaks`);
    day.expect.equal('what matching found (RECN-1)', body.counts, EXPECTED_COUNTS);
    checkBreaks(day, breaks);
    checkProof(day, breaks, proof);
    memory.reconciled = {
      counts: body.counts as Record<string, number>,
      difference: proof.difference,
      residual: proof.residual,
    };

    const again = await clearing.client.postText(path, CSV, csv);
    day.story.deed(
      nameOf(clearing),
      'sends the same file again',
      `nothing is added (${String(again.body.statementId)})`,
    );
    day.expect.equal('statement of the same file again (RECN-2)', again.body.statementId, body.statementId);
  },
};

async function bookMovements(day: Day, valueDate: string): Promise<void> {
  const { mine, separator, magnetMaker, suspendee, clearing } = day.cast;
  const movements: readonly Movement[] = [
    { kind: 'deposits', participant: mine.desk ?? '', amount: '1000000.00', reference: 'DEMO-BANK-1' },
    { kind: 'deposits', participant: magnetMaker.desk ?? '', amount: '250000.00', reference: 'DEMO-BANK-2' },
    { kind: 'deposits', participant: separator.desk ?? '', amount: '75000.50', reference: 'DEMO-BANK-3' },
    { kind: 'withdrawals', participant: mine.desk ?? '', amount: '40000.00', reference: 'DEMO-BANK-4' },
    { kind: 'deposits', participant: suspendee.desk ?? '', amount: '12000.00', reference: 'DEMO-BANK-5' },
  ];
  for (const { kind, ...movement } of movements) {
    const answer = await clearing.client.post(`/v1/clearing/${kind}`, {
      ...movement,
      currency: CURRENCY,
      valueDate,
    });
    const what = `books ${movement.amount} ${kind === 'deposits' ? 'in from' : 'out to'} ${movement.participant}`;
    day.story.deed(nameOf(clearing), what, movement.reference);
    day.expect.that(`${movement.reference} is booked`, answer.status === 201, answer.body);
  }
}

/** The bank began with what all participants together had at the founding. */
function openingBalance(day: Day): bigint {
  return day.cast.bloc.openingBalances.cash
    .filter(({ currency }) => currency === CURRENCY)
    .reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n);
}

function statementOf(opening: bigint, today: Date): string {
  const date = isoDate(today);
  const later = isoDate(new Date(today.getTime() + DAY_MS));
  const entries = [
    ['DEMO-BANK-1', date, '1000000.00'],
    ['DEMO-BANK-2', date, '250000.09'],
    ['DEMO-BANK-4', date, '-40000.00'],
    ['DEMO-BANK-4', date, '-40000.00'],
    ['DEMO-BANK-5', later, '12000.00'],
    ['DEMO-BANK-FEE', date, '-312.45'],
  ] as const;
  const closing = entries.reduce((sum, [, , amount]) => sum + minorUnits(amount), opening);
  return [
    'type,reference,valueDate,amount,currency',
    `opening,,,${minorUnitsToDecimal(opening, DECIMALS)},${CURRENCY}`,
    ...entries.map(
      ([reference, valueDate, amount]) => `entry,${reference},${valueDate},${amount},${CURRENCY}`,
    ),
    `closing,,,${minorUnitsToDecimal(closing, DECIMALS)},${CURRENCY}`,
    '',
  ].join('\r\n');
}

function checkBreaks(day: Day, breaks: readonly Break[]): void {
  for (const { reference, result, difference } of breaks) {
    const story = PLANTED[reference]?.story ?? 'nobody planted it';
    day.story.remark(`${reference.padEnd(14)} ${difference.padStart(10)}  ${result}: ${story}`);
  }
  const found = breaks
    .map(({ reference, result, difference }) => `${reference} ${result} ${difference}`)
    .sort();
  const planted = Object.entries(PLANTED).map(
    ([reference, one]) => `${reference} ${one.result} ${one.difference}`,
  );
  day.expect.equal('breaks (RECN-1)', found, planted.sort());
}

/** RECN-3, counted anew: the breaks add up to the difference of the closings, to the cent. */
function checkProof(day: Day, breaks: readonly Break[], proof: Proof): void {
  const difference = minorUnits(proof.externalClosing) - minorUnits(proof.internalClosing);
  const explained = breaks.reduce((sum, one) => sum + minorUnits(one.difference), 0n);
  day.expect.equal('difference of the closings', proof.difference, minorUnitsToDecimal(difference, DECIMALS));
  day.expect.that(
    'the breaks explain every cent (RECN-3)',
    explained === difference,
    `${explained} of ${difference}`,
  );
  day.expect.equal('what is left unexplained (RECN-3)', proof.residual, '0.00');
  day.story.remark(
    `Bank ${proof.externalClosing}, ledger ${proof.internalClosing}: ${proof.difference}, unexplained ${proof.residual}.`,
  );
}

function minorUnits(text: string): bigint {
  const negative = text.startsWith('-');
  const amount = decimalToMinorUnits(negative ? text.slice(1) : text, DECIMALS);
  if (amount === undefined) throw new Error(`not an amount: ${text}`);
  return negative ? -amount : amount;
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
