import { minorUnitsToDecimal, type InstrumentSpec } from '#contracts';

/**
 * The instruments that desks may name. A book's own configuration counts as soon as it is known; until then the
 * bloc's files tell what the book is about to be configured with.
 */
export class InstrumentCatalog {
  private readonly specs = new Map<string, InstrumentSpec>();

  /** @param feesPerLot - minor units of the instrument's currency that each side of a trade pays a lot, by instrument. */
  constructor(
    configured: Iterable<InstrumentSpec>,
    private readonly feesPerLot: ReadonlyMap<string, number> = new Map(),
  ) {
    for (const spec of configured) this.set(spec);
  }

  readonly set = (spec: InstrumentSpec): void => {
    this.specs.set(spec.instrumentId, spec);
  };

  get(instrumentId: string): InstrumentSpec | undefined {
    return this.specs.get(instrumentId);
  }

  /** An instrument that rows name; there is one, for rows come from its book. */
  configured(instrumentId: string): InstrumentSpec {
    const spec = this.specs.get(instrumentId);
    if (spec === undefined) throw new Error(`no book configured ${instrumentId}`);
    return spec;
  }

  /** A decimal in the instrument's currency, by the bloc's files. */
  feePerLot({ instrumentId, currencyDecimals }: InstrumentSpec): string {
    return minorUnitsToDecimal(BigInt(this.feesPerLot.get(instrumentId) ?? 0), currencyDecimals);
  }

  /** In order of id. */
  all(): InstrumentSpec[] {
    return [...this.specs.values()].sort((a, b) => (a.instrumentId < b.instrumentId ? -1 : 1));
  }
}
