import { ORDERS_TOPIC } from '#contracts';
import { EmbeddedEventStore, openEmbeddedEnvironment } from '#event-store';
import { EmbeddedMessageBus } from '#messaging';
import {
  BlocUserDirectory,
  JwtVerifier,
  loadBlocConfig,
  SimulatedClock,
  StoreRefusalRecorder,
  SystemClock,
  TokenIssuer,
  type Clock,
  type PlatformParts,
  type TokenVerifier,
  type UserDirectory,
  type VenueConfig,
} from '#platform';
import { BackOfficeThread } from './back-office/back-office.js';
import type { DataDirectory } from './data-directory.js';

/** One process decides all books on one thread, so one partition makes the largest groups for each sync. */
const ORDERS_PARTITIONS = 1;

/** The ports of one process on embedded parts, and how to close them in the right order. */
export interface ExchangeParts extends PlatformParts {
  /** Whether the disk still takes what the venue must record. */
  hasRoom(): boolean;
  close(): Promise<void>;
}

/**
 * Opens everything that the exchange stands on, from a validated configuration.
 *
 * @throws ConfigurationError, BlocFilesError or EventStoreError, each in words for the person who runs it.
 */
export async function openExchangeParts(venue: VenueConfig, data: DataDirectory): Promise<ExchangeParts> {
  const bloc = loadBlocConfig(venue.blocDir);
  const clock = openClock(venue);
  const environment = openEmbeddedEnvironment(data.storePath);
  const eventStore = EmbeddedEventStore.open(environment);
  const messageBus = EmbeddedMessageBus.open(environment);
  await messageBus.createTopic(ORDERS_TOPIC, ORDERS_PARTITIONS);
  const refusalRecorder = new StoreRefusalRecorder(eventStore, clock);
  const identity = await openIdentity(venue, data, new BlocUserDirectory(bloc));
  const backOffice = await BackOfficeThread.start({
    venue,
    bloc,
    storePath: data.storePath,
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

async function openIdentity(
  venue: VenueConfig,
  data: DataDirectory,
  directory: UserDirectory,
): Promise<{ tokenVerifier: TokenVerifier; tokenIssuer?: TokenIssuer }> {
  if (venue.oidc !== undefined) return { tokenVerifier: JwtVerifier.external(venue.oidc, directory) };
  const tokenIssuer = await TokenIssuer.open(data.path);
  return { tokenVerifier: JwtVerifier.local(tokenIssuer, directory), tokenIssuer };
}
