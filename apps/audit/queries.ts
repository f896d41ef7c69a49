import { Command, Query } from '@nestjs/cqrs';
import type { Page, VenueUser } from '#platform';
import type { AsOf, VenueVerification } from '#replay';
import type { AuditEvent } from './audit-event.js';
import type { EventSelection } from './audit-history.js';
import type { BookPicture } from './book-picture.js';
import type { OrderLife } from './order-life.js';

/** One page of events. */
export class FindEvents extends Query<Page<AuditEvent>> {
  constructor(
    readonly selection: EventSelection,
    readonly page: { readonly limit: number; readonly cursor?: string },
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}

/** All events of a selection, in pages as they are taken. */
export class ExportEvents extends Query<AsyncIterable<readonly AuditEvent[]>> {
  constructor(
    readonly selection: EventSelection,
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}

/** An order from its command to its end. */
export class TellOrderLife extends Query<OrderLife> {
  constructor(
    readonly orderId: string,
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}

/** A book at a point of its history; the newest when `asOf` is absent. */
export class ShowBook extends Query<BookPicture> {
  constructor(
    readonly instrument: string,
    readonly asOf: AsOf | undefined,
    readonly afterPosition: number | undefined,
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

/** What re-running found: of one book, or of all that the venue recorded. */
export type VerificationReport = Pick<VenueVerification, 'equal' | 'rerunBook' | 'books'> &
  Partial<VenueVerification>;

/** Re-runs one book, or all that the venue recorded. */
export class VerifyBooks extends Query<VerificationReport> {
  constructor(
    readonly instrument: string | undefined,
    readonly signal: AbortSignal,
  ) {
    super();
  }
}

/** Puts a regulator's read on record, before its answer leaves. */
export class RecordRead extends Command<void> {
  constructor(
    readonly user: VenueUser,
    readonly route: string,
    readonly query: Readonly<Record<string, string | number>>,
  ) {
    super();
  }
}
