import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { isoDate } from '../arguments.js';
import { errorCode, errorMessage } from '../error-code.js';
import { CliError, EXIT } from '../exit-codes.js';
import { isExplained, reconciliationText, type Reconciliation } from '../format/reconciliation.js';
import type { Host } from '../host.js';
import { Session } from '../session.js';

interface ReconcileOptions {
  readonly account?: string;
  readonly currency: string;
  readonly date: string;
}

/** `reconcile`: a bank statement against the ledger. */
export function reconcileCommand(host: Host): Command {
  return new Command('reconcile')
    .summary('match a bank statement with the ledger')
    .description(
      'Send a bank statement (CSV) and tell matches, breaks and the proof that the listed items explain the whole\ndifference. Exit code 4 when there are breaks. The same file twice adds nothing.',
    )
    .argument('<file>', 'the statement, CSV')
    .option('-a, --account <account>', "the bank account (default: the currency's own, such as nostro:USD)")
    .option('-c, --currency <currency>', 'of the account', 'USD')
    .requiredOption('-d, --date <date>', 'the day of the statement', isoDate)
    .addHelpText(
      'after',
      '\nExample:\n  orebook reconcile statement.csv --date 2026-11-25 --as <clearing operator>\n\nThe form of the file:\n  type,reference,valueDate,amount,currency,counterparty\n  opening,,,1000.00,USD,\n  entry,BANK-2026-0042,2026-11-25,250000.00,USD,aus-lynx\n  closing,,,251000.00,USD,',
    )
    .action(async (file: string, options: ReconcileOptions, command: Command) => {
      const session = await Session.open(host, command);
      const content = await statement(path.resolve(host.options.workingDirectory, file));
      const { account, currency, date } = options;
      const { body } = await session.api.request<Reconciliation>('POST', '/v1/clearing/statements', {
        query: { account, currency, date },
        text: { type: 'text/csv', content },
        whenUnknown: 'sending the same file again is safe',
      });
      await session.tell(body, () => reconciliationText(body));
      if (body.breaks.length > 0 || !isExplained(body)) host.exitCode = EXIT.differences;
    });
}

async function statement(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = errorCode(error) ?? errorMessage(error);
    throw new CliError(EXIT.usage, `cannot read ${file} (${reason})`, undefined, { cause: error });
  }
}
