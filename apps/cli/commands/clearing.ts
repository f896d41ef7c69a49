import { Command } from 'commander';
import { decimal, isoDate, wholeNumber } from '../arguments.js';
import { EXIT } from '../exit-codes.js';
import {
  INSTRUCTION_COLUMNS,
  OBLIGATION_COLUMNS,
  settlementText,
  trialBalanceText,
  type Instruction,
  type Obligation,
  type SettlementResult,
  type TrialBalance,
} from '../format/clearing.js';
import { table } from '../format/table.js';
import { counted, groupDigits } from '../format/words.js';
import type { Host } from '../host.js';
import { tellList, withListOptions, type ListOptions } from '../list.js';
import { Session } from '../session.js';

interface Posted {
  readonly transactionId: string;
}

/** `deposit`, `withdraw-cash`, `receipt`, `release`, `obligations`, `net`, `settle` and `trial-balance`: the clearing operator. */
export function clearingCommands(host: Host): Command[] {
  return [
    cashCommand(host, 'deposit', 'deposits', 'book cash that a participant paid in', 'paid in by'),
    cashCommand(host, 'withdraw-cash', 'withdrawals', 'book cash that a participant took out', 'paid out to'),
    metalCommand(
      host,
      'receipt',
      'warehouse-receipts',
      'book metal that a participant brought to a warehouse',
      'brought in by',
    ),
    metalCommand(
      host,
      'release',
      'warehouse-releases',
      'book metal that a participant took out of a warehouse',
      'taken out by',
    ),
    obligationsCommand(host),
    netCommand(host),
    settleCommand(host),
    trialBalanceCommand(host),
  ];
}

function cashCommand(host: Host, name: string, resource: string, summary: string, what: string): Command {
  return new Command(name)
    .summary(summary)
    .description(`Book cash ${what} a participant. The same reference is booked once.`)
    .argument('<participant>', 'a desk')
    .argument('<amount>', 'such as 250000.00', decimal)
    .argument('<currency>', 'such as USD')
    .requiredOption('-r, --reference <reference>', "the bank's reference")
    .option('--value-date <date>', "the day it counts at the bank (default: today's, UTC)", isoDate)
    .addHelpText('after', `\nExample:\n  orebook ${name} <desk> 250000.00 USD --reference BANK-2026-0042`)
    .action(
      async (
        participant: string,
        amount: string,
        currency: string,
        { reference, valueDate }: { reference: string; valueDate?: string },
        command: Command,
      ) => {
        const json = { participant, currency, amount, reference, valueDate };
        await post(
          host,
          command,
          resource,
          json,
          `${groupDigits(amount)} ${currency} ${what} ${participant}`,
        );
      },
    );
}

function metalCommand(host: Host, name: string, resource: string, summary: string, what: string): Command {
  return new Command(name)
    .summary(summary)
    .description(`Book metal ${what} a participant. The same reference is booked once.`)
    .argument('<participant>', 'a desk')
    .argument('<instrument>', 'such as NDPR-OXIDE')
    .argument('<lots>', 'whole lots', wholeNumber(1))
    .requiredOption('-w, --warehouse <warehouse>', 'where it lies')
    .requiredOption('-r, --reference <reference>', "the warehouse's reference")
    .addHelpText(
      'after',
      `\nExample:\n  orebook ${name} <desk> NDPR-OXIDE 40 --warehouse Rotterdam --reference WHR-2026-0007`,
    )
    .action(
      async (
        participant: string,
        instrument: string,
        lots: number,
        options: { warehouse: string; reference: string },
        command: Command,
      ) => {
        const { warehouse, reference } = options;
        const told = `${counted(lots, 'lot')} of ${instrument} ${what} ${participant}`;
        await post(host, command, resource, { participant, instrument, lots, warehouse, reference }, told);
      },
    );
}

async function post(
  host: Host,
  command: Command,
  resource: string,
  json: unknown,
  told: string,
): Promise<void> {
  const session = await Session.open(host, command);
  const whenUnknown = 'sending it again with the same reference is safe';
  const { status, body } = await session.api.request<Posted>('POST', `/v1/clearing/${resource}`, {
    json,
    whenUnknown,
  });
  const already = status === 200 ? ' (it was booked before)' : '';
  await session.tell(body, () => `${told}: transaction ${body.transactionId}${already}`);
}

interface ObligationOptions extends ListOptions {
  readonly date?: string;
  readonly participant?: string;
  readonly instrument?: string;
  readonly status?: string;
}

function obligationsCommand(host: Host): Command {
  return withListOptions(
    new Command('obligations')
      .summary('list what is owed to and by the clearing house')
      .description('List obligations: each trade makes two, between each side and the clearing house.')
      .option('-d, --date <date>', 'that settle on this day', isoDate)
      .option('-p, --participant <desk>', 'of this desk')
      .option('-i, --instrument <instrument>', 'in this instrument')
      .option('-s, --status <status>', 'of this status')
      .addHelpText('after', '\nExample:\n  orebook obligations --date 2026-11-25'),
  ).action(async (options: ObligationOptions, command: Command) => {
    const session = await Session.open(host, command);
    const { date: settlementDate, participant, instrument, status } = options;
    const query = { settlementDate, participant, instrument, status };
    await tellList<Obligation>(
      session,
      '/v1/clearing/obligations',
      query,
      options,
      OBLIGATION_COLUMNS,
      'no obligations',
    );
  });
}

function netCommand(host: Host): Command {
  return new Command('net')
    .summary('net the obligations of a settlement date')
    .description(
      'Net the obligations of a settlement date into one instruction for each participant and instrument.',
    )
    .argument('<date>', 'settlement date', isoDate)
    .addHelpText('after', '\nExample:\n  orebook net 2026-11-25')
    .action(async (settlementDate: string, _options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const { body } = await session.api.request<{ instructions: readonly Instruction[] }>(
        'POST',
        '/v1/clearing/net',
        { json: { settlementDate } },
      );
      const { instructions } = body;
      await session.tell(body, () =>
        instructions.length === 0
          ? `nothing settles on ${settlementDate}`
          : `${counted(instructions.length, 'instruction')} for ${settlementDate}\n${table(INSTRUCTION_COLUMNS, instructions)}`,
      );
    });
}

function settleCommand(host: Host): Command {
  return new Command('settle')
    .summary('settle a date: delivery versus payment')
    .description(
      'Settle the netted instructions of a date: both legs of each or neither. Who is short of cash or metal fails\nalone and is named.',
    )
    .argument('<date>', 'settlement date', isoDate)
    .addHelpText('after', '\nExample:\n  orebook settle 2026-11-25')
    .action(async (settlementDate: string, _options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const { body } = await session.api.request<SettlementResult>('POST', '/v1/clearing/settle', {
        json: { settlementDate },
      });
      await session.tell(body, () => settlementText(settlementDate, body));
    });
}

function trialBalanceCommand(host: Host): Command {
  return new Command('trial-balance')
    .summary('prove that the ledger sums to zero')
    .description(
      'Show the ledger by asset and account; every asset must sum to zero, else the exit code is 4.',
    )
    .addHelpText('after', '\nExample:\n  orebook trial-balance')
    .action(async (_options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const { body } = await session.api.get<TrialBalance>('/v1/clearing/trial-balance');
      await session.tell(body, () => trialBalanceText(body));
      if (!body.balanced) host.exitCode = EXIT.differences;
    });
}
