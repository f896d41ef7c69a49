import { nameOf } from '../actor.js';
import type { Day } from '../day.js';
import type { Scene } from './scene.js';

interface Fail {
  readonly participant: string;
  readonly reason: string;
  readonly short: string | number;
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
    const { status, body } = await clearing.client.post('/v1/clearing/settle', { settlementDate });
    day.expect.that('the settlement is done', status < 300, body);
    const settled = (body.settled ?? []) as readonly { participant: string }[];
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
    memory.settled = { instructions, settled: settled.length, failed: named };
    await trialBalance(day);
  },
};

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
