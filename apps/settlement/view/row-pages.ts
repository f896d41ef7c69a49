import { decodeCursor, encodeCursor, type Page, type PageQuery } from '#platform';

/** A page of rows that only ever grow in number, oldest first. */
export function pageOf<Row>(
  count: number,
  rowAt: (index: number) => Row | undefined,
  { limit, cursor }: PageQuery,
  isIn: (row: Row) => boolean,
): Page<Row> {
  const from = decodeCursor(cursor, { number: 'number' })?.number ?? 0;
  const items: Row[] = [];
  for (let index = from; index < count; index += 1) {
    const row = rowAt(index);
    if (row === undefined || !isIn(row)) continue;
    if (items.length === limit) return { items, nextCursor: encodeCursor({ number: index }) };
    items.push(row);
  }
  return { items };
}
