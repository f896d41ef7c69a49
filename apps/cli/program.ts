import { Command, CommanderError, Option } from 'commander';
import { wholeNumber } from './arguments.js';
import { actCommand } from './commands/acts.js';
import { auditCommand } from './commands/audit.js';
import { backupCommands } from './commands/backup.js';
import { clearingCommands } from './commands/clearing.js';
import { clearingListCommands } from './commands/clearing-lists.js';
import { marketCommands } from './commands/market.js';
import { orderCommands } from './commands/orders.js';
import { poisonCommand } from './commands/poison.js';
import { reconcileCommand } from './commands/reconcile.js';
import { venueCommands } from './commands/venue.js';
import { errorMessage } from './error-code.js';
import { CliError, EXIT, type ExitCode } from './exit-codes.js';
import { Host, type HostOptions } from './host.js';

const HELP = `
Who asks:
  --as <user> signs a token with the keys of the data directory on this machine;
  elsewhere pass --token or set OREBOOK_TOKEN.

Examples:
  orebook instruments --as <trader>
  orebook place buy 5 NDPR-OXIDE --price 112.50 --as <trader>
  orebook act propose floor NDPR-OXIDE 120.00 --reason "decision 12" --as <proposer>
  orebook audit verify --as <regulator>

Exit codes:
  0  done
  1  refused by the venue
  2  wrong use, or something wrong on this machine
  3  venue not reachable or not ready, or the outcome is unknown
  4  a verification or reconciliation found differences
`;

/**
 * Runs one command line.
 *
 * @param argv - the arguments alone, without node and script.
 * @returns what the process shall exit with.
 */
export async function runCli(argv: readonly string[], options: HostOptions): Promise<ExitCode> {
  const host = new Host(options);
  const pending: Promise<void>[] = [];
  try {
    await program(host, pending).parseAsync([...argv], { from: 'user' });
    await Promise.all(pending);
    return host.exitCode;
  } catch (error) {
    await Promise.all(pending);
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof CliError) {
      host.note(
        argv.includes('--json')
          ? JSON.stringify({ error: error.message, ...error.details })
          : `orebook: ${error.message}`,
      );
      return error.exitCode;
    }
    // Whatever else goes wrong is a fault of this program or of this machine; its trace is for who looks into it.
    host.note(`orebook: ${errorMessage(error)}`);
    if (host.setting('OREBOOK_DEBUG') !== undefined && error instanceof Error) host.note(error.stack ?? '');
    return EXIT.usage;
  }
}

function program(host: Host, pending: Promise<void>[]): Command {
  const root = new Command('orebook')
    .description(
      'The command line of the Orebook exchange: desks, authority, clearing, regulator, operations.',
    )
    .addOption(new Option('--url <url>', 'the venue (default: OREBOOK_URL, else http://127.0.0.1:3000)'))
    .addOption(new Option('--as <user>', 'ask as this user of the venue on this machine').conflicts('token'))
    .addOption(new Option('--token <token>', 'bearer token (default: OREBOOK_TOKEN)'))
    .addOption(
      new Option('--data-dir <dir>', "the venue's data directory (default: OREBOOK_DATA_DIR, else .orebook)"),
    )
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait for an answer (default: 30)').argParser(
        wholeNumber(1, 3_600),
      ),
    )
    .addOption(new Option('--json', "the venue's own JSON instead of text"))
    .addHelpText('after', HELP);
  const groups: readonly (readonly [string, readonly Command[]])[] = [
    ['Desk:', [...orderCommands(host), ...marketCommands(host)]],
    ['Authority and supervisors:', [actCommand(host)]],
    ['Clearing:', [...clearingCommands(host), reconcileCommand(host), ...clearingListCommands(host)]],
    ['Regulator:', [auditCommand(host)]],
    ['Operations:', [...venueCommands(host), poisonCommand(host), ...backupCommands(host)]],
  ];
  for (const [heading, commands] of groups) {
    for (const command of commands) root.addCommand(command.helpGroup(heading));
  }
  settle(root, host, pending);
  return root;
}

/** Settings that commander does not hand down: output, the end by an error, what the help shows. */
function settle(command: Command, host: Host, pending: Promise<void>[]): void {
  command.exitOverride();
  command.configureOutput({
    writeOut: (text) => pending.push(host.options.out(text)),
    writeErr: (text) => host.options.err(text.replace(/^error: /, 'orebook: ')),
    getOutHelpWidth: () => host.options.columns,
    getErrHelpWidth: () => host.options.columns,
  });
  command.configureHelp({ showGlobalOptions: true, subcommandTerm: (child) => child.name() });
  command.helpCommand(false);
  for (const child of command.commands) settle(child, host, pending);
}
