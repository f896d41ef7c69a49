import type { VenueConfig } from './venue-config.js';

/** Where the events are. */
export type StoreConfig =
  | { readonly kind: 'embedded' }
  /** The address holds the user and the password. */
  | { readonly kind: 'eventstoredb'; readonly connectionString: string };

interface SaslUser<Mechanism> {
  readonly mechanism: Mechanism;
  readonly username: string;
  readonly password: string;
}

/** How to be let in by the brokers. */
export type KafkaSasl = SaslUser<'plain'> | SaslUser<'scram-sha-256'> | SaslUser<'scram-sha-512'>;

/** Where the commands are. */
export type BusConfig =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'kafka';
      readonly brokers: readonly string[];
      readonly tls: boolean;
      /** Absolute path of the certificates to trust; the system's when absent. */
      readonly caFile?: string;
      readonly sasl?: KafkaSasl;
      readonly replicationFactor: number;
      /** Whoever the brokers have not heard of for so long loses its partitions; the bus's own choice when absent. */
      readonly sessionTimeoutMs?: number;
    };

/** The services that run as processes of their own. */
export const SERVICES = ['order-intake', 'matching-engine', 'policy', 'settlement', 'audit'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** What the environment says of one service. */
export interface ServiceConfig {
  readonly service: ServiceName;
  readonly venue: VenueConfig;
  readonly store: StoreConfig;
  readonly bus: BusConfig;
  /** Absolute path of what the services on this machine share: the embedded store and bus. */
  readonly storeDir: string;
  /** Absolute path under which the local issuer's keys are. */
  readonly keysDir: string;
  /** Partitions of each topic, the same for every service and for ever. */
  readonly partitions: number;
}
