/** Minor units of one lot at a price of one tick, reduced (UNIT-2). */
export interface NotionalFraction {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * Computes tickSize × lotSize × 10^currencyDecimals as a reduced fraction.
 *
 * @param tickSize - a plain decimal above zero.
 * @param lotSize - a plain decimal above zero.
 * @returns undefined when a part of it is no safe integer.
 */
export function notionalFraction(
  tickSize: string,
  lotSize: string,
  currencyDecimals: number,
): NotionalFraction | undefined {
  const tick = fractionOf(tickSize);
  const lot = fractionOf(lotSize);
  const numerator = tick.numerator * lot.numerator * 10n ** BigInt(currencyDecimals);
  const denominator = tick.denominator * lot.denominator;
  const divisor = greatestCommonDivisor(numerator, denominator);
  const reduced = { numerator: Number(numerator / divisor), denominator: Number(denominator / divisor) };
  return Number.isSafeInteger(reduced.numerator) && Number.isSafeInteger(reduced.denominator)
    ? reduced
    : undefined;
}

function fractionOf(decimal: string): { numerator: bigint; denominator: bigint } {
  const [whole = '', fraction = ''] = decimal.split('.');
  return { numerator: BigInt(whole + fraction), denominator: 10n ** BigInt(fraction.length) };
}

function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  return other === 0n ? one : greatestCommonDivisor(other, one % other);
}
