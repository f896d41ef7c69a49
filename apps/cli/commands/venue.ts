import { Command } from 'commander';
import { wholeNumber } from '../arguments.js';
import { CliError, EXIT } from '../exit-codes.js';
import { fields } from '../format/table.js';
import type { Host } from '../host.js';
import { issueToken } from '../local-issuer.js';
import { dataDirectory, Session, type GlobalOptions } from '../session.js';

const DEFAULT_TOKEN_HOURS = 12;
const TOKEN_HOURS_MAX = 8_760;

/** `token` and `status`: how to get in, and whether anybody is there. */
export function venueCommands(host: Host): Command[] {
  return [tokenCommand(host), statusCommand(host)];
}

function tokenCommand(host: Host): Command {
  return new Command('token')
    .summary('print a bearer token of a user')
    .description(
      "Print a bearer token of a user, signed with the data directory's keys. Who can read those keys can speak for\nany user: they are for one machine.",
    )
    .argument('<user>', "a user id of the bloc's files")
    .option(
      '--hours <hours>',
      'how long it is good for',
      wholeNumber(1, TOKEN_HOURS_MAX),
      DEFAULT_TOKEN_HOURS,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  orebook token <user>\n  export OREBOOK_TOKEN=$(orebook token <user>)',
    )
    .action(async (userId: string, options: { hours: number }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const token = await issueToken(dataDirectory(host, globals), userId, options.hours * 3_600);
      await host.print(
        globals.json === true ? JSON.stringify({ userId, token, hours: options.hours }, undefined, 2) : token,
      );
    });
}

function statusCommand(host: Host): Command {
  return new Command('status')
    .summary('whether the venue is up and ready')
    .description('Tell whether the venue is up and ready to trade; exit code 3 when it is not.')
    .action(async (_options: unknown, command: Command) => {
      const session = await Session.open(host, command, 'none');
      await session.api.get('/health/live');
      try {
        const { body } = await session.api.get<Record<string, unknown>>('/health/ready');
        await session.tell({ live: true, ready: true, ...body }, () => fields([['venue', 'up and ready']]));
      } catch (error) {
        if (!(error instanceof CliError) || error.exitCode !== EXIT.unavailable) throw error;
        throw new CliError(
          EXIT.unavailable,
          `the venue is up but not ready: ${error.message}`,
          { live: true, ready: false, ...error.details },
          { cause: error },
        );
      }
    });
}
