import type {
  BlocConfig,
  CalendarConfig,
  CurrencyConfig,
  DeskConfig,
  InstrumentConfig,
  UserConfig,
} from './bloc-config.js';

/** Look-ups by id in a bloc's configuration. */
export class BlocDirectory {
  private readonly users: ReadonlyMap<string, UserConfig>;
  private readonly desks: ReadonlyMap<string, DeskConfig>;
  private readonly instruments: ReadonlyMap<string, InstrumentConfig>;
  private readonly calendars: ReadonlyMap<string, CalendarConfig>;
  private readonly currencies: ReadonlyMap<string, CurrencyConfig>;

  constructor(readonly bloc: BlocConfig) {
    this.users = new Map(bloc.users.map((user) => [user.userId, user]));
    this.desks = new Map(bloc.desks.map((desk) => [desk.deskId, desk]));
    this.instruments = new Map(bloc.instruments.map((one) => [one.spec.instrumentId, one]));
    this.calendars = new Map(bloc.calendars.map((calendar) => [calendar.calendarId, calendar]));
    this.currencies = new Map(bloc.currencies.map((currency) => [currency.currency, currency]));
  }

  user(userId: string): UserConfig | undefined {
    return this.users.get(userId);
  }

  desk(deskId: string): DeskConfig | undefined {
    return this.desks.get(deskId);
  }

  instrument(instrumentId: string): InstrumentConfig | undefined {
    return this.instruments.get(instrumentId);
  }

  calendar(calendarId: string): CalendarConfig | undefined {
    return this.calendars.get(calendarId);
  }

  currency(currency: string): CurrencyConfig | undefined {
    return this.currencies.get(currency);
  }
}
