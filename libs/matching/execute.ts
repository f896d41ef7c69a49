import type { DueCommandBody, SequencedCommand, SourcePosition, SubmittedCommand } from '#contracts';
import type { Book, EventSink, StepOutcome } from './book.js';
import { RULES_VERSION } from './rules-version.js';

/** Where a command meets its book. */
export interface Sequencing {
  /** The writer's clock now, UTC microseconds; one behind the book's own time is raised to it (SEQ-3). */
  readonly nowMicros: number;
  /** Where the bus held the command; at or below the last recorded offset it is a redelivery. */
  readonly source?: SourcePosition;
  readonly rulesVersion?: number;
}

/** What became of a submitted command. */
export type ExecuteOutcome =
  | StepOutcome
  /** It was recorded before; nothing happened now. */
  | { readonly kind: 'redelivered' };

/**
 * Gives a command its book time, runs all that fell due by then, each as a command of its own, and then the command.
 *
 * @throws InvariantViolation as `Book.step` does.
 * @see SEQ-3
 */
export function execute(
  book: Book,
  submitted: SubmittedCommand,
  sequencing: Sequencing,
  sink: EventSink,
): ExecuteOutcome {
  const { source, rulesVersion = RULES_VERSION } = sequencing;
  if (source !== undefined && source.offset <= book.lastOffset(source.partition)) {
    return { kind: 'redelivered' };
  }
  const bookMicros = Math.max(book.bookMicros, sequencing.nowMicros);
  runDue(book, bookMicros, rulesVersion, sink);
  const { commandId, cause, actor, receiveMicros, body } = submitted;
  // In the order in which they are stored, so that nobody needs to sort them.
  return book.step(
    source === undefined
      ? { actor, body, bookMicros, cause, commandId, receiveMicros, rulesVersion }
      : { actor, body, bookMicros, cause, commandId, receiveMicros, rulesVersion, source },
    sink,
  );
}

/**
 * Looks at the clock: runs all that fell due and nothing else.
 *
 * @returns how many commands ran.
 * @throws InvariantViolation as `Book.step` does.
 * @see SEQ-3
 */
export function tick(
  book: Book,
  nowMicros: number,
  sink: EventSink,
  rulesVersion: number = RULES_VERSION,
): number {
  return runDue(book, Math.max(book.bookMicros, nowMicros), rulesVersion, sink);
}

function runDue(book: Book, bookMicros: number, rulesVersion: number, sink: EventSink): number {
  let count = 0;
  for (;;) {
    const body = book.nextDue(bookMicros);
    if (body === undefined) return count;
    book.step(dueCommand(book.instrumentId, body, bookMicros, rulesVersion), sink);
    count++;
  }
}

function dueCommand(
  instrumentId: string,
  body: DueCommandBody,
  bookMicros: number,
  rulesVersion: number,
): SequencedCommand {
  return {
    commandId: `due:${instrumentId}:${dueName(body)}`,
    cause: 'schedule',
    actor: 'schedule',
    receiveMicros: bookMicros,
    bookMicros,
    rulesVersion,
    body,
  };
}

/** Tells one due command of a book from all others. */
function dueName(body: DueCommandBody): string {
  switch (body.kind) {
    case 'applyDueAct':
      return body.actId;
    case 'expireCertificate':
      return body.certificateId;
    case 'expireBands':
      return `bands:${body.dueMicros}`;
    case 'endVolatilityAuction':
      return `volatilityAuction:${body.dueMicros}`;
    case 'expireOrder':
      return `order:${body.order}`;
  }
}
