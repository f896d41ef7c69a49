import { Command } from 'commander';
import { isoDate } from '../arguments.js';
import {
  accountText,
  BANK_ACCOUNT_COLUMNS,
  LISTED_INSTRUCTION_COLUMNS,
  POSTING_COLUMNS,
  STATEMENT_COLUMNS,
  type Account,
  type BankAccount,
  type ListedInstruction,
  type Posting,
  type StatementSummary,
} from '../format/clearing-lists.js';
import {
  BREAK_COLUMNS,
  reconciliationText,
  type Break,
  type Reconciliation,
} from '../format/reconciliation.js';
import { table } from '../format/table.js';
import type { Host } from '../host.js';
import { tellList, withListOptions, type ListOptions } from '../list.js';
import { Session } from '../session.js';

/** `instructions`, `account`, `postings`, `bank-accounts`, `statements`, `statement` and `breaks`: what clearing shows. */
export function clearingListCommands(host: Host): Command[] {
  return [
    instructionsCommand(host),
    accountCommand(host),
    postingsCommand(host),
    bankAccountsCommand(host),
    statementsCommand(host),
    statementCommand(host),
    breaksCommand(host),
  ];
}

interface InstructionOptions extends ListOptions {
  readonly date?: string;
  readonly participant?: string;
  readonly instrument?: string;
  readonly status?: string;
}

function instructionsCommand(host: Host): Command {
  return withListOptions(
    new Command('instructions')
      .summary('list what was netted, and what has become of it')
      .description(
        'List settlement instructions: one net delivery against one net payment each. A desk sees its own.',
      )
      .option('-d, --date <date>', 'that settle on this day', isoDate)
      .option('-p, --participant <desk>', 'of this desk')
      .option('-i, --instrument <instrument>', 'in this instrument')
      .option('-s, --status <status>', 'of this status: pending, settled, partiallySettled, failed or held')
      .addHelpText('after', '\nExample:\n  orebook instructions --status failed'),
  ).action(async (options: InstructionOptions, command: Command) => {
    const session = await Session.open(host, command);
    const { date: settlementDate, participant, instrument, status } = options;
    const query = { settlementDate, participant, instrument, status };
    const path = '/v1/clearing/instructions';
    await tellList<ListedInstruction>(
      session,
      path,
      query,
      options,
      LISTED_INSTRUCTION_COLUMNS,
      'no instructions',
    );
  });
}

function accountCommand(host: Host): Command {
  return new Command('account')
    .summary("show a participant's cash and metal")
    .description(
      'Show what a participant has with the clearing house, its fees due and what it may take out.',
    )
    .argument('<participant>', 'a desk')
    .addHelpText('after', '\nExample:\n  orebook account <desk>')
    .action(async (participant: string, _options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const path = `/v1/clearing/accounts/${encodeURIComponent(participant)}`;
      const { body } = await session.api.get<Account>(path);
      await session.tell(body, () => accountText(body));
    });
}

interface PostingOptions extends ListOptions {
  readonly participant?: string;
  readonly asset?: string;
}

function postingsCommand(host: Host): Command {
  return withListOptions(
    new Command('postings')
      .summary('list what the ledger has posted')
      .description('List the postings of the ledger, oldest first.')
      .option('-p, --participant <desk>', 'of this desk')
      .option('--asset <asset>', 'of a currency or of lots, such as USD or lots:NDPR-OXIDE')
      .addHelpText('after', '\nExample:\n  orebook postings --participant <desk> --asset USD'),
  ).action(async (options: PostingOptions, command: Command) => {
    const session = await Session.open(host, command);
    const { participant, asset } = options;
    const query = { participant, asset };
    await tellList<Posting>(session, '/v1/clearing/postings', query, options, POSTING_COLUMNS, 'no postings');
  });
}

function bankAccountsCommand(host: Host): Command {
  return new Command('bank-accounts')
    .summary('list the bank accounts and what their next statement must open with')
    .description(
      'List the bank accounts: what the ledger has there, and what the next statement must open with.',
    )
    .addHelpText('after', '\nExample:\n  orebook bank-accounts')
    .action(async (_options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const { body } = await session.api.get<{ items: readonly BankAccount[] }>('/v1/clearing/nostros');
      await session.tell(body, () =>
        body.items.length === 0 ? 'no bank accounts' : table(BANK_ACCOUNT_COLUMNS, body.items),
      );
    });
}

interface OfAccountOptions extends ListOptions {
  readonly account?: string;
}

function statementsCommand(host: Host): Command {
  return withListOptions(
    new Command('statements')
      .summary('list the bank statements that were taken in')
      .description('List the bank statements that were taken in, oldest first.')
      .option('-a, --account <account>', 'of this bank account, such as nostro:USD')
      .addHelpText('after', '\nExample:\n  orebook statements --account nostro:USD'),
  ).action(async (options: OfAccountOptions, command: Command) => {
    const session = await Session.open(host, command);
    const query = { account: options.account };
    const path = '/v1/clearing/statements';
    await tellList<StatementSummary>(session, path, query, options, STATEMENT_COLUMNS, 'no statements');
  });
}

function statementCommand(host: Host): Command {
  return new Command('statement')
    .summary('show what matching one bank statement found')
    .description('Show a bank statement again: its counts, its breaks and the proof.')
    .argument('<statement>', 'such as ST-99')
    .addHelpText('after', '\nExample:\n  orebook statement ST-99')
    .action(async (statementId: string, _options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const path = `/v1/clearing/statements/${encodeURIComponent(statementId)}`;
      const { body } = await session.api.get<Reconciliation>(path);
      await session.tell(body, () => reconciliationText(body));
    });
}

function breaksCommand(host: Host): Command {
  return withListOptions(
    new Command('breaks')
      .summary('list the breaks that are open')
      .description('List the breaks that are open, by bank account, oldest first.')
      .option('-a, --account <account>', 'of this bank account, such as nostro:USD')
      .addHelpText('after', '\nExample:\n  orebook breaks --account nostro:USD'),
  ).action(async (options: OfAccountOptions, command: Command) => {
    const session = await Session.open(host, command);
    const query = { account: options.account };
    await tellList<Break>(session, '/v1/clearing/breaks', query, options, BREAK_COLUMNS, 'no breaks');
  });
}
