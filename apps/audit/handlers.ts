import { Inject } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { parsePublicId } from '#contracts';
import type { EventStore } from '#event-store';
import {
  BLOC_CONFIG,
  CLOCK,
  decodeCursor,
  encodeCursor,
  EVENT_STORE,
  ProblemException,
  VENUE_CONFIG,
  type BlocConfig,
  type Clock,
  type Page,
  type VenueConfig,
} from '#platform';
import { otherKind } from '#matching';
import { BookReplayer, HistoryMismatch, verifyBooks, verifyVenue } from '#replay';
import type { AuditEvent } from './audit-event.js';
import { AuditFollower } from './audit-follower.js';
import { AuditHistory } from './audit-history.js';
import { pictureOf, type BookPicture } from './book-picture.js';
import type { OrderLife } from './order-life.js';
import {
  ExportEvents,
  FindEvents,
  RecordRead,
  ShowBook,
  TellOrderLife,
  VerifyBooks,
  type VerificationReport,
} from './queries.js';
import { ReadJournal } from './read-journal.js';
import { Turnstile } from './turnstile.js';

const CURSOR_SHAPE = { after: 'number' } as const;

/** Cursors hold no negative number; the place before everything needs none. */
function afterOf(cursor: string | undefined): number | undefined {
  return decodeCursor(cursor, CURSOR_SHAPE)?.after;
}

@QueryHandler(FindEvents)
class FindEventsHandler implements IQueryHandler<FindEvents> {
  constructor(
    @Inject(AuditHistory) private readonly history: AuditHistory,
    @Inject(AuditFollower) private readonly follower: AuditFollower,
  ) {}

  async execute({ selection, page, afterPosition }: FindEvents): Promise<Page<AuditEvent>> {
    const after = afterOf(page.cursor);
    await this.follower.reach(afterPosition);
    const { items, goOnAfter } = await this.history.page(selection, page.limit, after);
    return goOnAfter === undefined ? { items } : { items, nextCursor: encodeCursor({ after: goOnAfter }) };
  }
}

@QueryHandler(ExportEvents)
class ExportEventsHandler implements IQueryHandler<ExportEvents> {
  constructor(
    @Inject(AuditHistory) private readonly history: AuditHistory,
    @Inject(AuditFollower) private readonly follower: AuditFollower,
  ) {}

  async execute({ selection, afterPosition }: ExportEvents): Promise<AsyncIterable<readonly AuditEvent[]>> {
    await this.follower.reach(afterPosition);
    return this.history.pages(selection);
  }
}

@QueryHandler(TellOrderLife)
class TellOrderLifeHandler implements IQueryHandler<TellOrderLife> {
  constructor(
    @Inject(AuditHistory) private readonly history: AuditHistory,
    @Inject(AuditFollower) private readonly follower: AuditFollower,
  ) {}

  async execute({ orderId, afterPosition }: TellOrderLife): Promise<OrderLife> {
    await this.follower.reach(afterPosition);
    const order = parsePublicId(orderId);
    const life = order && (await this.history.orderLife(order.instrumentId, order.sequence));
    if (life !== undefined) return life;
    throw new ProblemException(404, 'ORDER_NOT_FOUND', 'there is no such order');
  }
}

/** Books that exist: those configured, and those that have a stream though no longer configured. */
function knownBooks(bloc: BlocConfig, follower: AuditFollower): string[] {
  const configured = bloc.instruments.map(({ spec }) => spec.instrumentId);
  return [...new Set([...configured, ...follower.index.instruments()])];
}

function assertKnown(instrument: string, known: readonly string[]): void {
  if (known.includes(instrument)) return;
  throw new ProblemException(404, 'UNKNOWN_INSTRUMENT', `there is no instrument ${instrument}`);
}

@QueryHandler(ShowBook)
class ShowBookHandler implements IQueryHandler<ShowBook> {
  private readonly replayer: BookReplayer;
  private readonly turnstile = new Turnstile(2, 20);

  constructor(
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(BLOC_CONFIG) private readonly bloc: BlocConfig,
    @Inject(AuditFollower) private readonly follower: AuditFollower,
  ) {
    this.replayer = new BookReplayer(store);
  }

  async execute({ instrument, asOf, afterPosition, signal }: ShowBook): Promise<BookPicture> {
    assertKnown(instrument, knownBooks(this.bloc, this.follower));
    await this.follower.reach(afterPosition);
    const point = asOf ?? { sequence: Number.MAX_SAFE_INTEGER };
    try {
      return await this.turnstile.pass(() => this.replayer.showAsOf(instrument, point, pictureOf, signal));
    } catch (error) {
      if (!(error instanceof HistoryMismatch)) throw error;
      const problem = new ProblemException(
        500,
        'HISTORY_UNREADABLE',
        `${error.message}; verification tells more`,
      );
      problem.cause = error;
      throw problem;
    }
  }
}

@QueryHandler(VerifyBooks)
class VerifyBooksHandler implements IQueryHandler<VerifyBooks> {
  private readonly turnstile = new Turnstile(1, 4);

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(BLOC_CONFIG) private readonly bloc: BlocConfig,
    @Inject(AuditFollower) private readonly follower: AuditFollower,
    @Inject(VENUE_CONFIG) private readonly venue: VenueConfig,
  ) {}

  async execute({ instrument, signal }: VerifyBooks): Promise<VerificationReport> {
    const known = knownBooks(this.bloc, this.follower);
    if (instrument !== undefined) assertKnown(instrument, known);
    const { store, venue } = this;
    return this.turnstile.pass(async () => {
      if (instrument === undefined) return verifyVenue(store, known, venue.book, signal);
      const books = await verifyBooks(store, [instrument], venue.book, signal);
      return { equal: books.every(({ equal }) => equal), rerunBook: otherKind(venue.book), books };
    });
  }
}

@CommandHandler(RecordRead)
class RecordReadHandler implements ICommandHandler<RecordRead> {
  constructor(
    @Inject(ReadJournal) private readonly journal: ReadJournal,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ user, route, query }: RecordRead): Promise<void> {
    const { userId, name } = user;
    await this.journal.record({ micros: this.clock.nowMicros(), userId, name, route, query });
  }
}

/** All handlers of the regulator's service. */
export const HANDLERS = [
  FindEventsHandler,
  ExportEventsHandler,
  TellOrderLifeHandler,
  ShowBookHandler,
  VerifyBooksHandler,
  RecordReadHandler,
];
