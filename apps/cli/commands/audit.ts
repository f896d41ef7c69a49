import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { Command, Option } from 'commander';
import type { QueryValues } from '../api-client.js';
import { isoInstant, wholeNumber } from '../arguments.js';
import { verifyStore } from '../backup/book-check.js';
import { checkFormat, layoutOf } from '../backup/data-layout.js';
import { errorCode, errorMessage } from '../error-code.js';
import { CliError, EXIT } from '../exit-codes.js';
import {
  EVENT_COLUMNS,
  orderLifeText,
  READ_COLUMNS,
  REFUSAL_COLUMNS,
  type AuditEvent,
  type OrderLife,
} from '../format/audit.js';
import { pictureText, type BookPicture } from '../format/book.js';
import { verificationText, type VerificationAnswer } from '../format/verification.js';
import type { Host } from '../host.js';
import { tellList, withListOptions, type ListOptions } from '../list.js';
import { Session, type GlobalOptions } from '../session.js';

interface FilterOptions {
  readonly instrument?: string;
  readonly order?: string;
  readonly desk?: string;
  readonly state?: string;
  readonly type?: string;
  readonly fromTime?: string;
  readonly toTime?: string;
  readonly fromSequence?: number;
  readonly toSequence?: number;
}

/** `audit ...`: the regulator. */
export function auditCommand(host: Host): Command {
  const audit = new Command('audit')
    .summary("verify, book as of, an order's life, events, export")
    .description('What a regulator reads. These reads are themselves recorded.')
    .addHelpText(
      'after',
      '\nExamples:\n  orebook audit verify\n  orebook audit book NDPR-OXIDE --time 2026-11-23T02:22:29.123456Z\n  orebook audit export --format csv --out events.csv',
    );
  const commands = [verifyCommand, bookCommand, orderCommand, eventsCommand, exportCommand];
  for (const command of commands) audit.addCommand(command(host));
  audit.addCommand(
    listCommand(host, 'refusals', 'List what was refused at the edge, before any book.', REFUSAL_COLUMNS),
  );
  audit.addCommand(listCommand(host, 'reads', "List the regulators' own reads.", READ_COLUMNS));
  return audit;
}

function verifyCommand(host: Host): Command {
  return new Command('verify')
    .description(
      'Re-run every command of books, policy and clearing, compare every event and the state hash, and look for gaps\nin the record; exit code 4 when something differs.',
    )
    .argument('[instrument]', 'one book alone (default: all that was recorded)')
    .option('--offline <directory>', 'a data directory or a backup on this machine, without the venue')
    .addHelpText(
      'after',
      '\nExamples:\n  orebook audit verify NDPR-OXIDE\n  orebook audit verify --offline /backups/2026-11-23',
    )
    .action(async (instrument: string | undefined, options: { offline?: string }, command: Command) => {
      if (instrument !== undefined && options.offline !== undefined)
        throw new CliError(EXIT.usage, '--offline verifies all that was recorded: name no book');
      const verified =
        options.offline === undefined
          ? await askToVerify(host, command, instrument)
          : await verifyDirectory(path.resolve(host.options.workingDirectory, options.offline));
      const { json } = command.optsWithGlobals<GlobalOptions>();
      await host.print(json === true ? JSON.stringify(verified, undefined, 2) : verificationText(verified));
      if (!verified.equal) host.exitCode = EXIT.differences;
    });
}

async function askToVerify(
  host: Host,
  command: Command,
  instrument: string | undefined,
): Promise<VerificationAnswer> {
  const session = await Session.open(host, command);
  const { body } = await session.api.request<VerificationAnswer>('POST', '/v1/audit/verify', {
    json: { instrument },
  });
  return body;
}

async function verifyDirectory(directory: string): Promise<VerificationAnswer> {
  await checkFormat(directory, 'data');
  return verifyStore(layoutOf(directory).store);
}

function bookCommand(host: Host): Command {
  return new Command('book')
    .description('Show a book as it was after a sequence, or at a microsecond.')
    .argument('<instrument>', 'such as NDPR-OXIDE')
    .addOption(
      new Option('--sequence <n>', 'after the command that holds this event')
        .argParser(wholeNumber(1))
        .conflicts('time'),
    )
    .option('--time <instant>', 'all that happened at or before it', isoInstant)
    .addHelpText('after', '\nExample:\n  orebook audit book NDPR-OXIDE --sequence 42')
    .action(async (instrument: string, options: { sequence?: number; time?: string }, command: Command) => {
      const { sequence, time } = options;
      if (sequence === undefined && time === undefined)
        throw new CliError(EXIT.usage, 'as of when? say --sequence or --time');
      const session = await Session.open(host, command);
      const { body } = await session.api.get<BookPicture>('/v1/audit/book', { instrument, sequence, time });
      await session.tell(body, () => pictureText(body));
    });
}

