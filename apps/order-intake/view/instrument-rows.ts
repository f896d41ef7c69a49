import type { BookEvent, BookEventOf } from '#contracts';
import { prepareStatement, type Statement, type View } from '#views';
import type { BandOverride } from './schema.js';

/** An event that changes what is public of a book beside its orders. */
type MarketEvent = BookEventOf<
  | 'InstrumentConfigured'
  | 'PhaseChanged'
  | 'FloorChanged'
  | 'ReferencePriceSet'
  | 'AuctionUncrossed'
  | 'IndicativeChanged'
  | 'FloorLockedChanged'
  | 'ReserveQuoteChanged'
  | 'BandsSet'
  | 'BandsExpired'
  | 'IdentifiersDropped'
>;

/** The rows of instruments: one changes with each event but for trades, which are gathered until `write`. */
export class InstrumentRows {
  private readonly lastPrices = new Map<string, number>();
  private readonly configure: Statement;
  private readonly addPhase: Statement;
  private readonly setters = new Map<string, Statement>();

  constructor(private readonly view: View<unknown>) {
    this.configure = prepareStatement(
      view,
      `insert into instruments values (?, ?, 'closed', null, null, null, null, null, null, 0, null, null, 0, null, 0)
        on conflict do update set spec = excluded.spec`,
    );
    this.addPhase = prepareStatement(view, 'insert into phases values (?, ?, ?)');
  }

  /** A trade moves the reference price (PHAS-3). */
  traded(instrument: string, priceTicks: number): void {
    this.lastPrices.set(instrument, priceTicks);
  }

  /** Takes one event; to be called inside the view's transaction, as is `write`. */
  reflect(instrument: string, event: BookEvent & MarketEvent): void {
    const set = (columns: string, ...values: (string | number | null)[]): void =>
      void this.setter(columns).run(...values, instrument);
    switch (event.type) {
      case 'InstrumentConfigured':
        this.configure.run(instrument, JSON.stringify(event.instrument));
        return;
      case 'PhaseChanged':
        set('phase = ?, auction_ends_micros = ?', event.to, event.endsMicros ?? null);
        this.addPhase.run(instrument, event.sequence, event.to);
        return;
      case 'FloorChanged':
        set('floor_ticks = ?, floor_version = ?', event.priceTicks, event.floorVersion);
        return;
      case 'ReferencePriceSet':
        this.lastPrices.set(instrument, event.priceTicks);
        set('static_reference_ticks = ?', event.priceTicks);
        return;
      case 'AuctionUncrossed':
        // The uncross of FLOR-6 is no auction for PHAS-3.
        if (event.auction !== 'floor' && event.priceTicks !== undefined) {
          set('static_reference_ticks = ?', event.priceTicks);
        }
        return;
      case 'IndicativeChanged': {
        const priceTicks = event.priceTicks ?? null;
        const lots = priceTicks === null ? null : event.volumeLots;
        set('indicative_ticks = ?, indicative_lots = ?', priceTicks, lots);
        return;
      }
      case 'FloorLockedChanged':
        set('floor_locked = ?', Number(event.floorLocked));
        return;
      case 'ReserveQuoteChanged':
        set('reserve_lots = ?, reserve_exhausted = ?', event.liveLots, Number(event.reserveExhausted));
        return;
      case 'BandsSet': {
        const override: BandOverride = { bands: event.bands, expiryMicros: event.expiryMicros };
        set('band_override = ?', JSON.stringify(override));
        return;
      }
      case 'BandsExpired':
        set('band_override = ?', null);
        return;
      case 'IdentifiersDropped':
        // What ends after this event is not dropped by it, whatever instant it names.
        set(
          'ids_dropped_before_micros = max(ids_dropped_before_micros, ?)',
          Math.min(event.endedBeforeMicros, event.bookMicros),
        );
        return;
    }
  }

  /** Writes what was gathered. */
  write(): void {
    for (const [instrument, priceTicks] of this.lastPrices) {
      this.setter('reference_ticks = ?').run(priceTicks, instrument);
    }
    this.lastPrices.clear();
  }

  private setter(columns: string): Statement {
    let statement = this.setters.get(columns);
    if (statement === undefined) {
      statement = prepareStatement(this.view, `update instruments set ${columns} where instrument = ?`);
      this.setters.set(columns, statement);
    }
    return statement;
  }
}
