import { startOfOrder, type OrderProgress, type PositionedEvent } from '#book-feed';
import type { BookEventOf, PlaceOrder } from '#contracts';
import { prepareStatement, RowInserter, type Statement, type View, type Words } from '#views';
import { fixedTermsOf, outOfBook, progressOf, termsOfRow, termsText, type FixedTerms } from './order-rows.js';
import { ORDER_COLUMNS, type OrderRow } from './schema.js';
import { SpelledRows, type DeskWord } from './spelled-rows.js';

/** What can change of an order, and what is needed to write its row. */
export interface TrackedOrder {
  readonly progress: OrderProgress;
  readonly position: number;
  readonly instrument: string;
  readonly sequence: number;
  /** ORDR-1: one for the close stands in the book in the closing call alone. */
  readonly isAtClose: boolean;
  /** The request of an order whose row is still to be inserted. */
  request: PlaceOrder | undefined;
  /** What of it never changes and nothing is looked up by. */
  readonly terms: FixedTerms;
  lastSequence: number;
  lastPosition: number;
  lastMicros: number;
  /** Whether more of it changed since its row was written than its lots. */
  reworded: boolean;
  dirty: boolean;
}

/** Where in the books a change of an order was told. */
export interface Touch {
  readonly sequence: number;
  readonly bookMicros: number;
  /** Store position of the command's last event. */
  readonly commandPosition: number;
}

/**
 * The live orders of all books in memory, so that whatever happens to an order within one transaction of the view is
 * written as one row. Ended orders are forgotten once their row is written.
 */
export class TrackedOrders {
  private readonly books = new Map<string, Map<number, TrackedOrder>>();
  private dirty: TrackedOrder[] = [];
  private readonly inserter: RowInserter;
  private readonly updateFilled: Statement;
  private readonly updateReworded: Statement;

  /** Starts from the live orders of the view's rows. */
  constructor(
    view: View<unknown>,
    private readonly words: Words<DeskWord>,
  ) {
    this.inserter = new RowInserter(view, 'orders', 22);
    const state = `cumulative_lots = ?, leaves_lots = ?, tick_lots = ?, reason = ?, last_sequence = ?, last_position = ?,
        last_micros = ?, peak_lots = ?`;
    this.updateFilled = prepareStatement(view, `update orders set ${state} where position = ?`);
    this.updateReworded = prepareStatement(
      view,
      `update orders set ${state}, order_type = ?, price_ticks = ?, account = ?, quantity_lots = ?, version = ?,
        terms = ?, out_of_book = ?
        where position = ?`,
    );
    const live = prepareStatement(
      view,
      `select ${ORDER_COLUMNS} from orders where leaves_lots > 0 order by position`,
    ).all();
    const spelled = new SpelledRows(words);
    for (const stored of live) {
      const row = spelled.spell(stored as OrderRow);
      this.bookOf(row.instrument).set(row.sequence, trackedOf(row));
    }
  }

  /** Begins to track an order, live or refused, whose row is inserted with the next write. */
  add(order: TrackedOrder): void {
    this.bookOf(order.instrument).set(order.sequence, order);
    this.dirty.push(order);
  }

  /**
   * A live order that something happened to.
   *
   * @throws Error when the book tells of an order that it has not accepted or that has ended: the view is wrong.
   */
  touch(instrument: string, sequence: number, touch: Touch): TrackedOrder {
    const order = this.books.get(instrument)?.get(sequence);
    if (order === undefined) {
      const about = `${instrument}.${touch.sequence}`;
      throw new Error(
        `the desks' view lacks live order ${instrument}.${sequence}, which event ${about} is about`,
      );
    }
    order.lastSequence = touch.sequence;
    order.lastPosition = touch.commandPosition;
    order.lastMicros = touch.bookMicros;
    if (!order.dirty) {
      order.dirty = true;
      this.dirty.push(order);
    }
    return order;
  }

  /** Writes the rows of all that changed; to be called inside the view's transaction. */
  write(): void {
    for (const order of this.dirty) {
      this.writeRow(order);
      order.request = undefined;
      order.reworded = false;
      order.dirty = false;
      if (order.progress.leavesLots === 0) this.books.get(order.instrument)?.delete(order.sequence);
    }
    this.dirty = [];
    this.inserter.flush();
  }

  private writeRow(order: TrackedOrder): void {
    const { words } = this;
    const { progress, request, position, lastSequence, lastPosition, lastMicros } = order;
    const { quantityLots, filledLots, leavesLots, filledTickLots, version } = progress;
    const reason = progress.reason ?? null;
    const price = progress.priceTicks ?? null;
    const account = progress.account ?? null;
    const peak = progress.peakLots ?? null;
    if (request !== undefined) {
      const type = words.intern('orderType', progress.orderType);
      const instrument = words.intern('instrument', order.instrument);
      const desk = words.intern('desk', request.desk);
      const side = words.intern('side', request.side);
      const timeInForce = words.intern('timeInForce', request.timeInForce);
      // prettier-ignore
      this.inserter.add(
        position, instrument, order.sequence, desk, request.clientOrderId, side, type, timeInForce, price, termsText(order.terms, progress),
        account, quantityLots, filledLots, leavesLots, exact(filledTickLots), version, reason, lastSequence, lastPosition,
        lastMicros, peak, outOfBook(progress, order.isAtClose),
      );
    } else if (order.reworded) {
      const type = words.intern('orderType', progress.orderType);
      // prettier-ignore
      this.updateReworded.run([
        filledLots, leavesLots, exact(filledTickLots), reason, lastSequence, lastPosition, lastMicros, peak, type,
        price, account, quantityLots, version, termsText(order.terms, progress), outOfBook(progress, order.isAtClose), position,
      ]);
    } else {
      // prettier-ignore
      this.updateFilled.run([
        filledLots, leavesLots, exact(filledTickLots), reason, lastSequence, lastPosition, lastMicros, peak, position,
      ]);
    }
  }

  private bookOf(instrument: string): Map<number, TrackedOrder> {
    let book = this.books.get(instrument);
    if (book === undefined) {
      book = new Map();
      this.books.set(instrument, book);
    }
    return book;
  }
}

/** A number where it is exact, which the driver binds faster. */
function exact(value: bigint): bigint | number {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** An order as the first event of its command leaves it. */
export function newTrackedOrder(
  instrument: string,
  request: PlaceOrder,
  event: PositionedEvent & BookEventOf<'OrderAccepted' | 'OrderRejected'>,
  commandPosition: number,
): TrackedOrder {
  return {
    progress: startOfOrder(request, event),
    position: event.position,
    instrument,
    sequence: event.sequence,
    isAtClose: request.timeInForce === 'atClose',
    request,
    terms: fixedTermsOf(request),
    lastSequence: event.sequence,
    lastPosition: commandPosition,
    lastMicros: event.bookMicros,
    reworded: false,
    dirty: true,
  };
}

function trackedOf(row: OrderRow): TrackedOrder {
  return {
    progress: progressOf(row),
    position: row.position,
    instrument: row.instrument,
    sequence: row.sequence,
    isAtClose: row.time_in_force === 'atClose',
    request: undefined,
    terms: fixedTermsOf(termsOfRow(row)),
    lastSequence: row.last_sequence,
    lastPosition: row.last_position,
    lastMicros: row.last_micros,
    reworded: false,
    dirty: false,
  };
}
