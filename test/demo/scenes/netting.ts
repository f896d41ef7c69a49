import { setTimeout as delay } from 'node:timers/promises';
import { decimalToUnits, minorUnitsToDecimal } from '#contracts';
import { nameOf, readAll, type Actor } from '../actor.js';
import { INSTRUMENT } from '../cast.js';
import type { Day } from '../day.js';
import type { FillRow } from '../reports.js';
import type { Memory, Scene } from './scene.js';

interface Obligation {
  readonly participant: string;
  readonly settlementDate: string;
}

interface Instruction {
  readonly participant: string;
  readonly lots: number;
  readonly amount: string;
}

const NOVATION_MS_MAX = 10_000;
const POLL_MS = 50;

/** Every trade became two obligations; each participant's become one delivery against one payment. */
export const netting: Scene = {
  title: 'Netting: many trades become one delivery and one payment for each desk',
  async play(day, memory) {
    const { clearing } = day.cast;
    const own = await ownFills(day, memory);
    const sides = [...own.values()].reduce((sum, fills) => sum + fills.length, 0);
    const obligations = await novated(clearing, sides);
    day.expect.equal('obligations, two for each trade (CLRG-1)', obligations.length, sides);
    const dates = [...new Set(obligations.map(({ settlementDate }) => settlementDate))].sort();
    const found: Instruction[] = [];
    for (const settlementDate of dates) {
      const { status, body } = await clearing.client.post('/v1/clearing/net', { settlementDate });
      day.expect.that(`netting ${settlementDate} is done`, status < 300, body);
      found.push(...((body.instructions ?? []) as readonly Instruction[]));
    }
    memory.settlementDate = dates.at(-1) ?? '';
    memory.instructions = found.length;
    day.story.deed(
      nameOf(clearing),
      `nets ${obligations.length} obligations for ${memory.settlementDate}`,
      `${found.length} instructions`,
    );
    const expected = [...own].map(([desk, fills]) => netOf(day, desk, fills)).sort();
    const netted = found
      .map(({ participant, lots, amount }) => `${participant} ${lots} lots ${amount}`)
      .sort();
    for (const line of netted) day.story.remark(line);
    day.expect.equal("instructions, counted anew from the desks' own fills (CLRG-2)", netted, expected);
  },
};

/** One side of a trade, as far as netting goes. */
type Fill = Pick<FillRow, 'side' | 'price' | 'quantityLots'>;

/** The fills of every desk that has any, as the desk itself sees them; the reserve's as the day saw them. */
async function ownFills(day: Day, { reserveFills = [] }: Memory): Promise<Map<string, readonly Fill[]>> {
  const { mine, separator, magnetMaker, suspendee, shortOfCash, shortOfMetal } = day.cast;
  const own = new Map<string, readonly Fill[]>();
  for (const actor of [mine, separator, magnetMaker, suspendee, shortOfCash, shortOfMetal]) {
    const fills = await readAll<FillRow>(actor, `/v1/fills?instrument=${INSTRUMENT}`);
    if (fills.length > 0) own.set(actor.desk ?? '', fills);
  }
  const bought = reserveFills.map((fill) => ({ ...fill, side: 'buy' as const }));
  if (bought.length > 0) own.set(day.cast.bloc.strategicReserve.participant, bought);
  return own;
}

/** Clearing follows the books; it is given a moment to catch up. */
async function novated(clearing: Actor, expected: number): Promise<Obligation[]> {
  const deadline = Date.now() + NOVATION_MS_MAX;
  for (;;) {
    const found = await readAll<Obligation>(clearing, `/v1/clearing/obligations?instrument=${INSTRUMENT}`);
    if (found.length >= expected || Date.now() > deadline) return found;
    await delay(POLL_MS);
  }
}

/** `aus-lynx -30 lots 1687500.00`: above zero the participant gets, below it gives. */
function netOf(day: Day, desk: string, fills: readonly Fill[]): string {
  const spec = day.cast.bloc.instruments.find((one) => one.spec.instrumentId === INSTRUMENT)?.spec;
  if (spec === undefined) throw new Error(`the bloc does not trade ${INSTRUMENT}`);
  let lots = 0;
  let minorUnits = 0n;
  for (const { side, price, quantityLots } of fills) {
    const ticks = decimalToUnits(price, spec.tickSize) ?? 0n;
    const notional =
      (ticks * BigInt(quantityLots) * BigInt(spec.notionalNumerator)) / BigInt(spec.notionalDenominator);
    lots += side === 'buy' ? quantityLots : -quantityLots;
    minorUnits += side === 'buy' ? -notional : notional;
  }
  return `${desk} ${lots} lots ${minorUnitsToDecimal(minorUnits, spec.currencyDecimals)}`;
}
