import { Command, Option } from 'commander';
import { ORDER_COLUMNS, orderText, type ExecutionReport } from '../format/order.js';
import { table } from '../format/table.js';
import { counted } from '../format/words.js';
import type { Host } from '../host.js';
import { tellList, withListOptions, type ListOptions } from '../list.js';
import { Session } from '../session.js';
import { amendCommand } from './amend.js';
import { change, orderPath, unknownOutcome } from './order-requests.js';
import { placeCommand } from './place.js';

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
