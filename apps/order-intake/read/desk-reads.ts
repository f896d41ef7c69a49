import { isClosing, waitsFor } from '#book-feed';
import type { InstrumentSpec, TradingPhase } from '#contracts';
import { orderName } from '../view/placed-name.js';
import type { UsedName } from '../view/used-ids.js';
import { prepareStatement, Words, type Connected, type Statement } from '#views';
import { ORDER_COLUMNS } from '../view/schema.js';
import { SpelledRows } from '../view/spelled-rows.js';
import { fixedTermsOf, progressOf, termsOfRow } from '../view/order-rows.js';
import type { FillRow, InstrumentRow, OrderRow, PositionRow, TradeRow } from '../view/schema.js';
import {
  executionReport,
  REPORT_FILLS_MAX,
  type ExecutionReport,
  type FillState,
  type OrderState,
} from './execution-report.js';
import type { InstrumentCatalog } from './instrument-catalog.js';

/** Which of a desk's orders; rows come newest first. */
export interface OrderFilter {
  readonly desk: string;
  readonly clientOrderId?: string | undefined;
  readonly instrument?: string | undefined;
  readonly live?: boolean | undefined;
  /** Only rows before this position. */
  readonly beforePosition?: number | undefined;
  readonly countMax: number;
}

/** Which of a desk's fills; rows come newest first. */
export interface FillFilter {
  readonly desk: string;
  readonly instrument?: string | undefined;
  readonly order?: number | undefined;
  readonly before?: { readonly position: number; readonly side: string } | undefined;
  readonly countMax: number;
}

/** A trade as everybody may know it. */
export type PublicTradeRow = Omit<TradeRow, 'buy_order' | 'sell_order' | 'buy_desk' | 'sell_desk'>;

/** One price of one side of a book. */
export interface DepthRow {
  readonly price_ticks: number;
  readonly quantity_lots: number;
  readonly orders: number;
}

type NamedRow = Pick<OrderRow, 'position' | 'desk' | 'instrument' | 'client_order_id'>;

/** A refused duplicate names an earlier order. */
const HOLDS_ID = "(version > 0 or reason <> 'DUPLICATE_ID')";
const PUBLIC_TRADE = 'position, instrument, sequence, price_ticks, lots, book_micros, aggressor_side';

/** The queries of the desks' view: prepared once each, every one bounded and on an index. */
export class DeskReads {
  private readonly statements = new Map<string, Statement>();
  private readonly rows: SpelledRows;

  constructor(
    private readonly view: Connected,
    private readonly catalog: InstrumentCatalog,
  ) {
    this.rows = new SpelledRows(new Words(view));
  }

  /** SEQ-4: what orders after a position are named by, in order of position. */
  usedNames(afterPosition: number, countMax: number): UsedName[] {
    const named = this.prepared(
      'select position, desk, instrument, client_order_id from orders where position > ? order by position limit ?',
    ).all(afterPosition, countMax);
    return named.map((stored) => {
      const row = this.rows.spell(stored as NamedRow);
      return { name: orderName(row.desk, row.instrument, row.client_order_id), position: row.position };
    });
  }

  /** SEQ-4: the order that an id of a desk names, refused ones included; undefined when it names none any more. */
  heldOrder(
    desk: string,
    instrument: string,
    clientOrderId: string,
  ): { readonly sequence: number } | undefined {
    return this.prepared(
      `select sequence from orders
        where desk = ? and client_order_id = ? and instrument = ? and ${HOLDS_ID} and (leaves_lots > 0 or last_micros >=
          (select ids_dropped_before_micros from instruments where instrument = ?))
        order by position desc limit 1`,
    ).get(this.deskNumber(desk), clientOrderId, this.bookNumber(instrument), instrument) as
      { sequence: number } | undefined;
  }

  /** A desk's own order; undefined for another's. */
  order(desk: string, instrument: string, order: number): ExecutionReport | undefined {
    const stored = this.prepared(
      `select ${ORDER_COLUMNS} from orders where instrument = ? and sequence = ? and desk = ?`,
    ).get(this.bookNumber(instrument), order, this.deskNumber(desk));
    return stored === undefined ? undefined : this.report(this.rows.spell(stored as OrderRow));
  }

  orders(filter: OrderFilter): { readonly position: number; readonly report: ExecutionReport }[] {
    const conditions = ['desk = ?'];
    const { instrument } = filter;
    const values: (string | number)[] = [this.deskNumber(filter.desk)];
    const where = (condition: string, value: string | number | undefined): void => {
      if (value === undefined) return;
      conditions.push(condition);
      values.push(value);
    };
    where('client_order_id = ?', filter.clientOrderId);
    where('instrument = ?', instrument === undefined ? undefined : this.bookNumber(instrument));
    // Written out: a bound value would keep the partial index from being used.
    if (filter.live !== undefined) conditions.push(filter.live ? 'leaves_lots > 0' : 'leaves_lots = 0');
    where('position < ?', filter.beforePosition);
    const found = this.prepared(
      `select ${ORDER_COLUMNS} from orders where ${conditions.join(' and ')} order by position desc limit ?`,
    ).all(...values, filter.countMax);
    return found.map((stored) => {
      const row = this.rows.spell(stored as OrderRow);
      return { position: row.position, report: this.report(row) };
    });
  }

