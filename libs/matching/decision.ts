import type { BookEventBody, RefusalDetails, RejectionCode, SequencedCommand } from '#contracts';
import type { BookReader } from './book-reader.js';

/** Why a command is refused: a value, never an exception. */
export interface Refusal {
  readonly code: RejectionCode;
  readonly details: RefusalDetails;
}

/** Makes a refusal. */
export function refusal(code: RejectionCode, details: RefusalDetails = {}): Refusal {
  return { code, details };
}

/** One command being decided. */
export interface Decision {
  /** Always shows the state after the last emitted event. */
  readonly book: BookReader;
  readonly command: SequencedCommand;
  /** Records an event: the book changes by it at once. Returns its sequence. */
  readonly emit: (body: BookEventBody) => number;
}
