import path from 'node:path';
import type { Command } from 'commander';
import { ApiClient } from './api-client.js';
import { CliError, EXIT } from './exit-codes.js';
import type { Host } from './host.js';
import { issueToken } from './local-issuer.js';

/** Options of every command. */
export interface GlobalOptions {
  readonly url?: string;
  readonly token?: string;
  readonly as?: string;
  readonly dataDir?: string;
  readonly json?: true;
  readonly timeout?: number;
}

const DEFAULT_URL = 'http://127.0.0.1:3000';
const DEFAULT_TIMEOUT_SECONDS = 30;
/** A token made for one command need not outlive it by much. */
const AS_TOKEN_SECONDS = 900;

/** What a command works with: the venue's interface and the way its result is told. */
export class Session {
  private constructor(
    readonly host: Host,
    readonly api: ApiClient,
    readonly json: boolean,
  ) {}

  /**
   * Reads the global options and the environment.
   *
   * @param identity - `none` for what needs no token.
   * @throws CliError when it is not said who asks.
   */
  static async open(host: Host, command: Command, identity: 'token' | 'none' = 'token'): Promise<Session> {
    const options = command.optsWithGlobals<GlobalOptions>();
    const url = options.url ?? host.setting('OREBOOK_URL') ?? DEFAULT_URL;
    const token = identity === 'none' ? undefined : await tokenOf(host, options);
    const timeoutMsMax = (options.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1_000;
    const api = new ApiClient({
      url,
      timeoutMsMax,
      identityAdvice: identityAdvice(host, options),
      ...(token === undefined ? {} : { token }),
    });
    return new Session(host, api, options.json === true);
  }

  /** Tells a result: the venue's own JSON for a machine, a text for a person. */
  async tell(body: unknown, human: () => string): Promise<void> {
    await this.host.print(this.json ? JSON.stringify(body, undefined, 2) : human());
  }
}

function identityAdvice(host: Host, options: GlobalOptions): string {
  if (options.as === undefined) return 'is the token of this venue, and not expired?';
  const keys = dataDirectory(host, options);
  return `is ${options.as} a user of this venue, and ${keys} its data directory?`;
}

/** The data directory that a command on this machine's files works on. */
export function dataDirectory(host: Host, options: GlobalOptions): string {
  const named = options.dataDir ?? host.setting('OREBOOK_DATA_DIR') ?? '.orebook';
  return path.resolve(host.options.workingDirectory, named);
}

async function tokenOf(host: Host, options: GlobalOptions): Promise<string> {
  if (options.as !== undefined) return issueToken(dataDirectory(host, options), options.as, AS_TOKEN_SECONDS);
  const token = options.token ?? host.setting('OREBOOK_TOKEN');
  if (token !== undefined) return token;
  throw new CliError(EXIT.usage, 'who is asking? pass --as <user>, --token <token>, or set OREBOOK_TOKEN');
}
