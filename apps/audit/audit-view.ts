import type { TradingPhase } from '#contracts';
import { BOOK_PROGRESS_DDL, type FollowedView, type View } from '#views';

/**
 * Tables of the regulator's index. Bodies stay in the store; the index tells which positions are about what, by
 * posting lists: one row for each term that an event is about. A term is a word (a type, desk or member state) by
 * its id, or an order by `orderTerm`.
 */
export interface AuditSchema {
  word: { word_id: number; kind: WordKind; text: string };
  event: { position: number; book: number; sequence: number; first_sequence: number; micros: number };
  posting: { term: number; position: number };
  placed_order: { book: number; sequence: number; position: number; desk: number; member_state: number };
  certificate: { book: number; certificate_id: string; member_state: number };
  floor: { book: number; sequence: number; floor_version: number; price_ticks: number };
  membership: { book: number; member_state: number; sequence: number; status: string };
  specification: { book: number; sequence: number; specification: string };
  phase: { book: number; sequence: number; phase: TradingPhase };
}

/** The index for its writer. */
export type AuditView = View<AuditSchema>;
/** The index for reading. */
export type AuditConnection = Pick<FollowedView<AuditSchema>, 'sqlite' | 'kysely' | 'checkpoint'>;
export type WordKind = 'book' | 'type' | 'desk' | 'memberState';

export const AUDIT_SCHEMA_VERSION = 2;

export const AUDIT_DDL = [
  BOOK_PROGRESS_DDL,
  `create table word (
    word_id integer primary key, kind text not null, text text not null, unique (kind, text))`,
  `create table event (
    position integer primary key, book integer not null, sequence integer not null,
    first_sequence integer not null, micros integer not null)`,
  // The row id, which is the position, is every index's last column.
  'create index event_by_book on event (book)',
  `create table posting (
    term integer not null, position integer not null, primary key (term, position)) without rowid`,
  `create table placed_order (
    book integer not null, sequence integer not null, position integer not null, desk integer not null,
    member_state integer not null, primary key (book, sequence)) without rowid`,
  `create table certificate (
    book integer not null, certificate_id text not null, member_state integer not null,
    primary key (book, certificate_id)) without rowid`,
  `create table floor (
    book integer not null, sequence integer not null, floor_version integer not null, price_ticks integer not null,
    primary key (book, sequence)) without rowid`,
  `create table membership (
    book integer not null, member_state integer not null, sequence integer not null, status text not null,
    primary key (book, member_state, sequence)) without rowid`,
  `create table specification (
    book integer not null, sequence integer not null, specification text not null,
    primary key (book, sequence)) without rowid`,
  `create table phase (
    book integer not null, sequence integer not null, phase text not null,
    primary key (book, sequence)) without rowid`,
];

/** The term of an order: below zero, so that it is no word's, and its own by the position that accepted it. */
export function orderTerm(position: number): number {
  return -(position + 1);
}
