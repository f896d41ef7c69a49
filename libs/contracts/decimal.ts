const DECIMAL = /^(0|[1-9][0-9]{0,17})(?:\.([0-9]{1,18}))?$/;

interface ExactDecimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

function exactDecimal(text: string): ExactDecimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const fraction = match[2] ?? '';
  return { unscaled: BigInt((match[1] ?? '') + fraction), scale: fraction.length };
}

/** Units are few and come again and again; bounded, for they may come from outside. */
const knownUnits = new Map<string, ExactDecimal>();
const KNOWN_UNITS_MAX = 1_000;

function exactUnit(text: string): ExactDecimal | undefined {
  const known = knownUnits.get(text);
  if (known !== undefined) return known;
  const unit = exactDecimal(text);
  if (unit !== undefined && knownUnits.size < KNOWN_UNITS_MAX) knownUnits.set(text, unit);
  return unit;
}

/** Whether a text is a plain, unsigned decimal (UNIT-2): no sign, exponent, spaces or other digits than 0-9. */
export function isPlainDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/**
 * Counts how many whole units a decimal is, e.g. `110.25` in units of `0.05` is 2205.
 *
 * @param text - a plain decimal.
 * @param unit - a plain decimal above zero.
 * @returns the count, or undefined when either is malformed or the decimal is not a whole number of units (UNIT-1).
 */
export function decimalToUnits(text: string, unit: string): bigint | undefined {
  const value = exactDecimal(text);
  const step = exactUnit(unit);
  if (value === undefined || step === undefined || step.unscaled === 0n) return undefined;
  const numerator = value.unscaled * 10n ** BigInt(step.scale);
  const denominator = step.unscaled * 10n ** BigInt(value.scale);
  return numerator % denominator === 0n ? numerator / denominator : undefined;
}

/**
 * Writes a whole number of units as a decimal, e.g. 2205 units of `0.05` is `110.25`.
 *
 * @param units - any whole number.
 * @param unit - a plain decimal; its decimal places are kept.
 * @throws RangeError when `unit` is not a plain decimal: that is a fault of the caller.
 */
export function unitsToDecimal(units: bigint | number, unit: string): string {
  const step = exactUnit(unit);
  if (step === undefined) throw new RangeError(`not a plain decimal: ${unit}`);
  const product = BigInt(units) * step.unscaled;
  const digits = (product < 0n ? -product : product).toString().padStart(step.scale + 1, '0');
  const split = digits.length - step.scale;
  const text = step.scale === 0 ? digits : `${digits.slice(0, split)}.${digits.slice(split)}`;
  return product < 0n ? `-${text}` : text;
}

/**
 * Writes minor units as money, e.g. 1234 with 2 decimals is `12.34`.
 *
 * @param minorUnits - any whole number of minor units.
 * @param decimals - decimal places of the currency.
 */
export function minorUnitsToDecimal(minorUnits: bigint | number, decimals: number): string {
  return unitsToDecimal(minorUnits, decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`);
}

/**
 * Reads money as minor units, e.g. `12.34` with 2 decimals is 1234.
 *
 * @returns undefined when malformed or finer than a minor unit.
 */
export function decimalToMinorUnits(text: string, decimals: number): bigint | undefined {
  return decimalToUnits(text, decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`);
}

/**
 * The average price shown to people, rounded half up at 4 decimals (UNIT-4); never fed back.
 *
 * @param tickLots - sum of priceTicks × lots of the fills.
 * @param lots - lots filled, above zero.
 */
export function averagePrice(tickLots: bigint, lots: number, tickSize: string): string {
  const step = exactUnit(tickSize);
  if (step === undefined || lots <= 0) throw new RangeError('average of no fills or a malformed tick size');
  const denominator = BigInt(lots) * 10n ** BigInt(step.scale);
  const scaled = (2n * tickLots * step.unscaled * 10_000n + denominator) / (2n * denominator);
  return minorUnitsToDecimal(scaled, 4);
}
