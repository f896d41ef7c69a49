import { identifiersHeldFromMicros, isBusinessDay, utcDateOfMicros } from '#bloc';
import type { SubmittedCommand } from '#contracts';
import type { CalendarConfig, Clock } from '#platform';
import type { ActEffects } from './act-effects.js';
import type { BookCommandSender } from './book-command-sender.js';
import type { PolicyLog } from './policy-log.js';

const SCHEDULE_ACTOR = 'schedule';

/**
 * Tells each book once on each of its business days from when on it still holds the ids of ended orders (SEQ-4). What
 * a book has done is read from its own events, so a start on the same day does not repeat it.
 */
export class IdentifierSchedule {
  private readonly calendars: ReadonlyMap<string, CalendarConfig>;
  /** By instrument: the instant last sent by this process. */
  private readonly sent = new Map<string, number>();
  private lastDate: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    calendars: readonly CalendarConfig[],
    private readonly log: PolicyLog,
    private readonly effects: ActEffects,
    private readonly sender: BookCommandSender,
    private readonly clock: Clock,
  ) {
    this.calendars = new Map(calendars.map((calendar) => [calendar.calendarId, calendar]));
  }

  /** Looks at the clock from now on. @param intervalMs - how often. */
  start(intervalMs: number): void {
    this.timer = setInterval(() => this.check(), intervalMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Sends what is due on the clock's date, once. */
  check(): void {
    const nowMicros = this.clock.nowMicros();
    const date = utcDateOfMicros(nowMicros);
    if (date === this.lastDate) return;
    this.sender.send(this.due(date, nowMicros));
    this.lastDate = date;
  }

  private due(date: string, nowMicros: number): SubmittedCommand[] {
    const commands: SubmittedCommand[] = [];
    for (const {
      instrumentId,
      calendarId,
      identifierRetentionBusinessDays,
    } of this.log.state.instruments.values()) {
      const calendar = this.calendars.get(calendarId);
      if (calendar === undefined || !isBusinessDay(date, calendar)) continue;
      const endedBeforeMicros = identifiersHeldFromMicros(date, identifierRetentionBusinessDays, calendar);
      if (endedBeforeMicros <= this.coveredMicros(instrumentId)) continue;
      this.sent.set(instrumentId, endedBeforeMicros);
      commands.push({
        commandId: `drop-identifiers:${instrumentId}:${date}`,
        instrument: instrumentId,
        cause: 'schedule',
        actor: SCHEDULE_ACTOR,
        receiveMicros: nowMicros,
        body: { kind: 'dropIdentifiers', endedBeforeMicros },
      });
    }
    return commands;
  }

  /** Before this instant the book has no ids to drop: it has dropped them, is being told to, or was not there yet. */
  private coveredMicros(instrument: string): number {
    return Math.max(
      this.effects.droppedBeforeMicros(instrument),
      this.sent.get(instrument) ?? 0,
      this.log.state.foundingMicros ?? 0,
    );
  }
}
