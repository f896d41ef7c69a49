import type { WaitsFor } from '#book-feed';
import type { OrderType, PriceBands, Side, TimeInForce, TradingPhase } from '#contracts';
import { BOOK_PROGRESS_DDL, WORDS_DDL } from '#views';

/** Version of the tables below; another one in a file drops and rebuilds it. */
export const DESK_VIEW_VERSION = 3;

/** An order, accepted or refused, as its desk may read it. */
export interface OrderRow {
  /** Store position of the event that accepted or refused it. */
  readonly position: number;
  readonly instrument: string;
  /** Sequence of that event: the order's number in its book. */
  readonly sequence: number;
  readonly desk: string;
  readonly client_order_id: string;
  readonly side: Side;
  readonly order_type: OrderType;
  readonly time_in_force: TimeInForce;
  readonly price_ticks: number | null;
  /** `OrderTerms` as JSON; null for none. */
  readonly terms: string | null;
  readonly account: string | null;
  readonly quantity_lots: number;
  readonly cumulative_lots: number;
  /** Above 0 while the order lives. */
  readonly leaves_lots: number;
  /** Sum of ticks × lots of its fills, up to 62 bits: read as text. */
  readonly tick_lots: string;
  /** 0 for a refused order: it never had a version. */
  readonly version: number;
  /** The refusal's code or the last cancel's reason. */
  readonly reason: string | null;
  readonly last_sequence: number;
  readonly last_position: number;
  readonly last_micros: number;
  /** ORDR-3: what is left of an iceberg's peak; null for other orders, which show all leaves. */
  readonly peak_lots: number | null;
  /** Null while it stands in the book; one for the close (`closingCall`) does so in that call. */
  readonly out_of_book: WaitsFor | null;
}

/** An `OrderRow`; the sum can be beyond what a number holds. */
export const ORDER_COLUMNS =
  'position, instrument, sequence, desk, client_order_id, side, order_type, time_in_force, price_ticks, terms, account, ' +
  'quantity_lots, cumulative_lots, leaves_lots, cast(tick_lots as text) as tick_lots, version, reason, last_sequence, ' +
  'last_position, last_micros, peak_lots, out_of_book';

/** A trade with both its sides; only one of them is ever shown to a desk, none in the open. */
export interface TradeRow {
  readonly position: number;
  readonly instrument: string;
  readonly sequence: number;
  readonly price_ticks: number;
  readonly lots: number;
  readonly book_micros: number;
  /** Side of the incoming order; null in an auction. */
  readonly aggressor_side: Side | null;
  /** 0 is the strategic reserve's standing bid (RESV-1). */
  readonly buy_order: number;
  readonly sell_order: number;
  readonly buy_desk: string;
  readonly sell_desk: string;
}

/** One side of a trade. */
export interface FillRow extends Omit<TradeRow, 'buy_order' | 'sell_order' | 'buy_desk' | 'sell_desk'> {
  readonly side: Side;
  readonly order_sequence: number;
  readonly client_order_id: string;
}

export interface PositionRow {
  readonly desk: string;
  readonly instrument: string;
  /** What a sequenced command last set. */
  readonly opening_lots: number;
  readonly bought_lots: number;
  readonly sold_lots: number;
}

/** What is public of a book beside its orders. */
export interface InstrumentRow {
  readonly instrument: string;
  /** `InstrumentSpec` as JSON. */
  readonly spec: string;
  readonly phase: TradingPhase;
  readonly floor_ticks: number | null;
  readonly floor_version: number | null;
  readonly reference_ticks: number | null;
  readonly static_reference_ticks: number | null;
  readonly indicative_ticks: number | null;
  readonly indicative_lots: number | null;
  /** SEQ-4: ids of orders that ended before this instant are free again. */
  readonly ids_dropped_before_micros: number;
  /** BAND-3: `BandOverride` as JSON; null while the instrument's own bands hold. */
  readonly band_override: string | null;
  /** When a running volatility auction ends by itself. */
  readonly auction_ends_micros: number | null;
  /** FLOR-10: 1 or 0. */
  readonly floor_locked: number;
  /** RESV-2: live size of the reserve's bid; null where the reserve has no mandate. */
  readonly reserve_lots: number | null;
  /** RESV-2: 1 or 0. */
  readonly reserve_exhausted: number;
}

/** BAND-3: bands that an act set, until an instant. */
export interface BandOverride {
  readonly bands: PriceBands;
  readonly expiryMicros: number;
}

/** Tables and the index of each query. The row id is a store position, and every index ends in the row id. */
export const DESK_VIEW_DDL: readonly string[] = [
  BOOK_PROGRESS_DDL,
  WORDS_DDL,
  `create table orders (
    position integer primary key, instrument integer not null, sequence integer not null, desk integer not null,
    client_order_id text not null, side integer not null, order_type integer not null, time_in_force integer not null,
    price_ticks integer, terms text, account text, quantity_lots integer not null, cumulative_lots integer not null,
    leaves_lots integer not null, tick_lots integer not null, version integer not null, reason text,
    last_sequence integer not null, last_position integer not null, last_micros integer not null,
    peak_lots integer, out_of_book text
  )`,
  'create unique index orders_by_number on orders (instrument, sequence)',
  'create index orders_by_client_id on orders (desk, client_order_id)',
  'create index orders_of_desk on orders (desk)',
  'create index orders_of_desk_live on orders (desk) where leaves_lots > 0',
  'create index orders_depth on orders (instrument, side, price_ticks) where leaves_lots > 0',
  `create table trades (
    position integer primary key, instrument integer not null, sequence integer not null, price_ticks integer not null,
    lots integer not null, book_micros integer not null, aggressor_side integer, buy_order integer not null,
    sell_order integer not null, buy_desk integer not null, sell_desk integer not null
  )`,
  'create index trades_of_instrument on trades (instrument)',
  'create index trades_of_bid on trades (instrument, buy_order)',
  'create index trades_of_offer on trades (instrument, sell_order)',
  'create index trades_of_buyer on trades (buy_desk)',
  'create index trades_of_seller on trades (sell_desk)',
  `create table positions (
    desk text not null, instrument text not null, opening_lots integer not null, bought_lots integer not null,
    sold_lots integer not null, primary key (desk, instrument)
  ) without rowid`,
  `create table instruments (
    instrument text primary key, spec text not null, phase text not null, floor_ticks integer,
    floor_version integer, reference_ticks integer, static_reference_ticks integer, indicative_ticks integer,
    indicative_lots integer, ids_dropped_before_micros integer not null, band_override text,
    auction_ends_micros integer, floor_locked integer not null, reserve_lots integer,
    reserve_exhausted integer not null
  ) without rowid`,
  `create table phases (
    instrument text not null, sequence integer not null, phase text not null, primary key (instrument, sequence)
  ) without rowid`,
];
