import { Command, CommandKind } from '../layout/command-layout';
import { Cell } from '../layout/memory-map';
import { knowBounds } from './bands';
import { whole, word } from './cells';
import { cancel, decrease } from './changes';
import { place } from './entry';
import { findAhead, lookAtFound } from './look-ahead';

// The ordinary commands of continuous trading, straight from words to words: plain limit orders, immediate market orders,
// cancels and decreases. It is the second telling of the rules in `rules/` and must agree with them event by event; so it
// looks first, and takes a command only when nothing unusual is in its reach. Else the rules decide.

export {
  ladderAddLots,
  ladderAppend,
  ladderFirst,
  ladderFirstBehind,
  ladderInsert,
  ladderLotsAt,
  ladderOpen,
  ladderRemove,
} from './ladder';
export { findSlot, giveSlotBack, takeSlot } from './slots';
export { addToSeries, endIdAt } from './identifiers';

/** A book with fewer live orders is near as a whole, and for few commands it is of no use to look ahead. */
const FAR_ORDERS: i32 = 4096;
const FAR_WORDS: i32 = 512;

/**
 * Runs commands one after the other, from a place in words up to another, as long as they are ordinary ones.
 *
 * Returns where the first one begins that is not: it changed nothing. The end when all were.
 */
export function run(from: i32, end: i32): i32 {
  knowBounds();
  const isNear = word(Cell.ORDERS) < FAR_ORDERS || end - from < FAR_WORDS;
  return (isNear ? runNear(from << 2, end << 2) : runFar(from << 2, end << 2)) >>> 2;
}

function runNear(from: i32, end: i32): i32 {
  let at = from;
  while (at < end && take(at)) at += load<i32>(at, Command.LENGTH << 2) << 2;
  return at;
}

/** Group by group: what the next one is about is asked for before one is run, and found one group ahead. */
function runFar(from: i32, end: i32): i32 {
  let at = from;
  let groupEnd = findAhead(at, end);
  while (at < end) {
    lookAtFound();
    const own = groupEnd;
    groupEnd = findAhead(own, end);
    at = runNear(at, own);
    if (at < own) break;
  }
  return at;
}

@inline function take(command: i32): bool {
  if (load<i32>(command, Command.RULES_VERSION << 2) != word(Cell.RULES_VERSION)) return false;
  const micros = load<i64>(command, Command.BOOK_LOW << 2);
  if (micros < whole(Cell.BOOK_MICROS) || micros >= whole(Cell.DUE_MICROS)) return false;
  const kind = load<i32>(command, Command.KIND << 2);
  if (kind == CommandKind.PLACE) return place(command, micros);
  if (kind == CommandKind.CANCEL) return cancel(command, micros);
  return kind == CommandKind.AMEND && decrease(command, micros);
}
