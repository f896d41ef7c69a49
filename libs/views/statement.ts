import type { View } from './view.js';

/** What a view prepares statements on: its writer's or a reader's connection. */
export type Connected = Pick<View<unknown>, 'sqlite'>;

type SqlValue = string | number | bigint | Uint8Array | null;

/** A prepared statement of the view. */
export interface Statement {
  /** Values one by one, or as one list, which is faster. */
  run(...values: readonly SqlValue[] | readonly [readonly SqlValue[]]): unknown;
  get(...values: readonly SqlValue[]): unknown;
  all(...values: readonly SqlValue[]): unknown[];
}

/** Prepares a statement once, for as long as the view is open. */
export function prepareStatement({ sqlite }: Connected, sql: string): Statement {
  return sqlite.prepare<SqlValue[]>(sql);
}

/** Rows of one statement, most first: what a call of the driver costs is shared by them. */
const ROWS_AT_ONCE = [128, 16, 1] as const;

/** Rows of one table that come together in a transaction and are inserted at its end. */
export class RowInserter {
  private rows: SqlValue[] = [];
  private readonly statements: readonly { readonly values: number; readonly insert: Statement }[];

  constructor(
    view: Connected,
    table: string,
    private readonly columns: number,
  ) {
    const row = `(${new Array(columns).fill('?').join(', ')})`;
    this.statements = ROWS_AT_ONCE.map((count) => {
      const rows = new Array(count).fill(row).join(', ');
      return {
        values: count * columns,
        insert: prepareStatement(view, `insert into ${table} values ${rows}`),
      };
    });
  }

  /** @param row - a value for each column. */
  add(...row: readonly SqlValue[]): void {
    if (row.length !== this.columns) throw new RangeError(`a row has ${this.columns} values`);
    for (const value of row) this.rows.push(value);
  }

  /** Inserts what has come; to be called inside the view's transaction. */
  flush(): void {
    const { rows } = this;
    this.rows = [];
    let at = 0;
    for (const { values, insert } of this.statements) {
      for (; at + values <= rows.length; at += values) insert.run(rows.slice(at, at + values));
    }
  }
}
