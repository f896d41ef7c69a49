import type { Expectation } from './expectations.js';
import type { Memory } from './scenes/scene.js';

/** How one scene went. */
export interface SceneResult {
  readonly scene: string;
  readonly expectations: number;
  readonly failed: number;
  readonly milliseconds: number;
}

/** The day in figures. */
export interface Summary {
  readonly ok: boolean;
  readonly seconds: number;
  readonly scenes: readonly SceneResult[];
  readonly expectations: { readonly total: number; readonly failed: readonly Expectation[] };
  readonly crash?: Memory['crash'];
  readonly settlement?: Memory['settled'];
  readonly reconciliation?: Memory['reconciled'];
  readonly verification?: Memory['verified'];
  readonly record?: Memory['exported'];
}

/** Draws the closing table. */
export function summaryText(summary: Summary): string {
  const { scenes, expectations, crash, settlement, reconciliation, verification, record } = summary;
  const width = Math.max(...scenes.map(({ scene }) => scene.length));
  const rows = scenes.map(({ scene, expectations: count, failed, milliseconds }) => {
    const result = failed === 0 ? 'held' : `${failed} FAILED`;
    return `  ${scene.padEnd(width)}  ${String(count).padStart(4)}  ${result.padEnd(10)} ${(milliseconds / 1_000).toFixed(1).padStart(5)} s`;
  });
  const facts = [
    crash === undefined
      ? undefined
      : `killed with ${crash.acknowledged} orders acknowledged and ${crash.unknown} in flight; back after ${crash.restartMs} ms; of those in flight ${crash.found} had been recorded`,
    settlement === undefined
      ? undefined
      : `${settlement.settled} of ${settlement.instructions} instructions settled; failed: ${settlement.failed.join(', ') || 'none'}`,
    reconciliation === undefined
      ? undefined
      : `bank statement off by ${reconciliation.difference}, unexplained ${reconciliation.residual}`,
    verification === undefined
      ? undefined
      : `${verification.commands} commands of ${verification.books} books re-run, ${verification.events} events compared`,
    record === undefined
      ? undefined
      : `${record.events} events and ${record.trades} trades of the day's book exported`,
  ].filter((fact) => fact !== undefined);
  const failed = expectations.failed.map(
    ({ scene, what, found }) => `  !! ${scene}: expected: ${what}; found: ${found ?? '?'}`,
  );
  const verdict = summary.ok
    ? `All ${expectations.total} expectations held, in ${summary.seconds.toFixed(1)} s.`
    : `${expectations.failed.length} of ${expectations.total} expectations FAILED, in ${summary.seconds.toFixed(1)} s.`;
  return [
    '',
    'The day in figures',
    ...rows,
    '',
    ...facts.map((fact) => `  ${fact}`),
    '',
    ...failed,
    verdict,
  ].join('\n');
}
