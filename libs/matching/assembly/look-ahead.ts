import { Command, CommandKind } from '../layout/command-layout';
import { Cell, Region } from '../layout/memory-map';
import { setWord, word } from './cells';
import { linkAt, orderAt, placeOf } from './slots';

// Asks the memory ahead for what will be looked at, much at a time: one by one each would be waited for. What is read is
// of no use but that it was read.

/** Of the commands that are looked at together. */
const COMMANDS_MAX: i32 = 32;

/** Finds the slots of the orders that a group of commands is about. Returns where the group ends. */
export function findAhead(from: i32, end: i32): i32 {
  let slots: i32 = Region.LOOK_AHEAD;
  let at = from;
  for (let count = 0; count < COMMANDS_MAX && at < end; count++) {
    const isPlace = load<i32>(at, Command.KIND << 2) == CommandKind.PLACE;
    const place = placeOf(load<i32>(at, Command.ORDER_LOW << 2));
    // No branch by kind: it is known to nobody before.
    store<i32>(slots, load<i32>(select<i32>(Region.LADDERS, place, isPlace)));
    slots += select<i32>(0, 4, isPlace);
    at += load<i32>(at, Command.LENGTH << 2) << 2;
  }
  setWord(Cell.AHEAD_END, slots);
  return at;
}

/** Looks at the orders that were found. */
export function lookAtFound(): void {
  const end = word(Cell.AHEAD_END);
  for (let each: i32 = Region.LOOK_AHEAD; each < end; each += 4) {
    const slot = load<i32>(each);
    load<i32>(orderAt(slot));
    load<i32>(linkAt(slot));
  }
}
