import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '#event-store';
import { EVENT_STORE } from '#platform';
import type { AuditEvent } from './audit-event.js';
import { AuditFollower } from './audit-follower.js';
import { EventReader } from './event-reader.js';
import { EventSearch, type EventFilters } from './event-search.js';
import { tellOrderLife, type OrderLife } from './order-life.js';
import { PolicyInForce } from './policy-in-force.js';
import { readStreamPage, type OtherStream, type StreamFilters } from './stream-events.js';

/** Which events: of the books by the index, or of one other stream. */
export type EventSelection =
  | { readonly kind: 'books'; readonly filters: EventFilters }
  | { readonly kind: 'stream'; readonly stream: OtherStream; readonly filters: StreamFilters };

/** A page of events, and from where to go on; each selection counts places in its own way. */
export interface EventPage {
  readonly items: readonly AuditEvent[];
  readonly goOnAfter?: number;
}

/** The place before everything, of either selection. */
const BEGIN = { books: -1, stream: 0 } as const;
const EXPORT_PAGE_EVENTS = 200;
const LIFE_PAGE_EVENTS = 1_000;

/** Reads the history for regulators. */
@Injectable()
export class AuditHistory {
  private readonly search: EventSearch;
  private readonly reader: EventReader;
  private readonly policy: PolicyInForce;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(AuditFollower) private readonly follower: AuditFollower,
  ) {
    this.search = new EventSearch(follower.index);
    this.policy = new PolicyInForce(follower.view, follower.index.words);
    this.reader = new EventReader(store, follower.index, this.policy);
  }

  /** Position up to which the index is complete. */
  get position(): number {
    return this.follower.view.checkpoint;
  }

  /**
   * Reads one page in order of position.
   *
   * @param after - `goOnAfter` of the page before; the begin when absent.
   * @param toPosition - books only: nothing beyond it.
   */
  async page(
    selection: EventSelection,
    countMax: number,
    after: number = BEGIN[selection.kind],
    toPosition: number = Number.MAX_SAFE_INTEGER,
  ): Promise<EventPage> {
    if (selection.kind === 'stream') {
      return readStreamPage(this.store, selection.stream, selection.filters, after, countMax);
    }
    const range = { afterPosition: after, toPosition, countMax: countMax + 1 };
    const found = await this.search.find(selection.filters, range);
    const shown = found.slice(0, countMax);
    const items = await this.reader.present(shown);
    const last = shown.at(-1);
    return found.length > countMax && last !== undefined ? { items, goOnAfter: last.position } : { items };
  }

  /** Reads everything that is selected up to now, page by page as it is taken. */
  async *pages(selection: EventSelection): AsyncIterable<readonly AuditEvent[]> {
    const toPosition = this.position;
    let after: number | undefined;
    do {
      const page: EventPage = await this.page(selection, EXPORT_PAGE_EVENTS, after, toPosition);
      if (page.items.length > 0) yield page.items;
      after = page.goOnAfter;
    } while (after !== undefined);
  }

  /** Tells an order's whole life; undefined when there is no such order. */
  async orderLife(instrumentId: string, sequence: number): Promise<OrderLife | undefined> {
    const order = { instrumentId, sequence };
    const events = [];
    let after = -1;
    for (;;) {
      const range = { afterPosition: after, toPosition: this.position, countMax: LIFE_PAGE_EVENTS };
      const found = await this.search.find({ order }, range);
      events.push(...(await this.reader.read(found)));
      after = found.at(-1)?.position ?? after;
      if (found.length < LIFE_PAGE_EVENTS) break;
    }
    return tellOrderLife(instrumentId, sequence, events, this.policy);
  }
}
