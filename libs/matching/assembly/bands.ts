import { Cell } from '../layout/memory-map';
import { setWhole, setWord, whole, word } from './cells';

// BAND-1: what both bands allow. Ticks are multiplied by the basis instead of the bounds divided by it: the reference price
// changes with every other trade.

const BASIS: i64 = 10_000;

/** Whether a price lies within both bands as they were found; without a reference price none does, where there is a band. */
@inline export function isWithinBands(ticks: i32): i32 {
  const scaled = <i64>ticks * BASIS;
  return <i32>(scaled >= whole(Cell.LOWEST)) & <i32>(scaled <= whole(Cell.HIGHEST));
}

/** Both bands are known from now on, as the hot path begins. */
@inline export function knowBounds(): void {
  if (word(Cell.REFERENCE) != word(Cell.BOUNDS_REFERENCE)) findBounds();
}

/** Works both bands out: at once where the reference price may have changed, for whether it has is known to nobody before. */
export function findBounds(): void {
  const reference = word(Cell.REFERENCE);
  const staticReference = word(Cell.STATIC_REFERENCE);
  const staticPoints = word(Cell.STATIC_BASIS_POINTS);
  const dynamicPoints = word(Cell.DYNAMIC_BASIS_POINTS);
  setWord(Cell.BOUNDS_REFERENCE, reference);
  setWhole(
    Cell.LOWEST,
    max(lowestWithin(staticReference, staticPoints), lowestWithin(reference, dynamicPoints)),
  );
  setWhole(
    Cell.HIGHEST,
    min(highestWithin(staticReference, staticPoints), highestWithin(reference, dynamicPoints)),
  );
}

/** Basis points below zero are no band. */
@inline function lowestWithin(ticks: i32, basisPoints: i32): i64 {
  return select<i64>(0, <i64>ticks * (BASIS - <i64>basisPoints), basisPoints < 0);
}

@inline function highestWithin(ticks: i32, basisPoints: i32): i64 {
  return select<i64>(i64.MAX_VALUE, <i64>ticks * (BASIS + <i64>basisPoints), basisPoints < 0);
}
