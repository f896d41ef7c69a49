import type { TradingPhase } from '#contracts';
import { BOOK_PROGRESS_DDL, WORDS_DDL, type FollowedView, type View } from '#views';

/**
 * Tables of the regulator's index. Bodies stay in the store; the index tells which positions are about what, by
 * posting lists: for each term, the positions of the events that are about it. A term is a word (a book, type, desk or
 * member state) by its id, or an order by `orderTerm`. What one write adds lies in runs (`Run`): a row of each list
 * that it adds to, however many entries it has.
 */
export interface AuditSchema {
  word: { word_id: number; kind: WordKind; text: string };
  /** Each entry: position, book, sequence, first sequence, microseconds. */
  event_run: { last_position: number; events: Uint8Array };
  /** Each entry: a position. */
  posting_run: { term: number; last_position: number; positions: Uint8Array };
  /** Each entry: sequence, position, desk, member state. */
  order_run: { book: number; last_sequence: number; orders: Uint8Array };
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

export const AUDIT_SCHEMA_VERSION = 3;

export const AUDIT_DDL = [
  BOOK_PROGRESS_DDL,
  WORDS_DDL,
  'create table event_run (last_position integer primary key, events blob not null)',
  `create table posting_run (
    term integer not null, last_position integer not null, positions blob not null,
    primary key (term, last_position)) without rowid`,
  `create table order_run (
    book integer not null, last_sequence integer not null, orders blob not null,
    primary key (book, last_sequence)) without rowid`,
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

/**
 * The term of an order: below zero, so that it is no word's, and its own by the position that accepted or refused it.
 * That event itself is not in its list: whoever knows the term knows the position.
 */
export function orderTerm(position: number): number {
  return -(position + 1);
}

/** Numbers of an entry of each kind of run. */
export const EVENT_COLUMNS = 5;
export const POSTING_COLUMNS = 1;
export const ORDER_COLUMNS = 4;
