import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import { FLOOR_RAISE_POLICIES, SIDES, TIMES_IN_FORCE, type Side } from '#contracts';
import { decimal, oneOf, wholeNumber } from '../arguments.js';
import { CliError, EXIT } from '../exit-codes.js';
import { lookupAdvice, ORDER_COLUMNS, orderText, type ExecutionReport } from '../format/order.js';
import { table } from '../format/table.js';
import { counted } from '../format/words.js';
import type { Host } from '../host.js';
import { tellList, withListOptions, type ListOptions } from '../list.js';
import { Session } from '../session.js';

interface PlaceOptions {
  readonly price?: string;
  readonly market?: true;
  readonly protectionLimit?: string;
  readonly for: string;
  readonly clientOrderId?: string;
  readonly certificate?: string;
  readonly onFloorRaise?: string;
  readonly stpId?: string;
  readonly account?: string;
}

/** `place`, `amend`, `cancel`, `mass-cancel`, `order` and `orders`: a desk and its own orders. */
export function orderCommands(host: Host): Command[] {
  return [
    placeCommand(host),
    amendCommand(host),
    cancelCommand(host),
    massCancelCommand(host),
    orderCommand(host),
    ordersCommand(host),
  ];
}

function placeCommand(host: Host): Command {
  return new Command('place')
    .summary('place an order')
    .description(
      'Place an order and tell what became of it. The same client id again never makes a second order.',
    )
    .argument('<side>', SIDES.join(' or '), oneOf(SIDES))
    .argument('<lots>', 'whole lots', wholeNumber(1))
    .argument('<instrument>', 'such as NDPR-OXIDE')
    .option('-p, --price <price>', 'limit price; without it say --market', decimal)
    .option('-m, --market', 'a market order')
    .option('--protection-limit <price>', 'the worst price of a market order', decimal)
    .addOption(new Option('-f, --for <time>', 'time in force').choices([...TIMES_IN_FORCE]).default('day'))
    .option('-i, --client-order-id <id>', 'your own name for the order (default: made up and told)')
    .option('-c, --certificate <id>', 'certificate of origin; every offer needs one')
    .addOption(
      new Option('--on-floor-raise <what>', 'what an offer does below a raised floor').choices([
        ...FLOOR_RAISE_POLICIES,
      ]),
    )
    .option('--stp-id <id>', 'orders that share it never trade with each other')
    .option('--account <account>', 'your own reference')
    .addHelpText(
      'after',
      '\nExamples:\n  orebook place buy 5 NDPR-OXIDE --price 112.50\n  orebook place sell 5 NDPR-OXIDE --price 113 --certificate <id> --on-floor-raise reprice\n  orebook place buy 2 NDPR-OXIDE --market --for ioc',
    )
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

function orderFields(options: PlaceOptions): Record<string, unknown> & { clientOrderId: string } {
  if (options.price === undefined && options.market !== true)
    throw new CliError(EXIT.usage, 'say --price <price> or --market');
  if (options.price !== undefined && options.market === true)
    throw new CliError(EXIT.usage, 'say --price or --market, not both');
  return {
    clientOrderId: options.clientOrderId ?? `cli-${randomBytes(8).toString('hex')}`,
    type: options.market === true ? 'market' : 'limit',
    timeInForce: options.for,
    price: options.price,
    protectionLimit: options.protectionLimit,
    certificateId: options.certificate,
    onFloorRaise: options.onFloorRaise,
    stpId: options.stpId,
    account: options.account,
  };
}

async function place(
  session: Session,
  order: Record<string, unknown> & { clientOrderId: string },
): Promise<void> {
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

function unknownOutcome(advice: string, body: unknown): CliError {
  return new CliError(EXIT.unavailable, advice, { code: 'OUTCOME_UNKNOWN', ...(body as object) });
}

function amendCommand(host: Host): Command {
  return new Command('amend')
    .summary('change an order')
    .description(
      'Change price, lots or account of a live order. Only fewer lots keep its place in the queue.',
    )
    .argument('<order>', 'such as NDPR-OXIDE.17')
    .option('-p, --price <price>', 'new limit price', decimal)
    .option('-q, --lots <lots>', 'new whole quantity, what is filled included', wholeNumber(0))
    .option('--account <account>', 'new reference')
    .option(
      '--expect <version>',
      'refuse unless the order still has this version (default: as it is now)',
      wholeNumber(1),
    )
    .addHelpText('after', '\nExample:\n  orebook amend NDPR-OXIDE.17 --price 112.75 --lots 8 --expect 1')
    .action(
      async (
        orderId: string,
        options: { price?: string; lots?: number; account?: string; expect?: number },
        command: Command,
      ) => {
        const session = await Session.open(host, command);
        const { price, lots: quantityLots, account } = options;
        if (price === undefined && quantityLots === undefined && account === undefined) {
          throw new CliError(EXIT.usage, 'nothing to change: say --price, --lots or --account');
        }
        const path = orderPath(orderId);
        const expectedVersion = options.expect ?? (await session.api.get<ExecutionReport>(path)).body.version;
        await change(session, 'PATCH', orderId, { expectedVersion, price, quantityLots, account });
      },
    );
}

function cancelCommand(host: Host): Command {
  return new Command('cancel')
    .summary('cancel an order')
    .description('Cancel what is left of an order.')
    .argument('<order>', 'such as NDPR-OXIDE.17')
    .addHelpText('after', '\nExample:\n  orebook cancel NDPR-OXIDE.17')
    .action(async (orderId: string, _options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      await change(session, 'DELETE', orderId);
    });
}

async function change(
  session: Session,
  method: 'PATCH' | 'DELETE',
  orderId: string,
  json?: unknown,
): Promise<void> {
  const whenUnknown = `look at it with: orebook order ${orderId}`;
  const request = { whenUnknown, ...(json === undefined ? {} : { json }) };
  const { status, body } = await session.api.request<ExecutionReport>(method, orderPath(orderId), request);
  if (status === 202) throw unknownOutcome(`the outcome is unknown; ${whenUnknown}`, body);
  await session.tell(body, () => orderText(body));
}

function orderPath(orderId: string): string {
  return `/v1/orders/${encodeURIComponent(orderId)}`;
}

interface MassCancelAnswer {
  readonly canceled: number;
  readonly instruments: readonly {
    readonly instrument: string;
    readonly count?: number;
    readonly status?: string;
    readonly code?: string;
  }[];
}

function massCancelCommand(host: Host): Command {
  return new Command('mass-cancel')
    .summary("cancel all of the desk's orders")
    .description("Cancel all live orders of the token's desk.")
    .option('-i, --instrument <instrument>', 'in this book alone')
    .addHelpText('after', '\nExample:\n  orebook mass-cancel --instrument NDPR-OXIDE')
    .action(async (options: { instrument?: string }, command: Command) => {
      const session = await Session.open(host, command);
      const { instrument } = options;
      const whenUnknown = 'look at what is left with: orebook orders --status live';
      const { status, body } = await session.api.request<MassCancelAnswer>('DELETE', '/v1/orders', {
        query: { instrument },
        whenUnknown,
      });
      if (status === 202) throw unknownOutcome(`the outcome is unknown; ${whenUnknown}`, body);
      await session.tell(body, () => massCancelText(body));
    });
}

function massCancelText(answer: MassCancelAnswer): string {
  const books = answer.instruments.filter((book) => book.count !== 0);
  const head = `${counted(answer.canceled, 'order')} cancelled`;
  if (books.length === 0) return head;
  const columns = [
    { title: 'instrument', value: (book: (typeof books)[number]) => book.instrument },
    { title: 'cancelled', align: 'right' as const, value: (book: (typeof books)[number]) => book.count },
    { title: 'refused', value: (book: (typeof books)[number]) => book.code },
  ];
  return `${head}\n${table(columns, books)}`;
}

function orderCommand(host: Host): Command {
  return new Command('order')
    .summary('show one order')
    .description('Show one order of the desk with its fills.')
    .argument('<order>', 'such as NDPR-OXIDE.17')
    .addHelpText('after', '\nExample:\n  orebook order NDPR-OXIDE.17')
    .action(async (orderId: string, _options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const { body } = await session.api.get<ExecutionReport>(orderPath(orderId));
      await session.tell(body, () => orderText(body));
    });
}

function ordersCommand(host: Host): Command {
  return withListOptions(
    new Command('orders')
      .summary("list the desk's orders")
      .description("List the desk's orders.")
      .option('-i, --instrument <instrument>', 'of this book alone')
      .addOption(new Option('-s, --status <status>', 'still live, or done').choices(['live', 'done']))
      .option('--client-order-id <id>', 'the order that the desk named so')
      .addHelpText(
        'after',
        '\nExamples:\n  orebook orders --status live\n  orebook orders --client-order-id desk-42',
      ),
  ).action(
    async (
      options: ListOptions & { instrument?: string; status?: string; clientOrderId?: string },
      command: Command,
    ) => {
      const session = await Session.open(host, command);
      const { instrument, status, clientOrderId } = options;
      await tellList(
        session,
        '/v1/orders',
        { instrument, status, clientOrderId },
        options,
        ORDER_COLUMNS,
        'no orders',
      );
    },
  );
}
