import { Cell } from '../layout/memory-map';
import { setWord, word } from './cells';

// BAND-1: what both bands allow, in whole ticks.

const BASIS: i64 = 10_000;
const PRICE_MAX: i64 = 0x7fffffff;

/** Whether a price lies within both bands as they stand. Without a reference price nothing does: the rules are asked. */
@inline export function isWithinBands(ticks: i32): bool {
  if (word(Cell.REFERENCE) != word(Cell.BOUNDS_REFERENCE)) findBounds();
  return ticks >= word(Cell.LOWEST) && ticks <= word(Cell.HIGHEST);
}

function findBounds(): void {
  const reference = word(Cell.REFERENCE);
  const staticReference = word(Cell.STATIC_REFERENCE);
  const staticPoints = word(Cell.STATIC_BASIS_POINTS);
  const dynamicPoints = word(Cell.DYNAMIC_BASIS_POINTS);
  setWord(Cell.BOUNDS_REFERENCE, reference);
  setWord(
    Cell.LOWEST,
    <i32>max(lowestWithin(staticReference, staticPoints), lowestWithin(reference, dynamicPoints)),
  );
  setWord(
    Cell.HIGHEST,
    <i32>min(highestWithin(staticReference, staticPoints), highestWithin(reference, dynamicPoints)),
  );
}

/** Basis points below zero are no band. */
function lowestWithin(ticks: i32, basisPoints: i32): i64 {
  if (basisPoints < 0) return 0;
  return max<i64>(0, <i64>ticks * (BASIS - <i64>basisPoints) + BASIS - 1) / BASIS;
}

function highestWithin(ticks: i32, basisPoints: i32): i64 {
  if (basisPoints < 0) return PRICE_MAX;
  return min(PRICE_MAX, (<i64>ticks * (BASIS + <i64>basisPoints)) / BASIS);
}
