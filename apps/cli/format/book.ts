import { counted, groupDigits, instant, words } from './words.js';
import { fields, table, type Column } from './table.js';

interface Level {
  readonly price: string;
  readonly quantityLots: number;
  readonly orders: number;
  readonly belowFloor?: true;
}

interface BookHead {
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
  readonly auctionEnds?: string;
  readonly floorLocked?: boolean;
  readonly reserve?: ReserveBid;
  readonly reserveExhausted?: boolean;
  readonly priceBands?: Bands;
  readonly sequence?: number;
  readonly time?: string;
}

/** The strategic reserve's bid; the regulator sees its means besides. */
interface ReserveBid {
  readonly quantityLots?: number;
  readonly liveLots?: number;
  readonly budget?: string;
  readonly spent?: string;
}

/** An order book as the public sees it. */
export interface BookDepth extends BookHead {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Price bands in force (BAND-1). */
export interface Bands {
  readonly staticBasisPoints?: number;
  readonly dynamicBasisPoints?: number;
  readonly until?: string;
}

interface PictureOrder {
  readonly orderId: string;
  readonly desk: string;
  readonly type: string;
  readonly timeInForce: string;
  readonly price?: string;
  readonly triggerPrice?: string;
  readonly leavesQuantityLots: number;
  readonly displayedQuantityLots?: number;
  readonly executable: boolean;
  readonly waitsFor?: string;
}

/** An order book as the regulator sees it, order by order, as of a point of its history. */
export interface BookPicture extends BookHead {
  readonly bids: readonly PictureOrder[];
  readonly asks: readonly PictureOrder[];
  readonly stateHash: string;
}

/** Draws a book: bids to the left, offers to the right, the best of both in the first line. */
export function bookText(book: BookDepth): string {
  const remark = book.bids.some(({ belowFloor }) => belowFloor)
    ? '\n* below the floor: waits, cannot trade'
    : '';
  return `${book.instrument}\n${headText(book)}\n\n${ladder(book.bids, book.asks)}${remark}`;
}

/** Draws a book order by order, each side by priority. */
export function pictureText(book: BookPicture): string {
  const head = `${book.instrument}\n${headText(book)}\nstate hash ${book.stateHash.slice(0, 16)}`;
  const sides = [
    ['bids', book.bids],
    ['offers', book.asks],
  ] as const;
  const drawn = sides.map(([name, orders]) =>
    orders.length === 0 ? `no ${name}` : `${name}\n${table(PICTURE_COLUMNS, orders)}`,
  );
  return [head, ...drawn].join('\n\n');
}

const PICTURE_COLUMNS: readonly Column<PictureOrder>[] = [
  { title: 'price', align: 'right', value: (order) => order.price ?? 'market' },
  { title: 'trigger', align: 'right', value: (order) => order.triggerPrice },
  { title: 'open lots', align: 'right', value: (order) => order.leavesQuantityLots },
  { title: 'shown', align: 'right', value: (order) => order.displayedQuantityLots },
  { title: 'desk', value: (order) => order.desk },
  { title: 'order', value: (order) => order.orderId },
  { title: 'for', value: (order) => order.timeInForce },
  { title: '', value: whyNotText },
];

/** Why an order cannot trade now; nothing when it can. */
function whyNotText({ executable, waitsFor }: PictureOrder): string {
  if (executable) return '';
  switch (waitsFor) {
    case undefined:
      return 'below the floor';
    case 'trigger':
      return 'waits for its trigger';
    case 'floor':
      return 'parked';
    case 'closingCall':
      return 'waits for the closing call';
    default:
      return waitsFor;
  }
}

function headText(book: BookHead): string {
  return fields([
    ['phase', words(book.phase)],
    ['floor', floorText(book)],
    ['reserve', reserveText(book)],
    ['reference', book.referencePrice],
    ['bands', bandsText(book.priceBands)],
    ['indicative', indicativeText(book)],
    ['uncross', book.auctionEnds === undefined ? undefined : `at ${instant(book.auctionEnds)}, or earlier`],
    ['as of', asOfText(book)],
  ]);
}

function floorText(book: BookHead): string {
  if (book.floorPrice === undefined) return 'none';
  const version = book.floorVersion === undefined ? '' : ` (version ${book.floorVersion})`;
  return `${book.floorPrice}${version}${book.floorLocked === true ? ', LOCKED: offers and no bid at it' : ''}`;
}

function reserveText({ reserve, reserveExhausted, floorPrice }: BookHead): string | undefined {
  const lots = reserve?.quantityLots ?? reserve?.liveLots;
  const spent =
    reserve?.budget === undefined || reserve.spent === undefined
      ? ''
      : `, spent ${groupDigits(reserve.spent)} of ${groupDigits(reserve.budget)}`;
  if (reserveExhausted === true) return `exhausted${spent}`;
  if (lots === undefined) return undefined;
  return `bids ${counted(lots, 'lot')} at ${floorPrice ?? 'the floor'}, behind all others${spent}`;
}

/** `±10% of the last auction, ±2.5% of the last trade`. */
export function bandsText(bands: Bands | undefined): string | undefined {
  if (bands === undefined) return undefined;
  const { staticBasisPoints, dynamicBasisPoints, until } = bands;
  const parts = [
    staticBasisPoints === undefined ? undefined : `±${percent(staticBasisPoints)} of the last auction`,
    dynamicBasisPoints === undefined ? undefined : `±${percent(dynamicBasisPoints)} of the last trade`,
  ].filter((part) => part !== undefined);
  const text = parts.length === 0 ? 'lifted' : parts.join(', ');
  return until === undefined ? text : `${text}, until ${instant(until)}`;
}

/** Basis points as percent, without a float: 250 is `2.5%`. */
function percent(basisPoints: number): string {
  const text = String(basisPoints).padStart(3, '0');
  const fraction = text.slice(-2).replace(/0+$/, '');
  return `${text.slice(0, -2)}${fraction === '' ? '' : `.${fraction}`}%`;
}

function indicativeText({ indicative }: BookHead): string | undefined {
  return indicative === undefined ? undefined : `${indicative.price} for ${indicative.volumeLots} lots`;
}

function asOfText(book: BookHead): string {
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
  return [
    String(level.orders),
    String(level.quantityLots),
    level.belowFloor ? `*${level.price}` : level.price,
  ];
}
