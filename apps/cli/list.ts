import type { Command } from 'commander';
import type { Page, QueryValues } from './api-client.js';
import { wholeNumber } from './arguments.js';
import { table, type Column } from './format/table.js';
import type { Session } from './session.js';

/** Options of commands that list. */
export interface ListOptions {
  readonly limit: number;
  readonly cursor?: string;
  readonly all?: true;
}

const PAGE_ITEMS_MAX = 500;

/** Adds the options of a list to a command. */
export function withListOptions(command: Command): Command {
  return command
    .option('--limit <n>', `how many at most, up to ${PAGE_ITEMS_MAX}`, wholeNumber(1, PAGE_ITEMS_MAX), 50)
    .option('--cursor <cursor>', 'go on where a list stopped')
    .option('--all', 'the whole list, page after page');
}

/** Fetches a list as its options say, and tells it as a table. */
export async function tellList<Item>(
  session: Session,
  path: string,
  query: QueryValues,
  options: ListOptions,
  columns: readonly Column<Item>[],
  whenEmpty: string,
): Promise<void> {
  const page = await fetchList<Item>(session, path, query, options);
  await session.tell(page, () => (page.items.length === 0 ? whenEmpty : table(columns, page.items)));
  if (!session.json && page.nextCursor !== undefined) {
    session.host.note(`there is more: --all, or --cursor ${page.nextCursor}`);
  }
}

async function fetchList<Item>(
  session: Session,
  path: string,
  query: QueryValues,
  options: ListOptions,
): Promise<Page<Item>> {
  if (options.all === true)
    return { items: await session.api.all<Item>(path, { ...query, limit: PAGE_ITEMS_MAX }) };
  const { limit, cursor } = options;
  return (await session.api.get<Page<Item>>(path, { ...query, limit, cursor })).body;
}
