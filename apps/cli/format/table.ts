/** A column of a table for people. */
export interface Column<Row> {
  readonly title: string;
  /** Figures read better on the right; words, the default, on the left. */
  readonly align?: 'left' | 'right';
  readonly value: (row: Row) => string | number | undefined;
}

const GAP = '  ';

/**
 * Draws rows as aligned columns, the head first. What is absent shows as `-`, an empty text as nothing; a
 * column with neither a word nor a figure is left out.
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = columns.map((column) => rows.map((row) => printable(column.value(row))));
  const shown = columns
    .map((column, index) => ({ column, cells: cells[index] ?? [] }))
    .filter(
      ({ cells: values }) => rows.length === 0 || values.some((value) => value !== undefined && value !== ''),
    );
  const drawn = shown.map(({ column, cells: values }) => {
    const texts = values.map((value) => value ?? '-');
    const width = Math.max(column.title.length, ...texts.map((text) => text.length));
    const pad = (text: string): string =>
      column.align === 'right' ? text.padStart(width) : text.padEnd(width);
    return [column.title, ...texts].map(pad);
  });
  const lines: string[] = [];
  for (let line = 0; line <= rows.length; line += 1) {
    lines.push(
      drawn
        .map((column) => column[line] ?? '')
        .join(GAP)
        .trimEnd(),
    );
  }
  return lines.join('\n');
}

function printable(value: string | number | undefined): string | undefined {
  return value === undefined ? undefined : oneLine(String(value));
}

/** Text of others, made harmless for a terminal: control characters show as `?`. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

/** Draws names and values, one a line, values aligned; absent ones are left out. */
export function fields(entries: readonly (readonly [string, string | number | undefined])[]): string {
  const present = entries.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...present.map(([name]) => name.length));
  return present.map(([name, value]) => `${name.padEnd(width)}  ${oneLine(String(value))}`).join('\n');
}
