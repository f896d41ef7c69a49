import { addBusinessDays, utcDateOfMicros, type BusinessCalendar } from '#bloc';
import { publicId, type BookEventOf, type InstrumentSpec, type NovateTrade } from '#contracts';
import { readBookCommands, type PositionedEvent } from '#book-feed';
import type { EventStore } from '#event-store';
import type { BlocConfig } from '#platform';

type Traded = BookEventOf<'Traded'>;

/** A book traded an instrument that it never configured, or by a calendar that the bloc does not have. */
class UnknownTermsError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'UnknownTermsError';
  }
}

/**
 * On what terms trades settle: the instrument as its own book configured it, so that a later change of the bloc's
 * files changes no trade; calendar and fees by the bloc's files.
 */
export class TradeTerms {
  private readonly specs = new Map<string, InstrumentSpec>();
  private readonly calendars: ReadonlyMap<string, BusinessCalendar>;
  private readonly feesPerLot: ReadonlyMap<string, number>;
  /** Settlement dates by instrument and trade date. */
  private readonly dates = new Map<string, string>();

  constructor(
    private readonly store: EventStore,
    bloc: BlocConfig,
  ) {
    this.calendars = new Map(bloc.calendars.map((calendar) => [calendar.calendarId, calendar]));
    this.feesPerLot = new Map(bloc.fees.map(({ instrument, perLotMinor }) => [instrument, perLotMinor]));
  }

  /** Takes notice of how a book configures its instrument. */
  observe(event: PositionedEvent): void {
    if (event.type === 'InstrumentConfigured')
      this.specs.set(event.instrument.instrumentId, event.instrument);
  }

  /** The command that novates a trade. */
  async novationOf(instrument: string, traded: Traded, bookCommandId: string): Promise<NovateTrade> {
    const spec = await this.specOf(instrument);
    return {
      kind: 'novateTrade',
      tradeId: publicId(instrument, traded.sequence),
      instrument,
      bookSequence: traded.sequence,
      bookMicros: traded.bookMicros,
      bookCommandId,
      priceTicks: traded.priceTicks,
      lots: traded.lots,
      buyer: traded.buyDesk,
      seller: traded.sellDesk,
      buyState: traded.buyState,
      sellState: traded.sellState,
      certificateId: traded.certificateId,
      currency: spec.currency,
      notionalNumerator: spec.notionalNumerator,
      notionalDenominator: spec.notionalDenominator,
      settlementDate: this.settlementDate(spec, traded.bookMicros),
      settlementModel: 'net',
      feePerLot: String(this.feesPerLot.get(instrument) ?? 0),
    };
  }

  private settlementDate(spec: InstrumentSpec, bookMicros: number): string {
    const tradeDate = utcDateOfMicros(bookMicros);
    const key = `${spec.calendarId} ${spec.settlementCycleDays} ${tradeDate}`;
    let date = this.dates.get(key);
    if (date === undefined) {
      const calendar = this.calendars.get(spec.calendarId);
      if (calendar === undefined)
        throw new UnknownTermsError(
          `${spec.instrumentId} settles by ${spec.calendarId}, which is no calendar`,
        );
      date = addBusinessDays(tradeDate, spec.settlementCycleDays, calendar);
      this.dates.set(key, date);
    }
    return date;
  }

  private async specOf(instrument: string): Promise<InstrumentSpec> {
    const known = this.specs.get(instrument);
    if (known !== undefined) return known;
    for await (const { events } of readBookCommands(this.store, instrument)) {
      for (const event of events) this.observe(event);
      const found = this.specs.get(instrument);
      if (found !== undefined) return found;
    }
    throw new UnknownTermsError(`the book of ${instrument} trades without a configuration`);
  }
}
