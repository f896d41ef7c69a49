import { access } from 'node:fs/promises';
import path from 'node:path';
import { CliError, EXIT } from './exit-codes.js';

/**
 * Issues a token from the keys of a data directory. The platform is loaded only here: most commands do without it.
 *
 * @param lifetimeSeconds - whole seconds.
 * @throws CliError when the directory has no keys (none is made: it would be of no use to any venue) or cannot be read.
 */
export async function issueToken(dataDir: string, userId: string, lifetimeSeconds: number): Promise<string> {
  const keys = path.join(dataDir, 'keys');
  try {
    await access(keys);
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `no keys in ${keys}; start the exchange there once, or name its directory with --data-dir or OREBOOK_DATA_DIR`,
      undefined,
      { cause: error },
    );
  }
  const { ConfigurationError, TokenIssuer } = await import('#platform');
  try {
    const issuer = await TokenIssuer.open(dataDir);
    return await issuer.issue(userId, lifetimeSeconds);
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof RangeError) {
      throw new CliError(EXIT.usage, error.message, undefined, { cause: error });
    }
    throw error;
  }
}
