import { Breather } from '#replay';
import type { AuditIndex } from './audit-index.js';
import { orderTerm, type WordKind } from './audit-view.js';
import { RunReader, type IndexedEvent, type PositionList } from './run-reader.js';

/** What to find; every field narrows, times and sequences are inclusive. */
export interface EventFilters {
  readonly instrument?: string;
  readonly order?: { readonly instrumentId: string; readonly sequence: number };
  readonly desk?: string;
  readonly memberState?: string;
  readonly type?: string;
  readonly fromMicros?: number;
  readonly toMicros?: number;
  readonly fromSequence?: number;
  readonly toSequence?: number;
}

/** Where an event that was found lies. */
export interface FoundEvent {
  readonly position: number;
  readonly instrument: string;
  readonly sequence: number;
  /** Sequence of the first event of its command, which holds the input. */
  readonly firstSequence: number;
  readonly micros: number;
}

export interface SearchRange {
  /** Exclusive. */
  readonly afterPosition: number;
  /** Inclusive. */
  readonly toPosition: number;
  readonly countMax: number;
}

/**
 * Finds events by intersecting posting lists: each list in turn moves the candidate forward to its own next position,
 * until all agree. The work follows the rarest term, not the size of the history.
 */
export class EventSearch {
  private readonly runs: RunReader;

  constructor(private readonly index: AuditIndex) {
    this.runs = new RunReader(index.view);
  }

  /** Finds the next events in order of position. */
  async find(filters: EventFilters, range: SearchRange): Promise<FoundEvent[]> {
    const lists = this.listsOf(filters);
    const eventAt = this.events();
    const bounds = this.boundsOf(filters, range);
    if (lists === undefined || bounds === undefined) return [];
    const found: FoundEvent[] = [];
    const breather = new Breather();
    let candidate = bounds.from;
    while (found.length < range.countMax) {
      let furthest = candidate;
      for (const next of lists) furthest = next(furthest) ?? Number.POSITIVE_INFINITY;
      if (furthest > bounds.to) break;
      if (furthest === candidate) {
        const event = eventAt(candidate);
        if (event !== undefined && isWithin(event, filters)) found.push(event);
        candidate += 1;
      } else candidate = furthest;
      if (breather.isDue) await breather.breathe();
    }
    return found;
  }

  /** Undefined when a filter names what no event is about. */
  private listsOf(filters: EventFilters): PositionList[] | undefined {
    const lists: PositionList[] = [];
    const words: [WordKind, string | undefined][] = [
      ['desk', filters.desk],
      ['memberState', filters.memberState],
      ['type', filters.type],
      ['book', filters.instrument],
    ];
    if (filters.order !== undefined) {
      const order = this.index.order(filters.order.instrumentId, filters.order.sequence);
      if (order === undefined) return undefined;
      lists.push(this.eventsOfOrder(order.position));
    }
    for (const [kind, text] of words) {
      if (text === undefined) continue;
      const term = this.index.words.find(kind, text);
      if (term === undefined) return undefined;
      lists.push(this.runs.postings(term));
    }
    if (lists.length === 0) lists.push(this.runs.positions());
    return lists;
  }

  private eventsOfOrder(placedPosition: number): PositionList {
    const later = this.runs.postings(orderTerm(placedPosition));
    return (position) => (position <= placedPosition ? placedPosition : later(position));
  }

  private events(): (position: number) => FoundEvent | undefined {
    const events = this.runs.events();
    return (position) => {
      const event = events(position);
      if (event === undefined) return undefined;
      const { book, ...rest } = event;
      return { ...rest, instrument: this.index.words.text(book) };
    };
  }

  /**
   * Positions between which matches can lie: within a book, sequence and time never decrease along positions, so
   * each book's share is found by bisection.
   */
  private boundsOf(filters: EventFilters, range: SearchRange): { from: number; to: number } | undefined {
    const to = Math.min(range.toPosition, this.index.view.checkpoint);
    const begin = { from: range.afterPosition + 1, to };
    const { fromMicros, toMicros, fromSequence, toSequence } = filters;
    if ([fromMicros, toMicros, fromSequence, toSequence].every((limit) => limit === undefined)) return begin;
    let from = Number.POSITIVE_INFINITY;
    let last = -1;
    for (const instrument of filters.instrument === undefined
      ? this.index.instruments()
      : [filters.instrument]) {
      const book = this.index.words.find('book', instrument);
      if (book === undefined) continue;
      const starts = (event: IndexedEvent): boolean =>
        event.sequence >= (fromSequence ?? 0) && event.micros >= (fromMicros ?? 0);
      const isOver = (event: IndexedEvent): boolean =>
        event.sequence > (toSequence ?? Number.POSITIVE_INFINITY) ||
        event.micros > (toMicros ?? Number.POSITIVE_INFINITY);
      from = Math.min(from, this.firstPositionWhere(book, to, starts));
      last = Math.max(last, this.firstPositionWhere(book, to, isOver) - 1);
    }
    return { from: Math.max(begin.from, from), to: Math.min(to, last) };
  }

  /** The lowest position of a book from which on a condition holds; `to + 1` when it never does. */
  private firstPositionWhere(book: number, to: number, holds: (event: IndexedEvent) => boolean): number {
    const nextOfBook = this.runs.postings(book);
    const eventAt = this.runs.events();
    let low = 0;
    let high = to + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const position = nextOfBook(middle) ?? Number.POSITIVE_INFINITY;
      const event = position > to ? undefined : eventAt(position);
      if (event === undefined || holds(event)) high = middle;
      else low = position + 1;
    }
    return low;
  }
}

function isWithin(event: FoundEvent, filters: EventFilters): boolean {
  return (
    event.micros >= (filters.fromMicros ?? 0) &&
    event.micros <= (filters.toMicros ?? Number.POSITIVE_INFINITY) &&
    event.sequence >= (filters.fromSequence ?? 0) &&
    event.sequence <= (filters.toSequence ?? Number.POSITIVE_INFINITY)
  );
}
