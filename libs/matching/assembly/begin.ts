import { Command } from '../layout/command-layout';
import { Cell } from '../layout/memory-map';
import { Violation } from '../layout/violations';
import { notePartition, violated } from './calls';
import { setWhole, whole, word } from './cells';

/** As far as a sequence can count: its high bits have 16 bits. */
const SEQUENCE_MAX: i64 = (1 << 48) - 1;

/** What every command changes before it does anything. */
@inline export function begin(command: i32, micros: i64): void {
  if (whole(Cell.SEQUENCE) >= SEQUENCE_MAX) violated(Violation.SEQUENCE_FULL, 0, 0);
  setWhole(Cell.BOOK_MICROS, micros);
  const partition = load<i32>(command, Command.PARTITION << 2);
  if (partition < 0) return;
  if (partition != word(Cell.PARTITION)) notePartition(partition);
  setWhole(Cell.OFFSET, load<i64>(command, Command.OFFSET_LOW << 2));
}
