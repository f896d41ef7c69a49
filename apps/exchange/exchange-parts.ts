import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ORDERS_TOPIC } from '#contracts';
import { EmbeddedEventStore, openEmbeddedEnvironment } from '#event-store';
import { EmbeddedMessageBus } from '#messaging';
import {
  loadBlocConfig,
  openIdentity,
  SimulatedClock,
  StoreRefusalRecorder,
  SystemClock,
  type Clock,
  type DataDirectory,
  type ProcessParts,
  type VenueConfig,
} from '#platform';
import { BackOfficeThread } from './back-office/back-office.js';

/** One process decides all books on one thread, so one partition makes the largest groups for each sync. */
const ORDERS_PARTITIONS = 1;

/**
 * Opens everything that the exchange stands on, from a validated configuration.
 *
 * @throws ConfigurationError, BlocFilesError or EventStoreError, each in words for the person who runs it.
 */
export async function openExchangeParts(venue: VenueConfig, data: DataDirectory): Promise<ProcessParts> {
  const bloc = loadBlocConfig(venue.blocDir);
  const clock = openClock(venue);
  const storePath = join(data.path, 'store');
  mkdirSync(storePath, { recursive: true });
  const environment = openEmbeddedEnvironment(storePath);
  const eventStore = EmbeddedEventStore.open(environment);
  const messageBus = EmbeddedMessageBus.open(environment);
  await messageBus.createTopic(ORDERS_TOPIC, ORDERS_PARTITIONS);
  const refusalRecorder = new StoreRefusalRecorder(eventStore, clock);
  const identity = await openIdentity(venue, bloc, data.path);
  const backOffice = await BackOfficeThread.start({
    venue,
    bloc,
    storePath,
    ...(clock instanceof SimulatedClock ? { simulatedClock: clock.memory } : {}),
  });
  return {
    venue,
    bloc,
    clock,
    eventStore,
    messageBus,
    refusalRecorder,
    backOffice,
    storeLocation: { kind: 'embedded', directory: storePath },
    ...identity,
    hasRoom: () => environment.hasRoom(0),
    close: async () => {
      await backOffice.stop();
      await refusalRecorder.close();
      await messageBus.close();
      await eventStore.close();
      await environment.close();
    },
  };
}

function openClock({ clock }: VenueConfig): Clock {
  return clock.kind === 'system' ? new SystemClock() : new SimulatedClock(clock.startMicros);
}
