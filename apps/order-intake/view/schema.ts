import type { OrderType, Side, TimeInForce, TradingPhase } from '#contracts';
import { BOOK_PROGRESS_DDL } from '#views';

/** Version of the tables below; another one in a file drops and rebuilds it. */
export const DESK_VIEW_VERSION = 1;

/** An order, accepted or refused, as its desk may read it. */
export interface OrderRow {
  /** Store position of the event that accepted or refused it. */
  readonly position: number;
  readonly instrument: string;
  /** Sequence of that event: the order's number in its book. */
  readonly sequence: number;
  readonly desk: string;
  readonly client_order_id: string;
  /** 1 unless refused as a duplicate: then the id names an earlier order (SEQ-4). */
  readonly holds_id: 0 | 1;
  /** 1 while it has leaves. */
  readonly live: 0 | 1;
  readonly rejected: 0 | 1;
  readonly side: Side;
  readonly order_type: OrderType;
  readonly time_in_force: TimeInForce;
  readonly price_ticks: number | null;
  readonly protection_limit_ticks: number | null;
  readonly certificate_id: string | null;
  readonly on_floor_raise: string | null;
  readonly stp_id: string | null;
  readonly account: string | null;
  readonly quantity_lots: number;
  readonly cumulative_lots: number;
  readonly leaves_lots: number;
  /** Sum of ticks × lots of its fills, up to 62 bits: read as text. */
  readonly tick_lots: string;
  readonly version: number;
  /** The refusal's code or the last cancel's reason. */
  readonly reason: string | null;
  readonly last_sequence: number;
  readonly last_position: number;
  readonly last_micros: number;
}

/** One side of a trade. */
export interface FillRow {
  readonly position: number;
  readonly side: Side;
  readonly instrument: string;
  readonly sequence: number;
  readonly order_sequence: number;
  readonly desk: string;
  readonly price_ticks: number;
  readonly lots: number;
  readonly book_micros: number;
  /** Side of the incoming order; null in an auction. */
  readonly aggressor_side: Side | null;
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
  readonly indicative_ticks: number | null;
  readonly indicative_lots: number | null;
  /** SEQ-4: ids of orders that ended before this instant are free again. */
  readonly ids_dropped_before_micros: number;
}

/** Tables and the index of each query. The row id of an order is its position, so every index ends in it. */
export const DESK_VIEW_DDL: readonly string[] = [
  BOOK_PROGRESS_DDL,
  `create table orders (
    position integer primary key, instrument text not null, sequence integer not null, desk text not null,
    client_order_id text not null, holds_id integer not null, live integer not null, rejected integer not null,
    side text not null, order_type text not null, time_in_force text not null, price_ticks integer,
    protection_limit_ticks integer, certificate_id text, on_floor_raise text, stp_id text, account text,
    quantity_lots integer not null, cumulative_lots integer not null, leaves_lots integer not null,
    tick_lots integer not null, version integer not null, reason text, last_sequence integer not null,
    last_position integer not null, last_micros integer not null
  )`,
  'create unique index orders_by_number on orders (instrument, sequence)',
  'create index orders_by_client_id on orders (desk, client_order_id)',
  'create index orders_of_desk on orders (desk)',
  'create index orders_of_desk_live on orders (desk) where live = 1',
  'create index orders_depth on orders (instrument, side, price_ticks) where live = 1',
  `create table fills (
    position integer not null, side text not null, instrument text not null, sequence integer not null,
    order_sequence integer not null, desk text not null, price_ticks integer not null, lots integer not null,
    book_micros integer not null, aggressor_side text, primary key (position, side)
  ) without rowid`,
  'create index fills_of_order on fills (instrument, order_sequence, position)',
  'create index fills_of_desk on fills (desk, position)',
  "create index trades on fills (instrument, position) where side = 'buy'",
  `create table positions (
    desk text not null, instrument text not null, opening_lots integer not null, bought_lots integer not null,
    sold_lots integer not null, primary key (desk, instrument)
  ) without rowid`,
  `create table instruments (
    instrument text primary key, spec text not null, phase text not null, floor_ticks integer,
    floor_version integer, reference_ticks integer, indicative_ticks integer, indicative_lots integer,
    ids_dropped_before_micros integer not null
  ) without rowid`,
];
