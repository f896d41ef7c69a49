import { parentPort, workerData } from 'node:worker_threads';
import { EmbeddedEventStore, openEmbeddedEnvironment } from '#event-store';
import { serveAuditIndex } from '../../audit/index.js';
import { createLogger, NestLogger, SimulatedClock, SystemClock } from '#platform';
import { Logger } from '@nestjs/common';
import { serveDeskView } from '../../order-intake/index.js';
import { serveClearing } from '../../settlement/index.js';
import { READY, STOP, type BackOfficeStart } from './protocol.js';

/**
 * The back office: a thread that follows the same store as the answering one and writes the views and runs
 * clearing, which no order waits for. Whatever it cannot go on from ends it, and with it the process.
 */
const { venue, bloc, storePath, simulatedClock, ports } = workerData as BackOfficeStart;
Logger.overrideLogger(new NestLogger(createLogger(venue.logLevel)));
const clock = simulatedClock === undefined ? new SystemClock() : new SimulatedClock(simulatedClock);
const environment = openEmbeddedEnvironment(storePath);
const store = EmbeddedEventStore.open(environment);
const services = [
  serveDeskView(store, venue, ports['order-intake']),
  serveAuditIndex(store, venue, ports.audit),
  serveClearing(store, clock, bloc, ports.settlement),
];

parentPort?.once('message', (message: unknown) => {
  if (message === STOP) void stop();
});
parentPort?.postMessage(READY);

async function stop(): Promise<void> {
  for (const service of services) await service.close();
  await store.close();
  await environment.close();
  for (const port of Object.values(ports)) port.close();
}
