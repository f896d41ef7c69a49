import { access, chmod, cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { backupEnvironment, openEmbeddedEnvironment } from '#event-store';
import { errorMessage } from '../error-code.js';
import { CliError, EXIT } from '../exit-codes.js';
import { countEvents } from './book-check.js';
import { checkFormat, isVacant, layoutOf } from './data-layout.js';

/** A backup that was made. */
export interface BackupMade {
  readonly source: string;
  readonly target: string;
  readonly events: number;
  readonly bytes: number;
}

/**
 * Copies a data directory whose exchange may be running: the store as of one commit, the keys, the version. The
 * backup appears under its name only when it is whole.
 *
 * @throws CliError when the source is none, the target is taken, or the disk refuses.
 */
export async function backUp(source: string, target: string): Promise<BackupMade> {
  await checkFormat(source, 'data directory');
  if (!(await isVacant(target)))
    throw new CliError(EXIT.usage, `${target} is not empty; name a new directory`);
  const from = layoutOf(source);
  let partial: string | undefined;
  try {
    await access(from.store);
    await mkdir(path.dirname(target), { recursive: true });
    partial = await mkdtemp(`${target}.partial-`);
    const to = layoutOf(partial);
    await mkdir(to.store);
    await copyStore(from.store, to.store);
    await cp(from.keys, to.keys, { recursive: true });
    await chmod(to.keys, 0o700);
    await cp(from.version, to.version);
    const events = await countEvents(to.store);
    const { size: bytes } = await stat(path.join(to.store, 'data.mdb'));
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
    return { source, target, events, bytes };
  } catch (error) {
    if (partial !== undefined) await rm(partial, { recursive: true, force: true });
    if (error instanceof CliError) throw error;
    throw new CliError(EXIT.usage, `no backup was made: ${errorMessage(error)}`, undefined, { cause: error });
  }
}

async function copyStore(from: string, to: string): Promise<void> {
  const environment = openEmbeddedEnvironment(from);
  try {
    await backupEnvironment(environment.root, to);
  } finally {
    await environment.close();
  }
}
