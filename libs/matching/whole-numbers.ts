const TWO_32 = 4_294_967_296;

/** The high one of the two words of a whole number from 0; the low one is `value | 0`. */
export function highOf(value: number): number {
  // Most numbers need no division, which costs more than all else here.
  return value < TWO_32 ? 0 : Math.floor(value / TWO_32);
}

/** The whole number of two words. */
export function wholeOf(low: number, high: number): number {
  return high * TWO_32 + (low >>> 0);
}
