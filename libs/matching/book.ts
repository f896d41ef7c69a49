import type {
  BookEvent,
  DueCommandBody,
  InstrumentSpec,
  MembershipStatus,
  SequencedCommand,
  Side,
  TradingPhase,
} from '#contracts';
import type {
  BandOverride,
  DepthLevel,
  DeskPosition,
  Floor,
  HeldIdentifier,
  Indicative,
  LiveOrder,
  RegisteredCertificate,
  Reserve,
  ReserveQuote,
  VolatilityAuction,
} from './book-reader.js';
import type { Sha256 } from './snapshot/snapshot-codec.js';
import type { TakeBytes } from './state-text.js';

/** Takes the events of a book, in order. */
export type EventSink = (event: BookEvent) => void;

/** What became of one sequenced command. */
export type StepOutcome =
  /** Its events are in the sink, the first has this sequence. */
  | { readonly kind: 'recorded'; readonly firstSequence: number; readonly lastSequence: number }
  /** SEQ-4: an exact repeat leaves no event; this is the sequence of the first result. */
  | { readonly kind: 'repeat'; readonly sequence: number };

/**
 * One instrument's book: a pure state that takes sequenced commands and tells what happened as events. It holds no
 * clock and does no I/O; two implementations given the same commands give the same events and state hash.
 */
export interface Book {
  readonly instrumentId: string;
  /** Sequence of the last event, 0 for an empty book. */
  readonly sequence: number;
  /** Book time of the last event, UTC microseconds. */
  readonly bookMicros: number;

  /**
   * Runs one command, hands its events to the sink and has them applied already. Whatever a command says, the worst
   * that it gets is a refusal.
   *
   * @throws InvariantViolation when the book is wrong, or its writer is: book time went back, or something that fell
   *   due was not run first (SEQ-3). Events handed over before are void; forget the book.
   */
  step(command: SequencedCommand, sink: EventSink): StepOutcome;

  /**
   * Applies a recorded event without judging it again. One at or below the book's sequence changes nothing (INV-7).
   *
   * @throws InvariantViolation on a gap in the sequence or an event that is impossible in this state.
   */
  apply(event: BookEvent): void;

  /** The first of what falls due at or before the instant, in the order of SEQ-3; undefined when nothing does. */
  nextDue(bookMicros: number): DueCommandBody | undefined;

  /** The last recorded offset of a bus partition, -1 when there is none: commands at or below it are redelivered. */
  lastOffset(partition: number): number;

  /** Undefined until the instrument is configured. */
  readonly instrument: InstrumentSpec | undefined;
  readonly phase: TradingPhase;
  readonly floor: Floor | undefined;
  readonly referencePriceTicks: number | undefined;
  readonly staticReferencePriceTicks: number | undefined;
  /** Undefined outside call phases and where nothing crosses. */
  readonly indicative: Indicative | undefined;
  /** What was last published (FLOR-10). */
  readonly floorLocked: boolean;
  /** What was last published (RESV-2). */
  readonly reserveQuote: ReserveQuote;
  /** Undefined where the strategic reserve has no mandate. */
  readonly reserve: Reserve | undefined;
  /** BAND-3: the bands that an act has set for a time. */
  readonly bandOverride: BandOverride | undefined;
  readonly volatilityAuction: VolatilityAuction | undefined;

  /** A live order by the sequence that accepted it. */
  order(order: number): LiveOrder | undefined;
  /** All live orders in entry order. */
  liveOrders(): Iterable<LiveOrder>;
  /** A desk's live orders in entry order. */
  ordersOfDesk(desk: string): Iterable<LiveOrder>;
  /** Price levels of a side, best first, market orders left out; bids below the floor included. */
  depth(side: Side, levelsMax: number): readonly DepthLevel[];
  identifier(desk: string, clientOrderId: string): HeldIdentifier | undefined;
  membership(memberState: string): MembershipStatus | undefined;
  certificate(certificateId: string): RegisteredCertificate | undefined;
  positions(): Iterable<DeskPosition>;

  /**
   * The whole state between two commands, in the binary form of README.md; equal states give equal bytes.
   *
   * @param lastEventId - names the last event in the history that the state belongs to.
   */
  writeSnapshot(lastEventId: string, sha256: Sha256): Uint8Array;

  /**
   * Takes over the state that either implementation wrote; this book must be empty.
   *
   * @returns the id of the last event that the state holds.
   * @throws SnapshotRefused naming what is wrong with the bytes; forget the book then.
   */
  restoreSnapshot(bytes: Uint8Array, sha256: Sha256): string;

  /**
   * Writes the whole state as lines of canonical text, each with its line feed; their form is in README.md.
   *
   * @param take - takes the text in UTF-8, a chunk after the other; one is good until it returns.
   */
  writeStateText(take: TakeBytes): void;
  /** The whole text, for books small enough for one. */
  stateText(): string;
  /** SHA-256 of the state's text, in lower-case hexadecimal. */
  stateHash(): string;
}
