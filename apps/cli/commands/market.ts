import { Command } from 'commander';
import { wholeNumber } from '../arguments.js';
import { bandsText, bookText, type Bands, type BookDepth } from '../format/book.js';
import { table, type Column } from '../format/table.js';
import { instant, words } from '../format/words.js';
import type { Host } from '../host.js';
import { tellList, withListOptions, type ListOptions } from '../list.js';
import type { Page } from '../api-client.js';
import { Session } from '../session.js';

interface InstrumentRow {
  readonly instrument?: string;
  readonly name?: string;
  readonly mineral?: string;
  readonly productionStage?: string;
  readonly tickSize?: string;
  readonly lotSize?: string;
  readonly priceUnit?: string;
  readonly currency?: string;
  readonly feePerLot?: string;
  readonly phase?: string;
  readonly floorPrice?: string;
  readonly priceBands?: Bands;
}

const INSTRUMENT_COLUMNS: readonly Column<InstrumentRow>[] = [
  { title: 'instrument', value: (row) => row.instrument },
  { title: 'name', value: (row) => row.name },
  { title: 'phase', value: (row) => phaseOf(row.phase) },
  { title: 'floor', align: 'right', value: (row) => row.floorPrice },
  { title: 'tick', align: 'right', value: (row) => row.tickSize },
  {
    title: 'price in',
    value: (row) => (row.currency === undefined ? undefined : `${row.currency}/${row.priceUnit ?? ''}`),
  },
  {
    title: 'lot',
    align: 'right',
    value: (row) => (row.lotSize === undefined ? undefined : `${row.lotSize} ${row.priceUnit ?? ''}`),
  },
  { title: 'fee a lot', align: 'right', value: (row) => row.feePerLot },
  { title: 'bands', value: (row) => bandsText(row.priceBands) },
];

interface TradeRow {
  readonly time?: string;
  readonly executionId?: string;
  readonly price?: string;
  readonly quantityLots?: number;
  readonly aggressorSide?: string;
}

interface FillRow extends TradeRow {
  readonly orderId?: string;
  readonly instrument?: string;
  readonly side?: string;
}

interface PositionRow {
  readonly instrument?: string;
  readonly positionLots?: number;
  readonly boughtLots?: number;
  readonly soldLots?: number;
}

/** `instruments`, `book`, `trades`, `fills` and `positions`: what is to be seen of the market. */
export function marketCommands(host: Host): Command[] {
  return [
    instrumentsCommand(host),
    bookCommand(host),
    tradesCommand(host),
    fillsCommand(host),
    positionsCommand(host),
  ];
}

function phaseOf(phase: string | undefined): string | undefined {
  return phase === undefined ? undefined : words(phase);
}

function instrumentsCommand(host: Host): Command {
  return new Command('instruments')
    .summary('list what is traded')
    .description('List the instruments with their phase, floor and price bands.')
    .addHelpText('after', '\nExample:\n  orebook instruments')
    .action(async (_options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const { body } = await session.api.get<Page<InstrumentRow> | readonly InstrumentRow[]>(
        '/v1/instruments',
      );
      const rows = 'items' in body ? body.items : body;
      await session.tell(body, () =>
        rows.length === 0 ? 'no instruments' : table(INSTRUMENT_COLUMNS, rows),
      );
    });
}

function bookCommand(host: Host): Command {
  return new Command('book')
    .summary('show the order book')
    .description('Show the order book of an instrument as it is now, best prices first.')
    .argument('<instrument>', 'such as NDPR-OXIDE')
    .option('-d, --depth <levels>', 'prices a side', wholeNumber(1, 200), 10)
    .addHelpText(
      'after',
      '\nExample:\n  orebook book NDPR-OXIDE --depth 5\n\nHow it looked earlier: orebook audit book --help',
    )
    .action(async (instrument: string, options: { depth: number }, command: Command) => {
      const session = await Session.open(host, command);
      const path = `/v1/instruments/${encodeURIComponent(instrument)}/book`;
      const { body } = await session.api.get<BookDepth>(path, { depth: options.depth });
      await session.tell(body, () => bookText(body));
    });
}

function tradesCommand(host: Host): Command {
  const columns: readonly Column<TradeRow>[] = [
    { title: 'time (UTC)', value: (row) => instant(row.time) },
    { title: 'execution', value: (row) => row.executionId },
    { title: 'price', align: 'right', value: (row) => row.price },
    { title: 'lots', align: 'right', value: (row) => row.quantityLots },
    { title: 'taken by a', value: (row) => row.aggressorSide },
  ];
  return withListOptions(
    new Command('trades')
      .summary('list the trades of an instrument')
      .description('List the public trades of an instrument; they never name who traded.')
      .argument('<instrument>', 'such as NDPR-OXIDE')
      .addHelpText('after', '\nExample:\n  orebook trades NDPR-OXIDE --limit 20'),
  ).action(async (instrument: string, options: ListOptions, command: Command) => {
    const session = await Session.open(host, command);
    await tellList(
      session,
      `/v1/instruments/${encodeURIComponent(instrument)}/trades`,
      {},
      options,
      columns,
      'no trades yet',
    );
  });
}

function fillsCommand(host: Host): Command {
  const columns: readonly Column<FillRow>[] = [
    { title: 'time (UTC)', value: (row) => instant(row.time) },
    { title: 'execution', value: (row) => row.executionId },
    { title: 'order', value: (row) => row.orderId },
    { title: 'side', value: (row) => row.side },
    { title: 'price', align: 'right', value: (row) => row.price },
    { title: 'lots', align: 'right', value: (row) => row.quantityLots },
  ];
  return withListOptions(
    new Command('fills')
      .summary("list the desk's fills")
      .description("List the desk's own fills.")
      .option('-i, --instrument <instrument>', 'of this book alone')
      .addHelpText('after', '\nExample:\n  orebook fills --instrument NDPR-OXIDE'),
  ).action(async (options: ListOptions & { instrument?: string }, command: Command) => {
    const session = await Session.open(host, command);
    await tellList(
      session,
      '/v1/fills',
      { instrument: options.instrument },
      options,
      columns,
      'no fills yet',
    );
  });
}

function positionsCommand(host: Host): Command {
  const columns: readonly Column<PositionRow>[] = [
    { title: 'instrument', value: (row) => row.instrument },
    { title: 'position', align: 'right', value: (row) => row.positionLots },
    { title: 'bought', align: 'right', value: (row) => row.boughtLots },
    { title: 'sold', align: 'right', value: (row) => row.soldLots },
  ];
  return new Command('positions')
    .summary("show the desk's positions")
    .description("Show the desk's positions in lots; below zero is sold.")
    .addHelpText('after', '\nExample:\n  orebook positions')
    .action(async (_options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const { body } = await session.api.get<Page<PositionRow> | readonly PositionRow[]>('/v1/positions');
      const rows = 'items' in body ? body.items : body;
      await session.tell(body, () => (rows.length === 0 ? 'no positions' : table(columns, rows)));
    });
}
