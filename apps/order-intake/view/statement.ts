import type { View } from '#views';

/** What a view prepares statements on: its writer's or a reader's connection. */
export type Connected = Pick<View<unknown>, 'sqlite'>;

type SqlValue = string | number | bigint | null;

/** A prepared statement of the view. */
export interface Statement {
  run(...values: readonly SqlValue[]): unknown;
  get(...values: readonly SqlValue[]): unknown;
  all(...values: readonly SqlValue[]): unknown[];
}

/** Prepares a statement once, for as long as the view is open. */
export function prepareStatement({ sqlite }: Connected, sql: string): Statement {
  return sqlite.prepare<SqlValue[]>(sql);
}
