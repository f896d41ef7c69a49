import type { PriceBands } from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';
import { refusal, type Decision, type Refusal } from '../decision.js';
import { isExecutable } from './limits.js';

const BASIS_POINTS_WHOLE = 10_000;

/** Prices at which an order may trade or be priced, both ends included (UNIT-4); empty when the low end is higher. */
export interface PriceRange {
  readonly lowTicks: number;
  readonly highTicks: number;
}

/** The bands in force: those that an act has set for a time, else the instrument's own (BAND-3). */
function bandsOf(book: BookReader): PriceBands {
  return book.bandOverride?.bands ?? book.instrument?.priceBands ?? {};
}

/** BAND-1: the prices within a share of a reference price, rounded inward to a tick (FLOR-8). */
function rangeAround(referenceTicks: number, basisPoints: number): PriceRange {
  // A reference price of 32 bits times twice the whole stays far below 2^53: doubles are exact here.
  return {
    lowTicks: Math.ceil((referenceTicks * (BASIS_POINTS_WHOLE - basisPoints)) / BASIS_POINTS_WHOLE),
    highTicks: Math.floor((referenceTicks * (BASIS_POINTS_WHOLE + basisPoints)) / BASIS_POINTS_WHOLE),
  };
}

/** FLOR-8: the lower limit is the higher of band and floor. */
function withFloor(book: BookReader, range: PriceRange): PriceRange {
  return { ...range, lowTicks: Math.max(range.lowTicks, book.floor?.priceTicks ?? range.lowTicks) };
}

/** The static band, where there is one and a static reference price to hold it (BAND-1, PHAS-3). */
function staticRange(book: BookReader): PriceRange | undefined {
  const { staticBasisPoints } = bandsOf(book);
  const reference = book.staticReferencePriceTicks;
  if (staticBasisPoints === undefined || reference === undefined) return undefined;
  return withFloor(book, rangeAround(reference, staticBasisPoints));
}

/** The dynamic band around the reference price as it stands now. */
function dynamicRange(book: BookReader): PriceRange | undefined {
  const { dynamicBasisPoints } = bandsOf(book);
  const reference = book.referencePriceTicks;
  if (dynamicBasisPoints === undefined || reference === undefined) return undefined;
  return withFloor(book, rangeAround(reference, dynamicBasisPoints));
}

/**
 * The prices at which an order that comes in now may trade. It is taken once, before the order's first fill: the
 * dynamic band stays where the reference price stood then.
 *
 * @returns undefined when no band binds.
 * @see BAND-1, BAND-2
 */
export function fillRange(book: BookReader): PriceRange | undefined {
  const outer = staticRange(book);
  const inner = dynamicRange(book);
  if (outer === undefined || inner === undefined) return outer ?? inner;
  return {
    lowTicks: Math.max(outer.lowTicks, inner.lowTicks),
    highTicks: Math.min(outer.highTicks, inner.highTicks),
  };
}

/** Whether a price lies in a range, or there is none; equality passes. */
export function isWithin(range: PriceRange | undefined, priceTicks: number): boolean {
  return range === undefined || (priceTicks >= range.lowTicks && priceTicks <= range.highTicks);
}

/**
 * BAND-2: a limit priced outside the static band is refused, in every phase, unless it is a bid below the floor, which
 * cannot trade anyway (FLOR-3). A stop-limit is looked at when it is triggered; protection limits are not bound.
 */
export function refuseOutsideBand(
  book: BookReader,
  order: Pick<LiveOrder, 'side' | 'priceTicks' | 'triggerPriceTicks'>,
): Refusal | undefined {
  const { side, priceTicks, triggerPriceTicks } = order;
  if (priceTicks === undefined || triggerPriceTicks !== undefined) return undefined;
  if (!isExecutable(side, priceTicks, book.floor)) return undefined;
  const range = staticRange(book);
  if (range === undefined || isWithin(range, priceTicks)) return undefined;
  return refusal('OUTSIDE_BAND', { priceTicks, lowTicks: range.lowTicks, highTicks: range.highTicks });
}

/** BAND-3: the bands that an act set fall back to the instrument's own. */
export function expireBands({ book, emit, command }: Decision, dueMicros: number): void {
  const isDue = book.bandOverride?.expiryMicros === dueMicros && dueMicros <= command.bookMicros;
  if (isDue) emit({ type: 'BandsExpired' });
  else emit({ type: 'CommandRefused', ...refusal('ACT_NOT_PENDING', { dueMicros }) });
}
