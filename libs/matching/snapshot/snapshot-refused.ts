/** What is wrong with bytes that are no snapshot of a book to this build. */
export type SnapshotFault =
  /** They do not begin as a snapshot does, or end too soon. */
  | 'notASnapshot'
  /** Another version of the form, which this build does not read. */
  | 'otherForm'
  /** The bytes are not those that were stamped. */
  | 'wrongHash'
  /** A snapshot of another instrument's book. */
  | 'otherInstrument'
  /** Stamped rightly, and yet they contradict themselves. */
  | 'unreadable';

/** A snapshot that a book does not take; nothing is lost, for the stream tells the same. Forget the book. */
export class SnapshotRefused extends Error {
  constructor(
    readonly fault: SnapshotFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'SnapshotRefused';
  }
}
