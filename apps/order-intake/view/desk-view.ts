import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { EventStore } from '#event-store';
import type { BackOffice, VenueConfig } from '#platform';
import { LocalView, RemoteView, serveView, type FollowedView } from '#views';
import { ORDER_INTAKE_DEFAULTS, type OrderIntakeOptions } from '../options.js';
import { DESK_ROWS } from './desk-rows.js';

/** Opens the desks' view: written by the back office where there is one, else by this thread. */
export function openDeskView(
  store: EventStore,
  venue: VenueConfig,
  { viewFile, followRetryMs }: OrderIntakeOptions,
  onBroken: (error: unknown) => void,
  backOffice: BackOffice | undefined,
): FollowedView<unknown> {
  const file = viewFile ?? defaultViewFile(venue);
  if (backOffice !== undefined) return new RemoteView(file, backOffice.port('order-intake'), onBroken);
  const onFault = (error: unknown): void => {
    if (error !== undefined) onBroken(error);
  };
  return new LocalView(DESK_ROWS, store, { file, retryMs: followRetryMs, onFault });
}

/** Keeps the desks' view in step with the books, for its readers in another thread. */
export function serveDeskView(
  store: EventStore,
  venue: VenueConfig,
  port: MessagePort,
): { close(): Promise<void> } {
  const { followRetryMs } = ORDER_INTAKE_DEFAULTS;
  return serveView(DESK_ROWS, store, { file: defaultViewFile(venue), retryMs: followRetryMs }, port);
}

function defaultViewFile({ dataDir }: VenueConfig): string {
  const directory = join(dataDir, 'views');
  mkdirSync(directory, { recursive: true });
  return join(directory, 'order-intake.sqlite');
}
