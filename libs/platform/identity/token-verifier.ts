import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';
import type { OidcConfig } from '../config/venue-config.js';
import { BoundedCache } from './bounded-cache.js';
import { LOCAL_ALGORITHM } from './signing-keys.js';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, type TokenIssuer } from './token-issuer.js';
import type { UserDirectory, VenueUser } from './venue-user.js';

const TOKEN_CHARACTERS_MAX = 8_192;
const CACHED_TOKENS_MAX = 10_000;
const CLOCK_TOLERANCE_SECONDS = 5;
const JWKS_TIMEOUT_MS_MAX = 3_000;
const JWKS_COOLDOWN_MS = 10_000;
const JWKS_CACHE_MS_MAX = 600_000;
const EXTERNAL_ALGORITHMS = [
  'EdDSA',
  'Ed25519',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
];

/** Tells who a bearer token speaks for. */
export interface TokenVerifier {
  /** The user of a token verified before and still good; undefined says nothing: ask `verify`. */
  verifiedBefore(token: string): VenueUser | undefined;
  /**
   * Verifies a token.
   *
   * @returns undefined when it is not good, or speaks for nobody that the venue knows.
   * @throws IdentityUnavailableError when the issuer's keys cannot be had now.
   */
  verify(token: string): Promise<VenueUser | undefined>;
}

/** The external issuer's keys cannot be had: neither a yes nor a no, try again later. */
export class IdentityUnavailableError extends Error {
  readonly code = 'IDENTITY_UNAVAILABLE';
  readonly retriable = true;

  constructor(options?: ErrorOptions) {
    super('the token issuer cannot be reached', options);
    this.name = 'IdentityUnavailableError';
  }
}

interface VerifiedToken {
  readonly userId: string;
  readonly expiryMillis: number;
}

/**
 * Verifies the tokens of one issuer. A good token is remembered until it expires, so the signature is checked once;
 * the user is looked up each time, so a user who is no longer known is out at once.
 */
export class JwtVerifier implements TokenVerifier {
  private readonly verified = new BoundedCache<VerifiedToken>(CACHED_TOKENS_MAX);

  private constructor(
    private readonly users: UserDirectory,
    private readonly key: JWTVerifyGetKey,
    private readonly options: JWTVerifyOptions,
    private readonly userClaim: string,
    private readonly nowMillis: () => number,
  ) {}

  /** Verifies the local issuer's tokens. */
  static local(issuer: TokenIssuer, users: UserDirectory, nowMillis: () => number = Date.now): JwtVerifier {
    const key = createLocalJWKSet(issuer.jwks());
    const options = { issuer: LOCAL_ISSUER, audience: LOCAL_AUDIENCE, algorithms: [LOCAL_ALGORITHM] };
    return new JwtVerifier(users, key, options, 'sub', nowMillis);
  }

  /** Verifies an external OpenID Connect issuer's tokens by its published keys. */
  static external(config: OidcConfig, users: UserDirectory, nowMillis: () => number = Date.now): JwtVerifier {
    const key = createRemoteJWKSet(new URL(config.jwksUrl), {
      timeoutDuration: JWKS_TIMEOUT_MS_MAX,
      cooldownDuration: JWKS_COOLDOWN_MS,
      cacheMaxAge: JWKS_CACHE_MS_MAX,
    });
    const options = { issuer: config.issuer, audience: config.audience, algorithms: EXTERNAL_ALGORITHMS };
    return new JwtVerifier(users, reachable(key), options, config.userClaim, nowMillis);
  }

  verifiedBefore(token: string): VenueUser | undefined {
    const known = this.verified.get(token);
    if (known === undefined) return undefined;
    const user = known.expiryMillis > this.nowMillis() ? this.users.find(known.userId) : undefined;
    if (user === undefined) this.verified.delete(token);
    return user;
  }

  async verify(token: string): Promise<VenueUser | undefined> {
    const known = this.verifiedBefore(token);
    if (known !== undefined) return known;
    if (token.length > TOKEN_CHARACTERS_MAX) return undefined;
    const claims = await this.claimsOf(token);
    if (claims === undefined) return undefined;
    const user = this.users.find(claims.userId);
    if (user !== undefined) this.verified.set(token, claims);
    return user;
  }

  private async claimsOf(token: string): Promise<VerifiedToken | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        ...this.options,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(this.nowMillis()),
        requiredClaims: ['exp', this.userClaim],
      });
      const userId = payload[this.userClaim];
      if (typeof userId !== 'string' || payload.exp === undefined) return undefined;
      return { userId, expiryMillis: (payload.exp + CLOCK_TOLERANCE_SECONDS) * 1_000 };
    } catch (cause) {
      if (cause instanceof IdentityUnavailableError) throw cause;
      return undefined;
    }
  }
}

/** Tells a key set that lacks the token's key, which is a no, from one that cannot be had, which is not. */
function reachable(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (cause) {
      const refused =
        cause instanceof errors.JWKSNoMatchingKey ||
        cause instanceof errors.JWKSMultipleMatchingKeys ||
        cause instanceof errors.JOSENotSupported;
      throw refused ? cause : new IdentityUnavailableError({ cause });
    }
  };
}
