/** An event as text, for a person to compare. */
export interface EventText {
  readonly type: string;
  readonly version: number;
  /** The canonical JSON; bytes that are no UTF-8 show as replacement characters. */
  readonly data: string;
}

export type DifferenceKind =
  /** An event of another stream stands in this one. */
  | 'stream'
  /** The event's revision or sequence is not the next one: something was dropped, added or moved (INV-5). */
  | 'sequence'
  /** The store cannot read the event, or its bytes are none of this version. */
  | 'unreadable'
  /** The id does not follow from stream, sequence, type, version and bytes: one of them was changed. */
  | 'eventId'
  /** The first event of a command does not hold the command's input. */
  | 'inputMissing'
  /** Time goes back (SEQ-3). */
  | 'time'
  /** Something fell due before the command and was not done, or was done before it was due (SEQ-3). */
  | 'due'
  /** Re-running the command gives another event, or none, or one more. */
  | 'event'
  /** The rules cannot run the command on the book as it stood. */
  | 'rerun'
  /** The stored event cannot have happened to the book as it stood. */
  | 'apply'
  /** Every event is equal, yet the re-run book and the book of the stored events are not. */
  | 'stateHash';

/** Where and how a stream differs from what the rules make of its commands. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Sequence at which the stream and the re-run part. */
  readonly sequence: number;
  readonly message: string;
  /** Absent where the stream holds nothing. */
  readonly stored?: EventText;
  /** What re-running gives; absent where it gives nothing or was not reached. */
  readonly rerun?: EventText;
}

/** A command at the end of a stream whose end is not stored (yet): its writer completes it on recovery. */
export interface IncompleteCommand {
  readonly firstSequence: number;
  readonly storedEvents: number;
}

/**
 * What verification of one stream found (AUDT-3). It proves that the stream is what the rules make of its own
 * commands; not that nobody rewrote commands and events together (AUDT-4).
 */
interface Verification {
  /** Whole commands that were re-run and found equal. */
  readonly commands: number;
  /** Their events. */
  readonly events: number;
  readonly equal: boolean;
  /** Hash of the state after the last command that was found equal. */
  readonly stateHash: string;
  readonly incompleteCommand?: IncompleteCommand;
  /** The first difference; the stream is not followed beyond it. */
  readonly difference?: Difference;
}

/** What verification of one book found. */
export interface BookVerification extends Verification {
  readonly instrument: string;
}

/** What verification of the acts of policy or of clearing found. */
export interface StreamVerification extends Verification {
  readonly stream: string;
}
