import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}
interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A share of the process's main thread: where, and how much of all time that it was not idle. */
export interface TimeShare {
  readonly where: string;
  readonly percent: number;
}

/**
 * Sums a V8 CPU profile by package or folder: each sample counts for the innermost frame that belongs to one, so what
 * node's own code does counts for node.
 *
 * @param lastMs - only so much of the end of each profile counts, to leave the start out; all when absent.
 */
export function whereTimeGoes(
  directory: string,
  sharesMax: number,
  lastMs = Number.POSITIVE_INFINITY,
): TimeShare[] {
  const micros = new Map<string, number>();
  let busy = 0;
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.cpuprofile'))) {
    const profile = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Profile;
    const places = new Map(profile.nodes.map((node) => [node.id, placeOf(node)]));
    let left = profile.timeDeltas.reduce((sum, delta) => sum + delta, 0);
    profile.samples.forEach((sample, index) => {
      const place = places.get(sample) ?? 'unknown';
      const delta = profile.timeDeltas[index] ?? 0;
      left -= delta;
      if (place === '(idle)' || left > lastMs * 1_000) return;
      busy += delta;
      micros.set(place, (micros.get(place) ?? 0) + delta);
    });
  }
  return [...micros]
    .sort(([, one], [, other]) => other - one)
    .slice(0, sharesMax)
    .map(([where, spent]) => ({ where, percent: Math.round((1_000 * spent) / busy) / 10 }));
}

function placeOf({ callFrame: { functionName, url } }: ProfileNode): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'built-in';
  if (url.startsWith('node:')) return `node ${url.slice(5).split('/').slice(0, 2).join('/')}`;
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (dependency !== undefined) return dependency;
  const own = /dist\/((?:apps|libs)\/[^/]+(?:\/[^/]+)?)/.exec(url)?.[1];
  return own?.replace(/\/[^/]+\.js$/, '') ?? url;
}
