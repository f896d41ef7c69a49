import type { OrderType, PlaceOrder } from '#contracts';
import type { View } from '#views';
import { ORDER_COLUMNS, type OrderRow, type OrderTerms } from './schema.js';
import { prepareStatement, type Statement } from './statement.js';

/** What can change of an order, and what is needed to write its row. */
export interface TrackedOrder {
  readonly position: number;
  readonly instrument: string;
  readonly sequence: number;
  /** The request of an order whose row is still to be inserted. */
  request: PlaceOrder | undefined;
  orderType: OrderType;
  priceTicks: number | undefined;
  account: string | undefined;
  quantityLots: number;
  cumulativeLots: number;
  leavesLots: number;
  tickLots: bigint;
  version: number;
  reason: string | undefined;
  lastSequence: number;
  lastPosition: number;
  lastMicros: number;
  /** Whether type, price, account, quantity or version changed since its row was written. */
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
  private readonly insertRow: Statement;
  private readonly updateFilled: Statement;
  private readonly updateReworded: Statement;

  /** Starts from the live orders of the view's rows. */
  constructor(view: View<unknown>) {
    this.insertRow = prepareStatement(
      view,
      'insert into orders values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const state =
      'cumulative_lots = ?, leaves_lots = ?, tick_lots = ?, reason = ?, last_sequence = ?, last_position = ?, last_micros = ?';
    this.updateFilled = prepareStatement(view, `update orders set ${state} where position = ?`);
    this.updateReworded = prepareStatement(
      view,
      `update orders set ${state}, order_type = ?, price_ticks = ?, account = ?, quantity_lots = ?, version = ?
        where position = ?`,
    );
    const live = prepareStatement(
      view,
      `select ${ORDER_COLUMNS} from orders where leaves_lots > 0 order by position`,
    ).all() as OrderRow[];
    for (const row of live) this.bookOf(row.instrument).set(row.sequence, trackedOf(row));
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
    if (order === undefined) throw new Error(`the desks' view lacks live order ${instrument}.${sequence}`);
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
      if (order.leavesLots === 0) this.books.get(order.instrument)?.delete(order.sequence);
    }
    this.dirty = [];
  }

  private writeRow(order: TrackedOrder): void {
    const { request, cumulativeLots, leavesLots, tickLots, lastSequence, lastPosition, lastMicros } = order;
    const { position, orderType, quantityLots, version } = order;
    const reason = order.reason ?? null;
    const price = order.priceTicks ?? null;
    const account = order.account ?? null;
    if (request !== undefined) {
      const { desk, clientOrderId, side, timeInForce } = request;
      const { instrument, sequence } = order;
      // prettier-ignore
      this.insertRow.run(
        position, instrument, sequence, desk, clientOrderId, side, orderType, timeInForce, price, termsOf(request),
        account, quantityLots, cumulativeLots, leavesLots, exact(tickLots), version, reason, lastSequence, lastPosition,
        lastMicros,
      );
    } else if (order.reworded) {
      // prettier-ignore
      this.updateReworded.run(
        cumulativeLots, leavesLots, exact(tickLots), reason, lastSequence, lastPosition, lastMicros, orderType, price,
        account, quantityLots, version, position,
      );
    } else {
      // prettier-ignore
      this.updateFilled.run(
        cumulativeLots, leavesLots, exact(tickLots), reason, lastSequence, lastPosition, lastMicros, position,
      );
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

function termsOf({ protectionLimitTicks, certificateId, onFloorRaise, stpId }: PlaceOrder): string | null {
  if ((protectionLimitTicks ?? certificateId ?? onFloorRaise ?? stpId) === undefined) return null;
  const terms: OrderTerms = { protectionLimitTicks, certificateId, onFloorRaise, stpId };
  return JSON.stringify(terms);
}

function trackedOf(row: OrderRow): TrackedOrder {
  return {
    position: row.position,
    instrument: row.instrument,
    sequence: row.sequence,
    request: undefined,
    orderType: row.order_type,
    priceTicks: row.price_ticks ?? undefined,
    account: row.account ?? undefined,
    quantityLots: row.quantity_lots,
    cumulativeLots: row.cumulative_lots,
    leavesLots: row.leaves_lots,
    tickLots: BigInt(row.tick_lots),
    version: row.version,
    reason: row.reason ?? undefined,
    lastSequence: row.last_sequence,
    lastPosition: row.last_position,
    lastMicros: row.last_micros,
    reworded: false,
    dirty: false,
  };
}
