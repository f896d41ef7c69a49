import type { View } from '#views';

type SqlValue = string | number | bigint | null;

/** A prepared statement of the view. */
export interface Statement {
  run(...values: readonly SqlValue[]): unknown;
  get(...values: readonly SqlValue[]): unknown;
  all(...values: readonly SqlValue[]): unknown[];
}

/** Prepares a statement once, for as long as the view is open. */
export function prepareStatement<Schema>({ sqlite }: View<Schema>, sql: string): Statement {
  return sqlite.prepare<SqlValue[]>(sql);
}
