import { checkClients } from './check-clients.js';
import { checkFills, checkNovations, type Novation } from './check-fills.js';
import { checkReads, type BookPositions } from './check-reads.js';
import { checkStreams, type BookStreams } from './check-streams.js';
import type { ClientHistory } from './history.js';

/** A place on the bus. */
export interface BusPlace {
  readonly partition: number;
  readonly offset: number;
}

/** An event of a book as it came over the bus. */
export interface PublishedEvent {
  readonly instrument: string;
  readonly sequence: number;
  readonly type: string;
}

/** Everything that a run left behind. */
export interface Evidence {
  readonly history: ClientHistory;
  readonly books: BookStreams;
  readonly positions: BookPositions;
  readonly novations: readonly Novation[];
  /** In the order in which an outside consumer of the relay had them. */
  readonly published: readonly PublishedEvent[];
  readonly deadLetters: readonly BusPlace[];
  /** Where the test put what no book can decide. */
  readonly poison: readonly BusPlace[];
}

/** What must hold of the whole after whatever befell it; each sentence is one violation. */
export function checkHistory(evidence: Evidence): string[] {
  const { history, books, positions, novations, published, deadLetters, poison } = evidence;
  return [
    ...checkStreams(books),
    ...checkClients(history, books),
    ...checkReads(history, books, positions),
    ...checkFills(books),
    ...checkNovations(books, novations),
    ...checkPublished(books, published),
    ...checkDeadLetters(deadLetters, poison),
  ];
}

/** Whoever drops what is not beyond the last sequence of its book has seen each event once, in order, without a gap. */
function checkPublished(books: BookStreams, published: readonly PublishedEvent[]): string[] {
  const violations: string[] = [];
  const seen = new Map<string, number>();
  for (const { instrument, sequence, type } of published) {
    const last = seen.get(instrument) ?? 0;
    if (sequence <= last) continue;
    if (sequence !== last + 1) violations.push(`${instrument}.${sequence} was published after ${last}`);
    const stored = books.get(instrument)?.[sequence - 1]?.type;
    if (stored !== type) violations.push(`${instrument}.${sequence} was published as ${type}, is ${stored}`);
    seen.set(instrument, sequence);
  }
  for (const [instrument, events] of books) {
    const last = seen.get(instrument) ?? 0;
    if (last < events.length) violations.push(`${instrument} is published up to ${last} of ${events.length}`);
  }
  return violations;
}

function checkDeadLetters(letters: readonly BusPlace[], poison: readonly BusPlace[]): string[] {
  const nameOf = ({ partition, offset }: BusPlace): string => `${partition}/${offset}`;
  const counts = new Map<string, number>();
  for (const letter of letters) counts.set(nameOf(letter), (counts.get(nameOf(letter)) ?? 0) + 1);
  const expected = new Set(poison.map(nameOf));
  return [
    ...[...counts]
      .filter(([name]) => !expected.has(name))
      .map(([name]) => `healthy message ${name} was set aside`),
    ...[...counts]
      .filter(([, count]) => count > 1)
      .map(([name, count]) => `${name} was set aside ${count} times`),
    ...[...expected].filter((name) => !counts.has(name)).map((name) => `poison ${name} was not set aside`),
  ];
}
