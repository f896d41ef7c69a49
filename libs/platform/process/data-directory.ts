import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from './startup-error.js';

/** Version of the layout and encodings of a data directory; another one is refused, never guessed at. */
export const DATA_FORMAT = 'orebook-data 1';

/** The data directory of an exchange or a service, held by this process until released. */
export interface DataDirectory {
  readonly path: string;
  /** Whether this start made it. */
  readonly fresh: boolean;
  readonly release: () => void;
}

/**
 * Opens or makes a data directory and takes its lock: two processes writing the same views would spoil them.
 *
 * @throws StartupError when it cannot be used: another version, held by a running process, or not writable.
 */
export function openDataDirectory(path: string): DataDirectory {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const fresh = checkVersion(path);
    const release = takeLock(join(path, 'exchange.lock'));
    mkdirSync(join(path, 'views'), { recursive: true });
    return { path, fresh, release };
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(`the data directory ${path} (OREBOOK_DATA_DIR) cannot be used: ${reason}`);
  }
}

function checkVersion(path: string): boolean {
  const versionFile = join(path, 'VERSION');
  if (existsSync(versionFile)) {
    const found = readFileSync(versionFile, 'utf8').trim();
    if (found === DATA_FORMAT) return false;
    throw new StartupError(
      `the data directory ${path} is of format '${found.slice(0, 60)}', this build reads '${DATA_FORMAT}'`,
    );
  }
  if (readdirSync(path).length > 0) {
    throw new StartupError(
      `the directory ${path} (OREBOOK_DATA_DIR) is not empty and is no Orebook data directory`,
    );
  }
  writeFileSync(versionFile, `${DATA_FORMAT}\n`, { flush: true });
  return true;
}

function takeLock(lockFile: string): () => void {
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(lockFile, `${process.pid}\n`, { flag: 'wx' });
      return () => rmSync(lockFile, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = Number(readFileSync(lockFile, 'utf8'));
    if (holder !== process.pid && isRunning(holder)) {
      throw new StartupError(`the data directory is in use by process ${holder} (lock ${lockFile})`);
    }
    rmSync(lockFile, { force: true });
  }
  throw new StartupError(`the lock ${lockFile} cannot be taken`);
}

/** A lock left by a killed process must not keep the venue shut. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