function orderCommand(host: Host): Command {
  return new Command('order')
    .description("Tell an order's whole life.")
    .argument('<order>', 'such as NDPR-OXIDE.17')
    .action(async (orderId: string, _options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const { body } = await session.api.get<OrderLife>(`/v1/audit/orders/${encodeURIComponent(orderId)}`);
      await session.tell(body, () => orderLifeText(body));
    });
}

function withFilters(command: Command): Command {
  return command
    .option('-i, --instrument <instrument>', 'of this book')
    .option('--order <order>', 'about this order')
    .option('--desk <desk>', 'about this desk')
    .option('--state <state>', 'about this member state')
    .option('--type <type>', 'of this type, such as Traded')
    .option('--from-time <instant>', 'at or after', isoInstant)
    .option('--to-time <instant>', 'at or before', isoInstant)
    .option('--from-sequence <n>', 'from this sequence of the book', wholeNumber(1))
    .option('--to-sequence <n>', 'to this sequence of the book', wholeNumber(1));
}

function filterQuery(options: FilterOptions): QueryValues {
  const { instrument, order, desk, state, type, fromTime, toTime, fromSequence, toSequence } = options;
  return {
    instrument,
    orderId: order,
    desk,
    memberState: state,
    type,
    fromTime,
    toTime,
    fromSequence,
    toSequence,
  };
}

function eventsCommand(host: Host): Command {
  const command = withFilters(new Command('events').description('List events of the books.'));
  return withListOptions(command)
    .addHelpText('after', '\nExample:\n  orebook audit events --instrument NDPR-OXIDE --type Traded')
    .action(async (options: FilterOptions & ListOptions, self: Command) => {
      const session = await Session.open(host, self);
      await tellList<AuditEvent>(
        session,
        '/v1/audit/events',
        filterQuery(options),
        options,
        EVENT_COLUMNS,
        'no such events',
      );
    });
}

function exportCommand(host: Host): Command {
  return withFilters(
    new Command('export').description('Write events as CSV or JSON Lines, in full and of any number.'),
  )
    .addOption(new Option('--format <format>', 'how').choices(['csv', 'jsonl']).default('jsonl'))
    .option('-o, --out <file>', 'where to (default: standard output)')
    .addHelpText(
      'after',
      '\nExample:\n  orebook audit export --format csv --instrument NDPR-OXIDE --out events.csv',
    )
    .action(async (options: FilterOptions & { format: string; out?: string }, command: Command) => {
      const session = await Session.open(host, command);
      const query = { format: options.format, ...filterQuery(options) };
      if (options.out === undefined) {
        await session.api.stream('/v1/audit/export', query, (chunk) => host.options.out(chunk));
        return;
      }
      const bytes = await exportToFile(session, query, options.out);
      host.note(`${bytes} bytes written to ${options.out}`);
    });
}

async function exportToFile(session: Session, query: QueryValues, target: string): Promise<number> {
  const file = createWriteStream(target, { flags: 'wx' });
  let bytes = 0;
  try {
    await once(file, 'open');
    await session.api.stream('/v1/audit/export', query, async (chunk) => {
      bytes += chunk.length;
      if (!file.write(chunk)) await once(file, 'drain');
    });
    file.end();
    await once(file, 'close');
    return bytes;
  } catch (error) {
    file.destroy();
    if (error instanceof CliError) throw error;
    const reason = errorCode(error) === 'EEXIST' ? 'it exists already' : errorMessage(error);
    throw new CliError(EXIT.usage, `cannot write ${target}: ${reason}`, undefined, { cause: error });
  }
}

function listCommand(
  host: Host,
  name: 'refusals' | 'reads',
  description: string,
  columns: typeof REFUSAL_COLUMNS,
): Command {
  return withListOptions(new Command(name).description(description)).action(
    async (options: ListOptions, command: Command) => {
      const session = await Session.open(host, command);
      await tellList(session, `/v1/audit/${name}`, {}, options, columns, `no ${name}`);
    },
  );
}
