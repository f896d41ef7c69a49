import type { MessagePort } from 'node:worker_threads';
import type { BackOfficeService, BlocConfig, VenueConfig } from '#platform';

/** What the back office's thread is started with. */
export interface BackOfficeStart {
  readonly venue: VenueConfig;
  readonly bloc: BlocConfig;
  /** Absent when the venue goes by the machine's time. */
  readonly simulatedClock?: SharedArrayBuffer;
  readonly storePath: string;
  readonly ports: Readonly<Record<BackOfficeService, MessagePort>>;
}

/** Sent by the thread once all its views are open. */
export const READY = 'ready';
/** Sent to the thread to end in order. */
export const STOP = 'stop';
