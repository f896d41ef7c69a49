import { createHash } from 'node:crypto';

/** An event as a regulator sees it: who, what, when and why, beside the stored contents (AUDT-1). */
export interface AuditEvent {
  readonly stream: string;
  /** Place in the stream, from 1, gapless. */
  readonly sequence: number;
  /** Place in the whole store. */
  readonly position: number;
  /** Events of books only. */
  readonly instrument?: string;
  readonly type: string;
  readonly version: number;
  /** ISO 8601 with microseconds; absent where the stored event tells no time. */
  readonly time?: string;
  /** The user who asked; of a book's own schedule, the book. */
  readonly actor?: string;
  readonly cause?: string;
  readonly commandId?: string;
  /** Public ids of the orders that the event names. */
  readonly orderIds: readonly string[];
  readonly desks: readonly string[];
  readonly memberStates: readonly string[];
  /** Version of the floor in force after the event; absent where there was none. */
  readonly floorVersion?: number;
  readonly eventId: string;
  /** Hex SHA-256 of the stored bytes: those of `event` as canonical JSON. */
  readonly dataSha256: string;
  /** The stored contents, whole. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** Hex SHA-256 of stored bytes. */
export function sha256Of(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