  fills(filter: FillFilter): FillRow[] {
    const { instrument } = filter;
    const book = instrument === undefined ? undefined : this.bookNumber(instrument);
    const desk = this.deskNumber(filter.desk);
    const values: (string | number)[] = [];
    const ofSide = (side: 'buy' | 'sell'): string => {
      const conditions = [`trades.${side}_desk = ?`];
      values.push(desk);
      const where = (condition: string, ...bound: (string | number | undefined)[]): void => {
        if (bound.some((value) => value === undefined)) return;
        conditions.push(condition);
        values.push(...bound.filter((value) => value !== undefined));
      };
      where('trades.instrument = ?', book);
      where(`trades.${side}_order = ?`, filter.order);
      where(`(trades.position, '${side}') < (?, ?)`, filter.before?.position, filter.before?.side);
      return `select trades.position, '${side}' as side, trades.instrument, trades.sequence, trades.price_ticks,
          trades.lots, trades.book_micros, trades.aggressor_side, trades.${side}_order as order_sequence,
          orders.client_order_id
        from trades join orders on orders.instrument = trades.instrument and orders.sequence = trades.${side}_order
        where ${conditions.join(' and ')}`;
    };
    return this.prepared(`${ofSide('buy')} union all ${ofSide('sell')} order by 1 desc, 2 desc limit ?`)
      .all(...values, filter.countMax)
      .map((stored) => this.rows.spell(stored as FillRow));
  }

  positions(desk: string, afterInstrument: string, countMax: number): PositionRow[] {
    return this.prepared(
      'select * from positions where desk = ? and instrument > ? order by instrument limit ?',
    ).all(desk, afterInstrument, countMax) as PositionRow[];
  }

  instruments(afterInstrument: string, countMax: number): InstrumentRow[] {
    return this.prepared('select * from instruments where instrument > ? order by instrument limit ?').all(
      afterInstrument,
      countMax,
    ) as InstrumentRow[];
  }

  instrument(instrument: string): InstrumentRow | undefined {
    return this.prepared('select * from instruments where instrument = ?').get(instrument) as
      InstrumentRow | undefined;
  }

  /** Sequence of the last event of a book that the view reflects, 0 before the first. */
  bookSequence(instrument: string): number {
    const row = this.prepared('select sequence from book_progress where instrument = ?').get(instrument);
    return (row as { sequence: number } | undefined)?.sequence ?? 0;
  }

  /** The phase of a book as the event of this sequence left it; `closed` before the first change. */
  phaseAt(instrument: string, sequence: number): TradingPhase {
    const row = this.prepared(
      'select phase from phases where instrument = ? and sequence <= ? order by sequence desc limit 1',
    ).get(instrument, sequence);
    return (row as { phase: TradingPhase } | undefined)?.phase ?? 'closed';
  }

  /**
   * What is to be seen of one side, best price first: what icebergs show of themselves, and all of the other orders.
   * Orders without a price are in no level, orders that do not stand in the book are not there.
   */
  depth(instrument: string, side: 'buy' | 'sell', phase: TradingPhase, levelsMax: number): DepthRow[] {
    return this.prepared(
      `select price_ticks, sum(coalesce(peak_lots, leaves_lots)) as quantity_lots, count(*) as orders from orders
        where leaves_lots > 0 and instrument = ? and side = ? and price_ticks is not null
          and (out_of_book is null or out_of_book = ?)
        group by price_ticks order by price_ticks ${side === 'buy' ? 'desc' : 'asc'} limit ?`,
    ).all(
      this.bookNumber(instrument),
      this.rows.numberOf('side', side),
      isClosing(phase) ? 'closingCall' : '',
      levelsMax,
    ) as DepthRow[];
  }

  /** Trades, newest first, without who traded. */
  trades(instrument: string, beforePosition: number, countMax: number): PublicTradeRow[] {
    return this.prepared(
      `select ${PUBLIC_TRADE} from trades where instrument = ? and position < ? order by position desc limit ?`,
    )
      .all(this.bookNumber(instrument), beforePosition, countMax)
      .map((stored) => this.rows.spell(stored as PublicTradeRow));
  }

  specs(): InstrumentSpec[] {
    const rows = this.prepared('select spec from instruments order by instrument').all() as {
      spec: string;
    }[];
    return rows.map(({ spec }) => JSON.parse(spec) as InstrumentSpec);
  }

  private report(row: OrderRow): ExecutionReport {
    const fills = row.cumulative_lots === 0 ? [] : this.fillsOfOrder(row);
    return executionReport(this.stateOf(row), fills, this.catalog.configured(row.instrument));
  }

  private fillsOfOrder({ instrument, side, sequence }: OrderRow): FillState[] {
    return this.prepared(
      `select sequence, price_ticks as priceTicks, lots, book_micros as bookMicros from trades
        where instrument = ? and ${side}_order = ? order by position limit ${REPORT_FILLS_MAX + 1}`,
    ).all(this.bookNumber(instrument), sequence) as FillState[];
  }

  private deskNumber(desk: string): number {
    return this.rows.numberOf('desk', desk);
  }

  private bookNumber(instrument: string): number {
    return this.rows.numberOf('instrument', instrument);
  }

  private prepared(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = prepareStatement(this.view, sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }

  private stateOf(row: OrderRow): OrderState {
    const progress = progressOf(row);
    const timeInForce = row.time_in_force;
    // Only orders for the close come and go with the phase.
    const phase = timeInForce === 'atClose' ? this.instrument(row.instrument)?.phase : undefined;
    return {
      instrument: row.instrument,
      order: row.sequence,
      clientOrderId: row.client_order_id,
      side: row.side,
      timeInForce,
      terms: fixedTermsOf(termsOfRow(row)),
      progress,
      waitsFor: waitsFor(progress, { timeInForce }, phase ?? 'closed'),
      sequence: row.last_sequence,
      bookMicros: row.last_micros,
      position: row.last_position,
    };
  }
}
