export * from './port.js';
export { appendInParts, untilAvailable } from './append-in-parts.js';
export { uuidText } from './uuid-text.js';
export { EmbeddedEventStore, type EmbeddedEventStoreOptions } from './embedded/embedded-event-store.js';
export { openEventStoreDb } from './eventstoredb/open.js';
export type { EventStoreDbEventStoreOptions } from './eventstoredb/eventstoredb-event-store.js';
export {
  backupEnvironment,
  type EmbeddedEnvironment,
  type EmbeddedEnvironmentOptions,
  type EmbeddedRoot,
  openEmbeddedEnvironment,
} from './embedded/environment.js';
