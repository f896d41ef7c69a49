import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../error-code.js';
import { CliError, EXIT } from '../exit-codes.js';

/** What this build reads; the exchange writes the same into `VERSION`. */
export const DATA_FORMAT = 'orebook-data 1';

/** Where things lie in a data directory and, the same, in a backup. */
export function layoutOf(directory: string): { version: string; store: string; keys: string; lock: string } {
  const inside = (name: string): string => path.join(directory, name);
  return {
    version: inside('VERSION'),
    store: inside('store'),
    keys: inside('keys'),
    lock: inside('exchange.lock'),
  };
}

/**
 * Checks that a directory is of the format that this build reads.
 *
 * @param what - how to name the directory to the person, e.g. `backup`.
 * @throws CliError when it is not there, no such directory, or of another format.
 */
export async function checkFormat(directory: string, what: string): Promise<void> {
  let found: string;
  try {
    found = (await readFile(layoutOf(directory).version, 'utf8')).trim();
  } catch (error) {
    throw new CliError(EXIT.usage, `${directory} is no Orebook ${what}: it has no VERSION`, undefined, {
      cause: error,
    });
  }
  if (found !== DATA_FORMAT) {
    throw new CliError(
      EXIT.usage,
      `the ${what} ${directory} is of format '${found.slice(0, 60)}', this build reads '${DATA_FORMAT}'`,
    );
  }
}

/** Whether a directory is absent or has nothing in it. */
export async function isVacant(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw new CliError(EXIT.usage, `${directory} is not a directory that can be read`, undefined, {
      cause: error,
    });
  }
}
