import type { FieldError } from '../http/problem.js';

/** A request of a known user that the edge refused (REJ, AUDT-1). */
export interface EdgeRefusal {
  /** UTC microseconds of the refusal. */
  readonly micros: number;
  readonly userId: string;
  readonly desk?: string;
  readonly memberState?: string;
  readonly method: string;
  /** The route's pattern, e.g. `/v1/orders/:id`. */
  readonly route: string;
  readonly code: string;
  readonly detail: string;
  /** Which fields and why, at most 10. */
  readonly errors: readonly FieldError[];
  /** Hex SHA-256 of the body's bytes; absent when no body was read. */
  readonly bodySha256?: string;
  readonly bodyBytes: number;
}

/** Keeps what the edge refused. */
export interface RefusalRecorder {
  /**
   * Records a refusal; resolves when it is durable, and only then may the answer leave.
   *
   * @throws RefusalNotRecordedError when it cannot be recorded now.
   */
  record(refusal: EdgeRefusal): Promise<void>;
  /** Counts a request of somebody unknown; nothing else of it is kept (AUDT-1). */
  countUnauthenticated(): void;
  /** Waits for what is under way and stops. */
  close(): Promise<void>;
}

/** A refusal could not be made durable: the caller is asked to come again instead of being refused off the record. */
export class RefusalNotRecordedError extends Error {
  readonly code = 'REFUSAL_NOT_RECORDED';
  readonly retriable = true;

  constructor(options?: ErrorOptions) {
    super('the refusal cannot be recorded now', options);
    this.name = 'RefusalNotRecordedError';
  }
}
