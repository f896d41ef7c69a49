import type { BookKind } from '#contracts';
import type { LogLevel, StoreLocation } from '#platform';

/** What the thread of snapshots is started with. */
export interface SnapshotStart {
  readonly location: StoreLocation;
  /** Absolute path. */
  readonly directory: string;
  readonly instruments: readonly string[];
  readonly book: BookKind;
  readonly everyEvents: number;
  readonly logLevel: LogLevel;
}

/** Sent to the thread to end in order. */
export const STOP = 'stop';
