import { prepareStatement } from '#views';
import { EVENT_COLUMNS, POSTING_COLUMNS, type AuditConnection } from './audit-view.js';
import { Run } from './run.js';

/** A sorted list of positions; gives the first at or after one. */
export type PositionList = (position: number) => number | undefined;

/** What the index knows of an event. */
export interface IndexedEvent {
  readonly position: number;
  readonly book: number;
  readonly sequence: number;
  readonly firstSequence: number;
  readonly micros: number;
}

interface StoredRun {
  /** The first number of its last entry. */
  readonly last: number;
  readonly bytes: Uint8Array;
}

/** Finds the run of a list that holds what is at or after a key: what names the list, if anything does, and the key. */
export type RunLookup = (...listAndKey: readonly number[]) => StoredRun | undefined;

/** Where an entry is. */
interface Place {
  readonly run: Run;
  readonly entry: number;
}

/** Reads the lists of the index, a run at a time. */
export class RunReader {
  private readonly lookups;

  constructor(view: AuditConnection) {
    this.lookups = runLookups(view);
  }

  /** The positions of a term. */
  postings(term: number): PositionList {
    const find = finder(POSTING_COLUMNS, (position) => this.lookups.postings(term, position));
    return (position) => positionAt(find(position));
  }

  /** The positions of all events. */
  positions(): PositionList {
    const find = this.findEvent();
    return (position) => positionAt(find(position));
  }

  /** The event at a position. */
  events(): (position: number) => IndexedEvent | undefined {
    const find = this.findEvent();
    return (position) => {
      const place = find(position);
      if (place === undefined || positionAt(place) !== position) return undefined;
      const { run, entry } = place;
      const [book, sequence, firstSequence, micros] = [1, 2, 3, 4].map((column) => run.at(entry, column));
      return { position, book, sequence, firstSequence, micros } as IndexedEvent;
    };
  }

  private findEvent(): (position: number) => Place | undefined {
    return finder(EVENT_COLUMNS, this.lookups.events);
  }
}

function positionAt(place: Place | undefined): number | undefined {
  return place?.run.at(place.entry, 0);
}

/** Finds entries by the run that holds them, and looks in the run at hand before it reads another. */
function finder(columns: number, load: RunLookup): (position: number) => Place | undefined {
  let run: Run | undefined;
  let from = 0;
  let last = -1;
  return (position) => {
    if (run === undefined || position < from || position > last) {
      const stored = load(position);
      if (stored === undefined) return undefined;
      run = Run.read(stored.bytes, columns);
      from = position;
      last = stored.last;
    }
    return { run, entry: run.firstFrom(position) };
  };
}

/** How runs are found, by their reader and by their writer. */
export function runLookups(view: AuditConnection): {
  readonly events: RunLookup;
  readonly postings: RunLookup;
} {
  const lookup = (sql: string): RunLookup => {
    const statement = prepareStatement(view, sql);
    return (...listAndKey) => statement.get(...listAndKey) as StoredRun | undefined;
  };
  return {
    events: lookup(
      `select last_position as last, events as bytes from event_run
        where last_position >= ? order by last_position limit 1`,
    ),
    postings: lookup(
      `select last_position as last, positions as bytes from posting_run
        where term = ? and last_position >= ? order by last_position limit 1`,
    ),
  };
}
