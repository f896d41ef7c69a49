import type { MessagePort } from 'node:worker_threads';
import type { ClearingCommandBody } from '#contracts';
import type { EventStore } from '#event-store';
import { answerCalls, type BlocConfig, type Clock } from '#platform';
import type { ClearingReadName, ClearingReadValues } from '../clearing-desk.js';
import { SETTLEMENT_DEFAULTS } from '../options.js';
import { SettlementService } from '../settlement-service.js';

/**
 * Runs clearing in this thread for its routes in another one.
 *
 * @returns how to end it in order.
 */
export function serveClearing(
  store: EventStore,
  clock: Clock,
  bloc: BlocConfig,
  port: MessagePort,
): { close(): Promise<void> } {
  const service = new SettlementService(store, clock, bloc, SETTLEMENT_DEFAULTS);
  answerCalls(port, {
    start: () => service.onApplicationBootstrap(),
    request: (actor: string, body: ClearingCommandBody) => service.request(actor, body),
    read: (
      position: number | undefined,
      name: ClearingReadName,
      values: ClearingReadValues<ClearingReadName>,
    ) => service.read(position, name, values),
    readiness: () => service.readiness(),
    followedPosition: () => service.followedPosition(),
  });
  return { close: () => service.onApplicationShutdown() };
}
