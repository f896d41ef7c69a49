import type { BookKind } from '#contracts';
import type { EventStore } from '#event-store';
import { otherKind } from '#matching';
import { checkRecord, type RecordCheck } from './record-check.js';
import { verifyStreams } from './stream-verifier.js';
import type { BookVerification, StreamVerification } from './verification.js';
import { verifyBooks } from './verify-books.js';

/** What re-running all that a venue recorded found. */
export interface VenueVerification {
  /** Whether every stream is what the rules make of its commands, and nothing is missing. */
  readonly equal: boolean;
  /** What the books were re-run with. */
  readonly rerunBook: BookKind;
  readonly books: readonly BookVerification[];
  /** Policy and clearing. */
  readonly streams: readonly StreamVerification[];
  /** The whole store, with the streams that no rules make. */
  readonly record: RecordCheck;
}

/**
 * Verifies the books, policy and clearing (AUDT-3), and looks whether anything is missing in the record of all streams.
 *
 * @param engineBook - what the engine decides with: the other implementation re-runs.
 * @param signal - gives up at the next slice.
 * @throws EventStoreError when the store cannot be read; the signal's reason when given up.
 */
export async function verifyVenue(
  store: EventStore,
  instruments: readonly string[],
  engineBook: BookKind,
  signal?: AbortSignal,
): Promise<VenueVerification> {
  const books = await verifyBooks(store, instruments, engineBook, signal);
  const streams = await verifyStreams(store, signal);
  const record = await checkRecord(store, signal);
  const equal = [...books, ...streams].every((one) => one.equal) && record.complete;
  return { equal, rerunBook: otherKind(engineBook), books, streams, record };
}
