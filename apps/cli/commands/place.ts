import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import { FLOOR_RAISE_POLICIES, SIDES, STP_MODES, TIMES_IN_FORCE, type Side } from '#contracts';
import { decimal, isoInstant, oneOf, wholeNumber } from '../arguments.js';
import { CliError, EXIT } from '../exit-codes.js';
import { lookupAdvice, orderText, type ExecutionReport } from '../format/order.js';
import type { Host } from '../host.js';
import { Session } from '../session.js';
import { unknownOutcome } from './order-requests.js';

interface PlaceOptions {
  readonly price?: string;
  readonly market?: true;
  readonly stop?: string;
  readonly protectionLimit?: string;
  readonly for?: string;
  readonly expires?: string;
  readonly display?: number;
  readonly min?: number;
  readonly postOnly?: true;
  readonly clientOrderId?: string;
  readonly certificate?: string;
  readonly onFloorRaise?: string;
  readonly stpId?: string;
  readonly stpMode?: string;
  readonly account?: string;
}

interface NewOrder extends Readonly<Record<string, unknown>> {
  readonly clientOrderId: string;
}

const EXAMPLES = `
Examples:
  orebook place buy 5 NDPR-OXIDE --price 112.50
  orebook place sell 5 NDPR-OXIDE --price 113 --certificate <id> --on-floor-raise park
  orebook place buy 2 NDPR-OXIDE --market --for ioc
  orebook place sell 5 NDPR-OXIDE --stop 111.00 --certificate <id>
  orebook place sell 5 NDPR-OXIDE --stop 111.00 --price 110.50 --certificate <id>
  orebook place buy 100 NDPR-OXIDE --price 112.50 --display 10
  orebook place buy 20 NDPR-OXIDE --price 112.50 --for ioc --min 5
  orebook place buy 5 NDPR-OXIDE --price 111.00 --post-only --expires 2027-01-29T16:00:00Z`;

/** `place`: an order of any kind (ORDR-1). */
export function placeCommand(host: Host): Command {
  return new Command('place')
    .summary('place an order')
    .description(
      'Place an order and tell what became of it. The same client id again never makes a second order.',
    )
    .argument('<side>', SIDES.join(' or '), oneOf(SIDES))
    .argument('<lots>', 'whole lots', wholeNumber(1))
    .argument('<instrument>', 'such as NDPR-OXIDE')
    .option('-p, --price <price>', 'limit price; without it say --market or --stop', decimal)
    .option('-m, --market', 'a market order')
    .option(
      '--stop <price>',
      'wait for a trade at or through it; with --price it then is a limit order',
      decimal,
    )
    .option(
      '--protection-limit <price>',
      'the worst price of a market order or a stop without --price',
      decimal,
    )
    .addOption(
      new Option('-f, --for <time>', 'time in force (default: day, gtd with --expires)').choices([
        ...TIMES_IN_FORCE,
      ]),
    )
    .option('--expires <instant>', 'end of a gtd order, in UTC', isoInstant)
    .option('--display <lots>', 'iceberg: show so many lots at a time', wholeNumber(1))
    .option('--min <lots>', 'at least so many at once or nothing, with --for ioc', wholeNumber(1))
    .option('--post-only', 'refuse it if it would take')
    .option('-i, --client-order-id <id>', 'your own name for the order (default: made up and told)')
    .option(
      '-c, --certificate <id>',
      'certificate of origin; every offer needs one (orebook act list --type registerCertificate)',
    )
    .addOption(
      new Option('--on-floor-raise <what>', 'what an offer does below a raised floor').choices([
        ...FLOOR_RAISE_POLICIES,
      ]),
    )
    .option('--stp-id <id>', 'orders that share it do not trade with each other in continuous trading')
    .addOption(
      new Option('--stp-mode <mode>', 'what gives way when they meet (default: cancelResting)').choices([
        ...STP_MODES,
      ]),
    )
    .option('--account <account>', 'your own reference')
    .addHelpText('after', EXAMPLES)
    .action(
      async (
        side: Side,
        quantityLots: number,
        instrument: string,
        options: PlaceOptions,
        command: Command,
      ) => {
        const session = await Session.open(host, command);
        await place(session, { side, quantityLots, instrument, ...orderFields(options) });
      },
    );
}

function orderFields(options: PlaceOptions): NewOrder {
  return {
    clientOrderId: options.clientOrderId ?? `cli-${randomBytes(8).toString('hex')}`,
    type: typeOf(options),
    timeInForce: options.for ?? (options.expires === undefined ? 'day' : 'gtd'),
    price: options.price,
    triggerPrice: options.stop,
    protectionLimit: options.protectionLimit,
    displayQuantityLots: options.display,
    minQuantityLots: options.min,
    postOnly: options.postOnly,
    expiry: options.expires,
    certificateId: options.certificate,
    onFloorRaise: options.onFloorRaise,
    stpId: options.stpId,
    stpMode: options.stpMode,
    account: options.account,
  };
}

function typeOf({ price, market, stop }: PlaceOptions): string {
  if (market === true) {
    if (price !== undefined) throw new CliError(EXIT.usage, 'say --price or --market, not both');
    if (stop !== undefined) throw new CliError(EXIT.usage, 'say --stop or --market, not both');
    return 'market';
  }
  if (stop !== undefined) return price === undefined ? 'stop' : 'stopLimit';
  if (price === undefined) throw new CliError(EXIT.usage, 'say --price <price>, --market or --stop <price>');
  return 'limit';
}

async function place(session: Session, order: NewOrder): Promise<void> {
  const whenUnknown = lookupAdvice(order.clientOrderId);
  const { status, body } = await session.api.request<ExecutionReport>('POST', '/v1/orders', {
    json: order,
    whenUnknown,
  });
  if (status === 202) throw unknownOutcome(whenUnknown, body);
  await session.tell(body, () =>
    status === 200 ? `an exact repeat; the first answer was\n${orderText(body)}` : orderText(body),
  );
}
