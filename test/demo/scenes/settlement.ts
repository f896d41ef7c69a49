import { nameOf } from '../actor.js';
import { INSTRUMENT } from '../cast.js';
import type { Day } from '../day.js';
import type { Scene } from './scene.js';

interface Fail {
  readonly participant: string;
  readonly reason: string;
  readonly short: string | number;
}

interface Move {
  readonly participant: string;
  readonly lots: number;
}

interface Balance {
  readonly asset: string;
  readonly balance: string;
}

interface AssetTotal {
  readonly asset: string;
  readonly total: string;
}

/** Lots against money, both or neither; who is short fails alone and is named. */
export const settlement: Scene = {
  title: 'Settlement: lots against money, both or neither',
  async play(day, memory) {
    const { clearing, shortOfCash, shortOfMetal } = day.cast;
    const { settlementDate = '', instructions = 0 } = memory;
    const before = await lotsOfDesks(day);
    const { status, body } = await clearing.client.post('/v1/clearing/settle', { settlementDate });
    day.expect.that('the settlement is done', status < 300, body);
    const settled = (body.settled ?? []) as readonly Move[];
    const failed = (body.failed ?? []) as readonly Fail[];
    day.story.deed(
      nameOf(clearing),
      `settles ${settlementDate}`,
      `${settled.length} settled, ${failed.length} failed`,
    );
    for (const { participant, reason, short } of failed) {
      day.story.remark(
        `${participant} fails alone: ${reason.toLowerCase().replaceAll('_', ' ')} by ${short}.`,
      );
    }
    const named = failed.map(({ participant, reason }) => `${participant} ${reason}`).sort();
    const expected = [
      `${shortOfCash.desk ?? ''} SHORT_OF_CASH`,
      `${shortOfMetal.desk ?? ''} SHORT_OF_METAL`,
    ].sort();
    day.expect.equal('who failed, and for want of what', named, expected);
    day.expect.equal('instructions that settled', settled.length, instructions - expected.length);
    const held = (body.held ?? []) as readonly unknown[];
    day.expect.equal('instructions that wait for others', held, []);
    await checkDelivery(day, before, settled, new Set(failed.map(({ participant }) => participant)));
    memory.settled = { instructions, settled: settled.length, failed: named };
    await trialBalance(day);
  },
};

/** What each desk of the day has in the warehouse. */
async function lotsOfDesks(day: Day): Promise<Map<string, number>> {
  const { mine, separator, magnetMaker, suspendee, shortOfCash, shortOfMetal, clearing } = day.cast;
  const lots = new Map<string, number>();
  for (const { desk = '' } of [mine, separator, magnetMaker, suspendee, shortOfCash, shortOfMetal]) {
    const { body } = await clearing.client.get(`/v1/clearing/accounts/${desk}`);
    const balances = (body.balances ?? []) as readonly Balance[];
    lots.set(desk, Number(balances.find(({ asset }) => asset === `lots:${INSTRUMENT}`)?.balance ?? 0));
  }
  return lots;
}

/** CLRG-3: who settled has the lots that the instruction said; who failed has what it had. */
async function checkDelivery(
  day: Day,
  before: ReadonlyMap<string, number>,
  settled: readonly Move[],
  failed: ReadonlySet<string>,
): Promise<void> {
  const after = await lotsOfDesks(day);
  for (const [desk, lots] of before) {
    const move = settled.find(({ participant }) => participant === desk);
    const expected = failed.has(desk) ? lots : lots + (move?.lots ?? 0);
    day.expect.equal(`lots of ${desk} after the settlement`, after.get(desk), expected);
  }
}

async function trialBalance(day: Day): Promise<void> {
  const { clearing } = day.cast;
  const { body } = await clearing.client.get('/v1/clearing/trial-balance');
  const assets = (body.assets ?? []) as readonly AssetTotal[];
  const wrong = assets.filter(({ total }) => !/^-?0+(\.0+)?$/.test(total));
  day.story.deed(
    nameOf(clearing),
    'draws the trial balance',
    `${assets.length} assets, ${wrong.length} not at zero`,
  );
  day.expect.that('the trial balance has assets', assets.length > 0, body);
  day.expect.equal('assets that do not sum to zero (INV-4)', wrong, []);
}
