/**
 * Reads recorded order flow (LOBSTER message files) and puts it into the order in which the exchange saw it.
 *
 * Columns: seconds after midnight, type, order id, size, price in 1/10,000 dollar, direction (1 buy, -1 sell).
 */

export type FlowSide = 'buy' | 'sell';

export type FlowStep =
  | {
      readonly type: 'enter';
      readonly line: number;
      readonly id: number;
      readonly side: FlowSide;
      readonly priceCents: number;
      readonly size: number;
    }
  | { readonly type: 'reduce'; readonly line: number; readonly id: number; readonly size: number }
  | { readonly type: 'delete'; readonly line: number; readonly id: number }
  | {
      readonly type: 'execute';
      readonly line: number;
      /** The order that the real exchange hit. */
      readonly id: number;
      /** Side of the resting order; the incoming one is of the other. */
      readonly side: FlowSide;
      readonly priceCents: number;
      readonly size: number;
    };

export interface OrderFlow {
  readonly steps: readonly FlowStep[];
  /** Orders that the file takes from but never enters. */
  readonly neverEntered: number;
  /** Orders entered in the file after orders with larger ids. */
  readonly enteredLate: number;
}

interface Line {
  readonly line: number;
  readonly type: number;
  readonly id: number;
  readonly size: number;
  readonly priceCents: number;
  readonly side: FlowSide;
}

type Entry = Extract<FlowStep, { type: 'enter' }>;

/**
 * Parses a file and moves each order that the file shows too late, or never shows, to where its id belongs:
 * exchange ids grow with time, but the file keeps 50 levels only.
 *
 * @throws Error naming the line that is not of the format.
 */
export function readOrderFlow(text: string): OrderFlow {
  const lines = text.trimEnd().split('\n').map(parseLine);
  const entered = new Set(lines.filter((line) => line.type === 1).map((line) => line.id));
  const late = new Set<number>();
  let largest = 0;
  for (const line of lines) {
    if (line.type !== 1) continue;
    if (line.id < largest) late.add(line.id);
    largest = Math.max(largest, line.id);
  }
  const missing = missingEntries(lines, entered);
  const moved = [...missing, ...lines.filter((line) => late.has(line.id) && line.type === 1).map(toEntry)];
  moved.sort((one, other) => one.id - other.id);
  return { steps: merge(lines, moved, late), neverEntered: missing.length, enteredLate: late.size };
}

function parseLine(text: string, index: number): Line {
  const fields = text.split(',');
  const [, type, id, size, price, direction] = fields.map(Number);
  const whole = [type, id, size, price].every(Number.isSafeInteger);
  if (fields.length !== 6 || !whole || (direction !== 1 && direction !== -1)) {
    throw new Error(`line ${index + 1} is not 'seconds,type,id,size,price,direction': ${text.slice(0, 80)}`);
  }
  const priceCents = Math.round((price ?? 0) / 100);
  return {
    line: index + 1,
    type: type ?? 0,
    id: id ?? 0,
    size: size ?? 0,
    priceCents,
    side: direction === 1 ? 'buy' : 'sell',
  };
}

function toEntry({ line, id, side, priceCents, size }: Line): Entry {
  return { type: 'enter', line, id, side, priceCents, size };
}

/** An order that is never entered had at least all that is later taken from it. */
function missingEntries(lines: readonly Line[], entered: ReadonlySet<number>): Entry[] {
  const missing = new Map<number, Entry>();
  for (const line of lines) {
    if (entered.has(line.id) || (line.type !== 2 && line.type !== 3 && line.type !== 4)) continue;
    const known = missing.get(line.id);
    missing.set(line.id, { ...(known ?? toEntry(line)), size: (known?.size ?? 0) + line.size });
  }
  return [...missing.values()];
}

function merge(lines: readonly Line[], moved: readonly Entry[], late: ReadonlySet<number>): FlowStep[] {
  const steps: FlowStep[] = [];
  let next = 0;
  const placeUpTo = (id: number): void => {
    for (let entry = moved[next]; entry !== undefined && entry.id <= id; entry = moved[next]) {
      steps.push(entry);
      next++;
    }
  };
  const movedIds = new Set(moved.map((entry) => entry.id));
  for (const line of lines) {
    // A moved order stands before the next larger id, and in any case before whatever happens to it.
    if (line.type === 1 || movedIds.has(line.id)) placeUpTo(line.id);
    const step = line.type === 1 && late.has(line.id) ? undefined : toStep(line);
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

function toStep(line: Line): FlowStep | undefined {
  const { line: number, id, size, side, priceCents } = line;
  switch (line.type) {
    case 1:
      return toEntry(line);
    case 2:
      return { type: 'reduce', line: number, id, size };
    case 3:
      return { type: 'delete', line: number, id };
    case 4:
      return { type: 'execute', line: number, id, side, priceCents, size };
    default:
      // Hidden executions and halts do not touch the visible book.
      return undefined;
  }
}
