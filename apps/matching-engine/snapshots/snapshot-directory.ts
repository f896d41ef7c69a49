import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { KeptSnapshot, SnapshotStore } from './snapshot-store.js';

const KEPT = 2;
const FILE = /^(\d{16})\.snapshot$/;

/**
 * Snapshots as files `<instrument>/<sequence>.snapshot`. A file is written beside its place and renamed into it, so a
 * killed process leaves a whole one or none.
 */
export class SnapshotDirectory implements SnapshotStore {
  constructor(private readonly directory: string) {}

  async save(instrument: string, sequence: number, bytes: Uint8Array): Promise<void> {
    const folder = join(this.directory, instrument);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const target = join(folder, `${String(sequence).padStart(16, '0')}.snapshot`);
    await writeDurably(`${target}.new`, bytes);
    await rename(`${target}.new`, target);
    await syncFolder(folder);
    for (const old of (await this.filesOf(instrument)).slice(KEPT)) await rm(old, { force: true });
  }

  async newestSequence(instrument: string): Promise<number> {
    const [newest] = await this.filesOf(instrument);
    return newest === undefined ? 0 : Number(FILE.exec(basename(newest))?.[1]);
  }

  async *newestFirst(instrument: string): AsyncIterable<KeptSnapshot> {
    for (const name of await this.filesOf(instrument)) {
      const bytes = await readIfThere(name);
      if (bytes !== undefined) yield { name, bytes };
    }
  }

  /** Newest first, for names sort as their sequences do; what a killed process left half-written is not among them. */
  private async filesOf(instrument: string): Promise<string[]> {
    const folder = join(this.directory, instrument);
    const names = await readdir(folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const whole = names.filter((name) => FILE.test(name)).sort();
    return whole.reverse().map((name) => join(folder, name));
  }
}

/** Another process may have dropped it since its name was read. */
async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The rename itself is durable only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
