import type { MessagePort } from 'node:worker_threads';

/** What one thread of the process does for another, by the name under which both sides open its port. */
export type BackOfficeService = 'order-intake' | 'audit' | 'settlement';

/**
 * Another thread of the process for the work that no answer waits for. Whoever finds none does the same work in its own
 * thread.
 */
export interface BackOffice {
  /** The port to a service there; to be asked for once. */
  port(service: BackOfficeService): MessagePort;
}
