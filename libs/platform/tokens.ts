/** Injection tokens of what `PlatformModule` provides to every module of a process. */

/** The `EventStore` port. */
export const EVENT_STORE = Symbol('EVENT_STORE');
/** The `MessageBus` port. */
export const MESSAGE_BUS = Symbol('MESSAGE_BUS');
/** The `Clock` port: the only source of time outside the pure cores. */
export const CLOCK = Symbol('CLOCK');
/** The validated `BlocConfig`. */
export const BLOC_CONFIG = Symbol('BLOC_CONFIG');
/** The validated `VenueConfig`. */
export const VENUE_CONFIG = Symbol('VENUE_CONFIG');
/** The `RefusalRecorder` port: refusals at the edge become events (AUDT-1). */
export const REFUSAL_RECORDER = Symbol('REFUSAL_RECORDER');
/** The `Readiness` registry behind `/health/ready`. */
export const READINESS = Symbol('READINESS');
/** The `Metrics` behind `/metrics`. */
export const METRICS = Symbol('METRICS');
/** The `ProgressWatch` over everyone who works off a log. */
export const PROGRESS_WATCH = Symbol('PROGRESS_WATCH');
/** The `TokenVerifier` port: who a bearer token speaks for. */
export const TOKEN_VERIFIER = Symbol('TOKEN_VERIFIER');
/** The local `TokenIssuer`; absent when an external issuer is configured. */
export const TOKEN_ISSUER = Symbol('TOKEN_ISSUER');
/** The `StoreLocation`: for threads that open the events for themselves; absent where nothing may. */
export const STORE_LOCATION = Symbol('STORE_LOCATION');
/** The `BackOffice`; absent in a process of one thread. */
export const BACK_OFFICE = Symbol('BACK_OFFICE');
