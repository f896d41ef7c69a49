import { Cell, Region } from '../layout/memory-map';

@inline export function word(cell: i32): i32 {
  return load<i32>(Region.CELLS + cell);
}

@inline export function setWord(cell: i32, value: i32): void {
  store<i32>(Region.CELLS + cell, value);
}

@inline export function whole(cell: i32): i64 {
  return load<i64>(Region.CELLS + cell);
}

@inline export function setWhole(cell: i32, value: i64): void {
  store<i64>(Region.CELLS + cell, value);
}

/** The sequence counts on. */
@inline export function nextSequence(): i64 {
  const sequence = whole(Cell.SEQUENCE) + 1;
  setWhole(Cell.SEQUENCE, sequence);
  return sequence;
}
