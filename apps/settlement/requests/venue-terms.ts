import { CLEARING_HOUSE_PARTICIPANT, instrumentOfAsset } from '#clearing';
import { decimalToMinorUnits, minorUnitsToDecimal, unitsToDecimal } from '#contracts';
import { ProblemException, type BlocConfig } from '#platform';

/** Money beyond this many minor units is a slip of the pen (UNIT-2). */
const AMOUNT_MINOR_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** Who and what the venue knows, and how its money and prices are written at the edges. */
export class VenueTerms {
  private readonly participants: ReadonlySet<string>;
  private readonly decimals: ReadonlyMap<string, number>;
  private readonly tickSizes: ReadonlyMap<string, string>;

  constructor(bloc: BlocConfig) {
    this.participants = new Set([
      ...bloc.desks.map(({ deskId }) => deskId),
      bloc.strategicReserve.participant,
      CLEARING_HOUSE_PARTICIPANT,
    ]);
    this.decimals = new Map(bloc.currencies.map(({ currency, decimals }) => [currency, decimals]));
    this.tickSizes = new Map(bloc.instruments.map(({ spec }) => [spec.instrumentId, spec.tickSize]));
  }

  hasParticipant(participant: string): boolean {
    return this.participants.has(participant);
  }

  /** @throws ProblemException 422 `UNKNOWN_PARTICIPANT`. */
  requireParticipant(participant: string): void {
    if (!this.hasParticipant(participant))
      throw new ProblemException(422, 'UNKNOWN_PARTICIPANT', `${participant} is no participant of clearing`);
  }

  /** @throws ProblemException 422 `UNKNOWN_INSTRUMENT`. */
  requireInstrument(instrument: string): void {
    if (!this.tickSizes.has(instrument))
      throw new ProblemException(422, 'UNKNOWN_INSTRUMENT', `${instrument} is no instrument of the venue`);
  }

  /**
   * Decimal places of a currency.
   *
   * @throws ProblemException 422 `UNKNOWN_CURRENCY`.
   */
  decimalsOf(currency: string): number {
    const decimals = this.decimals.get(currency);
    if (decimals === undefined)
      throw new ProblemException(422, 'UNKNOWN_CURRENCY', `${currency} is no currency of the venue`);
    return decimals;
  }

  /**
   * Reads an amount to be paid, as minor units.
   *
   * @throws ProblemException 422 `UNKNOWN_CURRENCY`, 400 `MALFORMED` when it is no amount of the currency above zero.
   */
  amountOf(text: string, currency: string): bigint {
    const decimals = this.decimalsOf(currency);
    const amount = decimalToMinorUnits(text, decimals);
    if (amount !== undefined && amount > 0n && amount <= AMOUNT_MINOR_MAX) return amount;
    const message = `must be above zero, with at most ${decimals} decimals, in ${currency}`;
    throw new ProblemException(400, 'MALFORMED', `the amount ${message}`, {
      errors: [{ field: 'amount', code: 'AMOUNT', message }],
    });
  }

  /** Writes minor units as money. */
  money(amount: bigint, currency: string): string {
    return minorUnitsToDecimal(amount, this.decimals.get(currency) ?? 0);
  }

  /** Writes an amount of any asset: money as decimals, lots as a whole number. */
  quantity(amount: bigint, asset: string): string {
    return instrumentOfAsset(asset) === undefined ? this.money(amount, asset) : String(amount);
  }

  /** Writes a price. */
  price(priceTicks: number, instrument: string): string {
    return unitsToDecimal(priceTicks, this.tickSizes.get(instrument) ?? '1');
  }
}
