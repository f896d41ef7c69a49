import { Command } from 'commander';
import { decimal, isoInstant, wholeNumber } from '../arguments.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { ExecutionReport } from '../format/order.js';
import type { Host } from '../host.js';
import { Session } from '../session.js';
import { change, orderPath } from './order-requests.js';

interface AmendOptions {
  readonly price?: string;
  readonly stop?: string;
  readonly lots?: number;
  readonly display?: number;
  readonly expires?: string;
  readonly account?: string;
  readonly expect?: number;
}

const EXAMPLES = `
Examples:
  orebook amend NDPR-OXIDE.17 --price 112.75 --lots 8 --expect 1
  orebook amend NDPR-OXIDE.17 --stop 110.50
  orebook amend NDPR-OXIDE.17 --display 2`;

/** `amend`: changes what ORDR-4 lets a desk change. */
export function amendCommand(host: Host): Command {
  return new Command('amend')
    .summary('change an order')
    .description('Change a live order. Only fewer lots, and nothing else, keep its place in the queue.')
    .argument('<order>', 'such as NDPR-OXIDE.17')
    .option('-p, --price <price>', 'new limit price', decimal)
    .option('--stop <price>', 'new trigger of a stop that still waits', decimal)
    .option('-q, --lots <lots>', 'new whole quantity, what is filled included', wholeNumber(1))
    .option('--display <lots>', 'new peak of an iceberg', wholeNumber(1))
    .option('--expires <instant>', 'new end of a gtd order, in UTC', isoInstant)
    .option('--account <account>', 'new reference')
    .option(
      '--expect <version>',
      'refuse unless the order still has this version (default: as it is now)',
      wholeNumber(1),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (orderId: string, options: AmendOptions, command: Command) => {
      const session = await Session.open(host, command);
      const changes = {
        price: options.price,
        triggerPrice: options.stop,
        quantityLots: options.lots,
        displayQuantityLots: options.display,
        expiry: options.expires,
        account: options.account,
      };
      if (Object.values(changes).every((value) => value === undefined)) {
        const what = '--price, --stop, --lots, --display, --expires or --account';
        throw new CliError(EXIT.usage, `nothing to change: say ${what}`);
      }
      const path = orderPath(orderId);
      const expectedVersion = options.expect ?? (await session.api.get<ExecutionReport>(path)).body.version;
      await change(session, 'PATCH', orderId, { expectedVersion, ...changes });
    });
}
