import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, errorMessage } from '../error-code.js';
import { CliError, EXIT } from '../exit-codes.js';
import { problemsOf } from '../format/verification.js';
import { verifyStore } from './book-check.js';
import { checkFormat, isVacant, layoutOf } from './data-layout.js';
import type { VenueVerification } from '#replay';

/**
 * Makes a data directory from a backup. The copy is checked beside the target and takes its name only when every
 * stream in it replays equal; until then the target is as it was.
 *
 * @param force - replaces what is in the target, unless an exchange runs on it.
 * @throws CliError when the backup is none, of another version or damaged, or the target is taken.
 */
export async function restore(backup: string, target: string, force: boolean): Promise<VenueVerification> {
  await checkFormat(backup, 'backup');
  const vacant = await isVacant(target);
  if (!vacant && !force)
    throw new CliError(EXIT.usage, `${target} is not empty; --force replaces what is in it`);
  if (!vacant) await refuseRunning(target);
  let draft: string | undefined;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    draft = await mkdtemp(`${target}.restoring-`);
    const [from, to] = [layoutOf(backup), layoutOf(draft)];
    await cp(from.store, to.store, { recursive: true, filter: (file) => !file.endsWith('lock.mdb') });
    await cp(from.keys, to.keys, { recursive: true });
    await cp(from.version, to.version);
    const verified = await verifyStore(to.store);
    if (!verified.equal) {
      const message = `not restored: ${problemsOf(verified).join('; ')}`;
      throw new CliError(EXIT.differences, message, { ...verified });
    }
    await replace(target, draft);
    return verified;
  } catch (error) {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true });
    if (error instanceof CliError) throw error;
    throw new CliError(EXIT.usage, `not restored: ${errorMessage(error)}`, undefined, { cause: error });
  }
}

/** What was there goes only after the new is in its place. */
async function replace(target: string, draft: string): Promise<void> {
  if (await isVacant(target)) {
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
    return;
  }
  const former = await mkdtemp(`${target}.replaced-`);
  await rename(target, former);
  await rename(draft, target);
  await rm(former, { recursive: true, force: true });
}

async function refuseRunning(directory: string): Promise<void> {
  const holder = await readFile(layoutOf(directory).lock, 'utf8').catch(() => '');
  const processId = Number(holder.trim());
  if (!Number.isInteger(processId) || processId <= 0 || !isRunning(processId)) return;
  throw new CliError(EXIT.usage, `an exchange (process ${processId}) runs on ${directory}; stop it first`);
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
