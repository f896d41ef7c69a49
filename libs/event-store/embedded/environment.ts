import { mkdir, open as openFile, readdir, rename, rm } from 'node:fs/promises';
import { closeSync, fsyncSync, openSync, statfs } from 'node:fs';
import { dirname, join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { EventStoreError } from '../port.js';
import { codeOf, isStorageFull } from './storage-error.js';

/** The root of an lmdb environment in which every key and value is bytes. */
export type EmbeddedRoot = RootDatabase<Uint8Array, Uint8Array>;

/** How an environment is opened; the defaults suit a venue. */
export interface EmbeddedEnvironmentOptions {
  /** Address space reserved at first, in bytes; it grows by itself when the data outgrows it. Takes no disk. */
  readonly mapSizeBytes?: number;
  /** Writes are refused with `STORAGE_FULL` while the disk has less than this many bytes free. */
  readonly freeBytesMin?: number;
  /** How long one look at the free space counts, in milliseconds. */
  readonly freeSpaceIntervalMs?: number;
}

/** One data directory that the embedded store and the embedded bus share, so that they share its syncs and its backup. */
export interface EmbeddedEnvironment {
  readonly root: EmbeddedRoot;
  /** Whether the disk has room for so many bytes more; looked up in the background, so it may be a moment old. */
  hasRoom(bytes: number): boolean;
  /** Close what uses the environment first. */
  close(): Promise<void>;
}

const MAP_SIZE_BYTES = 2 ** 34;
const DATABASES_MAX = 32;
const READERS_MAX = 512;

/**
 * Opens, or creates, the lmdb environment in a directory. Several processes may have one open at once.
 *
 * `overlappingSync` is off: with it, lmdb shows a commit to readers before the disk has it. Without it a commit is
 * written, synced and only then made visible, so whoever can read an event knows that it is durable.
 *
 * @throws EventStoreError `STORAGE_FULL` or `UNAVAILABLE` when the directory cannot be opened.
 */
export function openEmbeddedEnvironment(
  path: string,
  options: EmbeddedEnvironmentOptions = {},
): EmbeddedEnvironment {
  let root: EmbeddedRoot;
  try {
    root = open<Uint8Array, Uint8Array>({
      path,
      noSubdir: false,
      overlappingSync: false,
      encoding: 'binary',
      keyEncoding: 'binary',
      mapSize: options.mapSizeBytes ?? MAP_SIZE_BYTES,
      maxDbs: DATABASES_MAX,
      maxReaders: READERS_MAX,
    });
  } catch (cause) {
    const code = isStorageFull(cause) ? 'STORAGE_FULL' : 'UNAVAILABLE';
    throw new EventStoreError(code, `cannot open the data in ${path}: ${String(cause)}`, { cause });
  }
  syncDirectory(path);
  syncDirectory(dirname(path));
  const space = new FreeSpace(path, options.freeBytesMin ?? 2 ** 24, options.freeSpaceIntervalMs ?? 250);
  return { root, hasRoom: (bytes) => space.has(bytes), close: () => root.close() };
}

/** lmdb syncs its file but not the directory that names it; a new environment must not lose its name. */
function syncDirectory(path: string): void {
  try {
    const directory = openSync(path, 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  } catch {
    // Not every system lets a directory be opened or synced; there it needs no sync or cannot have one.
  }
}

/**
 * Copies a running environment as of one commit into a new directory, and returns when the copy is durable.
 * The copy opens like the original; it appears under its name only when it is whole.
 *
 * @throws EventStoreError `STORAGE_FULL` or `UNAVAILABLE`, also when the target exists and is not empty.
 */
export async function backupEnvironment(root: EmbeddedRoot, targetDirectory: string): Promise<void> {
  const partial = `${targetDirectory}.partial`;
  try {
    if (!(await isAbsentOrEmpty(targetDirectory))) throw new Error('the target exists and is not empty');
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await root.backup(partial, true);
    await syncPath(join(partial, 'data.mdb'));
    await syncPath(partial);
    await rm(targetDirectory, { recursive: true, force: true });
    await rename(partial, targetDirectory);
    await syncPath(dirname(targetDirectory));
  } catch (cause) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    const code = isStorageFull(cause) ? 'STORAGE_FULL' : 'UNAVAILABLE';
    throw new EventStoreError(code, `cannot back up into ${targetDirectory}: ${String(cause)}`, { cause });
  }
}

async function isAbsentOrEmpty(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
}

async function syncPath(path: string): Promise<void> {
  const file = await openFile(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Knows roughly how much room the disk has without ever waiting for the answer.
 *
 * lmdb survives a full disk (the commit fails whole), but says so on standard error; asking first keeps that for the
 * rare race.
 */
class FreeSpace {
  #freeBytes = Number.POSITIVE_INFINITY;
  #checkedMs = Number.NEGATIVE_INFINITY;
  #checking = false;

  constructor(
    private readonly path: string,
    private readonly freeBytesMin: number,
    private readonly intervalMs: number,
  ) {
    this.#check();
  }

  has(bytes: number): boolean {
    if (performance.now() - this.#checkedMs >= this.intervalMs) this.#check();
    return this.#freeBytes - bytes >= this.freeBytesMin;
  }

  #check(): void {
    if (this.#checking) return;
    this.#checking = true;
    statfs(this.path, (error, stats) => {
      this.#checking = false;
      this.#checkedMs = performance.now();
      // A file system that cannot tell is not refused; the commit itself will.
      this.#freeBytes = error === null ? stats.bavail * stats.bsize : Number.POSITIVE_INFINITY;
    });
  }
}
