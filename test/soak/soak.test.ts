import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { PROFILES } from './profile.js';
import { isSameValue } from './same-value.js';
import { shrink } from './shrink.js';
import { profileOf, soak, watchesOf, type SoakReport } from './soak-run.js';

const MAIN = fileURLToPath(new URL('../../dist/test/soak/main.js', import.meta.url));

/** A failure prints how to see it again; `npm run test:soak` plays as long as one likes. */
const SEED = 20_261_125;
const COMMANDS_OF_EPISODE = 1_500;

describe('random commands of every rule through both books', () => {
  let report: SoakReport | undefined;

  it(`INV-6 the naive and the fast book say and become the same, seed ${SEED}`, () => {
    const commands = COMMANDS_OF_EPISODE * PROFILES.length;
    report = soak({ seed: SEED, commands, commandsOfEpisode: COMMANDS_OF_EPISODE });
    expect(report.failure).toBeUndefined();
    expect(report.commands).toBe(commands);
  }, 120_000);

  it('INV-6 a book that followed, or is restored, goes on as the one before it would have', () => {
    // A followed episode changes books every 50 commands, at each eighth time to one from a snapshot.
    expect(report?.takingsOver).toBeGreaterThan(20);
  });

  it('INV-6 is watched in another way in every kind of market', () => {
    const kinds = Array.from({ length: 64 }, (_, episode) => kindOf(episode));
    const every = PROFILES.flatMap(({ name }) =>
      ['audited', 'followed', 'plain'].map((how) => `${how} ${name}`),
    );
    expect([...new Set(kinds)].sort()).toEqual(every.sort());
  });

  it('INV-6 reaches what the rules are about', () => {
    const missed = DEEP.filter((name) => report?.seen.has(name) !== true);
    expect(missed).toEqual([]);
  });
});

describe('what a soak stands on', () => {
  it('INV-6 a failing run is cut down to what it takes to fail', () => {
    const actions = Array.from({ length: 200 }, (_, index) => index);
    const failing = (some: readonly number[]): { actions: readonly number[]; fault: string } | undefined => {
      const at = some.indexOf(151);
      return at >= 0 && some.includes(17) ? { actions: some.slice(0, at + 1), fault: 'both' } : undefined;
    };
    expect(shrink(actions, failing, 10_000)).toEqual({ actions: [17, 151], fault: 'both' });
    expect(shrink([1, 2], failing, 10_000)).toBeUndefined();
  });

  it('INV-6 seeds are played in processes side by side, and all of it is counted', async () => {
    const options = '--seed 7 --seeds 3 --commands 300 --episode-commands 200 --workers 2 --json';
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...options.split(' ')]);
    expect(JSON.parse(stdout)).toMatchObject({
      agree: true,
      seedsPassed: 3,
      commands: 900,
      episodes: 6,
      statesCompared: 6,
      hashesCompared: 6,
    });
  }, 60_000);

  it('INV-6 two events differ by any field, and not by the order of their fields', () => {
    expect(isSameValue({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1, d: undefined })).toBe(true);
    expect(isSameValue({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(isSameValue({ a: 1, b: 2 }, { a: 1 })).toBe(false);
    expect(isSameValue({ a: [1, 2] }, { a: [1] })).toBe(false);
    expect(isSameValue({ a: 0 }, { a: '0' })).toBe(false);
  });
});

function kindOf(episode: number): string {
  const { isAudited, isFollowed } = watchesOf(episode);
  return `${isAudited ? 'audited' : isFollowed ? 'followed' : 'plain'} ${profileOf(episode).name}`;
}

/** What even a short soak must not miss: else it proves little. */
const DEEP: readonly string[] = [
  'Traded',
  'AuctionUncrossed',
  'IndicativeChanged',
  'OrderTriggered',
  'OrderParked',
  'PeakRefreshed',
  'OrderBecameLimit',
  'OrderAmended',
  'MassCancelled',
  'KillSwitchSet',
  'BandsSet',
  'BandsExpired',
  'LimitsSet',
  'ReserveSet',
  'CertificateExpired',
  'IdentifiersDropped',
  'OrderCancelled FLOOR_RAISED',
  'OrderCancelled SELF_TRADE',
  'OrderCancelled KILL_SWITCH',
  'OrderCancelled EXPIRED',
  'OrderCancelled MIN_QUANTITY',
  'OrderCancelled FOK',
  'OrderCancelled REDUCE_ONLY',
  'OrderRejected STOP_ALREADY_THROUGH',
  'OrderRejected WOULD_TAKE',
  'OrderRejected ORDER_SHAPE',
  'OrderRejected DUPLICATE_ID',
  'AmendRejected VERSION_MISMATCH',
];
