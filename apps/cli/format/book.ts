import { instant, words } from './words.js';
import { fields } from './table.js';

interface Level {
  readonly price?: string;
  readonly quantityLots: number;
  readonly orders?: number;
}

/** An order book as the venue shows it, now or as of an earlier instant. */
export interface BookDepth {
  readonly instrument: string;
  readonly phase: string;
  readonly floorPrice?: string;
  readonly floorVersion?: number;
  readonly referencePrice?: string;
  readonly indicative?: {
    readonly price?: string;
    readonly quantityLots?: number;
    readonly volumeLots?: number;
  };
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly sequence?: number;
  readonly time?: string;
}

/** Draws a book: bids to the left, offers to the right, the best of both in the first line. */
export function bookText(book: BookDepth): string {
  const head = fields([
    ['phase', words(book.phase)],
    ['floor', floorText(book)],
    ['reference', book.referencePrice],
    ['indicative', indicativeText(book)],
    ['as of', asOfText(book)],
  ]);
  return `${book.instrument}\n${head}\n\n${ladder(book.bids, book.asks)}`;
}

function floorText(book: BookDepth): string {
  if (book.floorPrice === undefined) return 'none';
  return book.floorVersion === undefined
    ? book.floorPrice
    : `${book.floorPrice} (version ${book.floorVersion})`;
}

function indicativeText(book: BookDepth): string | undefined {
  const { indicative } = book;
  if (indicative?.price === undefined) return undefined;
  const lots = indicative.quantityLots ?? indicative.volumeLots;
  return lots === undefined ? indicative.price : `${indicative.price} for ${lots} lots`;
}

function asOfText(book: BookDepth): string | undefined {
  const sequence = book.sequence === undefined ? undefined : `sequence ${book.sequence}`;
  return [sequence, instant(book.time)].filter((part) => part !== undefined).join(', ');
}

const HEAD = ['orders', 'lots', 'bid', 'offer', 'lots', 'orders'] as const;

function ladder(bids: readonly Level[], asks: readonly Level[]): string {
  const depth = Math.max(bids.length, asks.length);
  if (depth === 0) return 'no orders';
  const rows: string[][] = [[...HEAD]];
  for (let index = 0; index < depth; index += 1) {
    const [bid, ask] = [bids[index], asks[index]];
    rows.push([...cells(bid), ...cells(ask).reverse()]);
  }
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => {
      const drawn = row.map((text, column) => text.padStart(widths[column] ?? 0));
      return `${drawn.slice(0, 3).join('  ')}  |  ${drawn.slice(3).join('  ')}`.trimEnd();
    })
    .join('\n');
}

function cells(level: Level | undefined): string[] {
  if (level === undefined) return ['', '', ''];
  return [String(level.orders ?? ''), String(level.quantityLots), level.price ?? 'market'];
}
