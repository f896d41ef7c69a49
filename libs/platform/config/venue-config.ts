import type { BookKind } from '#contracts';
import type { LogLevel } from '../logging/logger.js';

/** Where to find the keys of an external OpenID Connect issuer, and what its tokens must say. */
export interface OidcConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** The claim that holds the bloc's user id. */
  readonly userClaim: string;
}

/** Which clock the process runs on; a simulated one only when asked for. */
export type ClockConfig =
  { readonly kind: 'system' } | { readonly kind: 'simulated'; readonly startMicros: number };

/** What the environment says of a process of the venue. */
export interface VenueConfig {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Absolute path. */
  readonly dataDir: string;
  /** Absolute path. */
  readonly blocDir: string;
  readonly logLevel: LogLevel;
  readonly clock: ClockConfig;
  /** What the engine decides with; verification re-runs with the other one. */
  readonly book: BookKind;
  /** Events of a book from one snapshot to the next; 0 makes none. */
  readonly snapshotEvents: number;
  /** Orders that each fast book has room for ahead, its memory touched; beyond it a book grows as it goes. */
  readonly bookRoom: number;
  /** Absent: tokens come from the local issuer. */
  readonly oidc?: OidcConfig;
}
