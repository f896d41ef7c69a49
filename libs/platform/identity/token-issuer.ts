import { randomUUID } from 'node:crypto';
import { SignJWT, type JWK } from 'jose';
import { LOCAL_ALGORITHM, openSigningKeys, type SigningKeys } from './signing-keys.js';

/** What local tokens name as their issuer and audience. */
export const LOCAL_ISSUER = 'urn:orebook:local-issuer';
export const LOCAL_AUDIENCE = 'urn:orebook:venue';

/** The longest life of a local token, a year. */
export const TOKEN_LIFETIME_SECONDS_MAX = 366 * 24 * 3_600;

/**
 * The local issuer of bearer tokens. Whoever can read the data directory's keys can speak for any user: it is for
 * one machine and for trying out; a venue configures an external issuer.
 */
export class TokenIssuer {
  private constructor(private readonly keys: SigningKeys) {}

  /**
   * Opens the issuer of a data directory, making its keys at the first start.
   *
   * @throws ConfigurationError when the key file is unreadable or not a key pair.
   */
  static async open(dataDir: string): Promise<TokenIssuer> {
    return new TokenIssuer(await openSigningKeys(dataDir));
  }

  /**
   * Signs a token for a user. That the user is known is the verifier's to judge, at each request.
   *
   * @param lifetimeSeconds - whole seconds of the machine's time, from 1 to `TOKEN_LIFETIME_SECONDS_MAX`.
   * @throws RangeError on any other lifetime.
   */
  async issue(userId: string, lifetimeSeconds: number): Promise<string> {
    if (
      !Number.isInteger(lifetimeSeconds) ||
      lifetimeSeconds < 1 ||
      lifetimeSeconds > TOKEN_LIFETIME_SECONDS_MAX
    ) {
      throw new RangeError(
        `a token lives from 1 to ${TOKEN_LIFETIME_SECONDS_MAX} whole seconds, not ${lifetimeSeconds}`,
      );
    }
    const issuedSeconds = Math.floor(Date.now() / 1_000);
    return new SignJWT()
      .setProtectedHeader({ alg: LOCAL_ALGORITHM, typ: 'JWT', kid: this.keys.keyId })
      .setIssuer(LOCAL_ISSUER)
      .setAudience(LOCAL_AUDIENCE)
      .setSubject(userId)
      .setJti(randomUUID())
      .setIssuedAt(issuedSeconds)
      .setExpirationTime(issuedSeconds + lifetimeSeconds)
      .sign(this.keys.privateKey);
  }

  /** The public half, as published at `/.well-known/jwks.json`. */
  jwks(): { keys: JWK[] } {
    return { keys: [{ ...this.keys.publicJwk }] };
  }
}
