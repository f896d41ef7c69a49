import type { RecordedCommand } from '#book-feed';

/** What is known of a command that was sent: never just yes or no. */
export type Outcome =
  /** The book decided and the store has it. */
  | { readonly kind: 'recorded'; readonly command: RecordedCommand }
  /** Nothing came back in time; it may still. */
  | { readonly kind: 'unknown' }
  /** The bus did not take it. */
  | { readonly kind: 'unavailable'; readonly reason: string };

export const OUTCOME_UNKNOWN: Outcome = { kind: 'unknown' };
