import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { BoundedCache } from './bounded-cache.js';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, TokenIssuer } from './token-issuer.js';
import { IdentityUnavailableError, JwtVerifier } from './token-verifier.js';
import type { UserDirectory, VenueUser } from './venue-user.js';

const mia: VenueUser = {
  userId: 'mia',
  name: 'Mia',
  roles: ['trader'],
  desk: 'aus-lynx',
  memberState: 'AUS',
};

class Users implements UserDirectory {
  readonly known = new Map([[mia.userId, mia]]);
  find(userId: string): VenueUser | undefined {
    return this.known.get(userId);
  }
}

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'orebook-identity-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

describe('the local issuer', () => {
  it('makes keys for its owner alone, which survive a restart', async () => {
    const token = await (await TokenIssuer.open(dataDir)).issue('mia', 60);
    const file = path.join(dataDir, 'keys', 'token-issuer.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
    const verifier = JwtVerifier.local(await TokenIssuer.open(dataDir), new Users());
    expect(await verifier.verify(token)).toEqual(mia);
  });

  it('is one issuer, whoever of many makes the keys', async () => {
    const issuers = await Promise.all(Array.from({ length: 8 }, () => TokenIssuer.open(dataDir)));
    expect(new Set(issuers.map((issuer) => JSON.stringify(issuer.jwks()))).size).toBe(1);
  });

  it('publishes the public half alone', async () => {
    const [key] = (await TokenIssuer.open(dataDir)).jwks().keys;
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('refuses a key file that is none', async () => {
    await TokenIssuer.open(dataDir);
    await writeFile(path.join(dataDir, 'keys', 'token-issuer.json'), '{"kty":"RSA"}');
    await expect(TokenIssuer.open(dataDir)).rejects.toThrow(
      "does not hold the token issuer's Ed25519 key pair",
    );
  });

  it.each([0, -1, 1.5, Number.NaN, 400 * 86_400])('does not issue for %p seconds', async (seconds) => {
    await expect((await TokenIssuer.open(dataDir)).issue('mia', seconds)).rejects.toThrow(RangeError);
  });
});

describe('verifying local tokens', () => {
  let issuer: TokenIssuer;
  let users: Users;
  let nowMillis: number;
  let verifier: JwtVerifier;
  beforeEach(async () => {
    issuer = await TokenIssuer.open(dataDir);
    users = new Users();
    nowMillis = Date.now();
    verifier = JwtVerifier.local(issuer, users, () => nowMillis);
  });

  it('remembers a good token until it expires', async () => {
    const token = await issuer.issue('mia', 60);
    expect(verifier.verifiedBefore(token)).toBeUndefined();
    expect(await verifier.verify(token)).toEqual(mia);
    expect(verifier.verifiedBefore(token)).toEqual(mia);
    nowMillis += 70_000;
    expect(verifier.verifiedBefore(token)).toBeUndefined();
    expect(await verifier.verify(token)).toBeUndefined();
  });

  it('lets a user out at once who is no longer known', async () => {
    const token = await issuer.issue('mia', 60);
    await verifier.verify(token);
    users.known.clear();
    expect(verifier.verifiedBefore(token)).toBeUndefined();
    expect(await verifier.verify(token)).toBeUndefined();
  });

  it('takes no token of a user it never knew', async () => {
    expect(await verifier.verify(await issuer.issue('nobody', 60))).toBeUndefined();
  });

  it('takes no token that was changed in any character', async () => {
    const token = await issuer.issue('mia', 60);
    const [head = '', body = '', signature = ''] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ sub: 'mia', exp: 9_999_999_999 })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    for (const text of [
      `${head}.${forged}.${signature}`,
      `${none}.${body}.`,
      `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${head}.${body}`,
      '',
      '..',
      'x'.repeat(10_000),
    ]) {
      expect(await verifier.verify(text)).toBeUndefined();
    }
  });

  it('takes no token of another key pair, issuer, audience, or without end', async () => {
    const jwk = JSON.parse(await readFile(path.join(dataDir, 'keys', 'token-issuer.json'), 'utf8')) as JWK;
    const { importJWK } = await import('jose');
    const own = (await importJWK(jwk, 'EdDSA')) as CryptoKey;
    const { privateKey: other } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const kid = issuer.jwks().keys[0]?.kid ?? '';
    const good = () =>
      new SignJWT()
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setIssuer(LOCAL_ISSUER)
        .setAudience(LOCAL_AUDIENCE)
        .setSubject('mia');
    expect(await verifier.verify(await good().setExpirationTime('1h').sign(own))).toEqual(mia);
    expect(await verifier.verify(await good().setExpirationTime('1h').sign(other))).toBeUndefined();
    expect(await verifier.verify(await good().sign(own))).toBeUndefined();
    expect(
      await verifier.verify(await good().setIssuer('x').setExpirationTime('1h').sign(own)),
    ).toBeUndefined();
    expect(
      await verifier.verify(await good().setAudience('x').setExpirationTime('1h').sign(own)),
    ).toBeUndefined();
  });
});

describe('verifying tokens of an external issuer', () => {
  const issuer = 'https://id.example.org';
  let server: Server;
  let keys: JWK[];
  let status: number;
  let requests: number;
  let privateKey: CryptoKey;
  let jwksUrl: string;
  beforeEach(async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    privateKey = pair.privateKey;
    keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' }];
    status = 200;
    requests = 0;
    server = createServer((_request, response) => {
      requests += 1;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const sign = (claims: Record<string, unknown>, kid = 'one') =>
    new SignJWT({ aud: 'orebook', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(issuer)
      .setExpirationTime('1h')
      .sign(privateKey);

  it('looks the user up by the configured claim and asks for the keys once', async () => {
    const verifier = JwtVerifier.external(
      { issuer, audience: 'orebook', jwksUrl, userClaim: 'orebook_user' },
      new Users(),
    );
    expect(await verifier.verify(await sign({ orebook_user: 'mia' }))).toEqual(mia);
    expect(await verifier.verify(await sign({ orebook_user: 'mia', jti: '2' }))).toEqual(mia);
    expect(await verifier.verify(await sign({ sub: 'mia' }))).toBeUndefined();
    expect(await verifier.verify(await sign({ orebook_user: 'mia', aud: 'other' }))).toBeUndefined();
    expect(await verifier.verify(await sign({ orebook_user: 7 }))).toBeUndefined();
    expect(requests).toBe(1);
  });

  it('says no to a key that the issuer does not have', async () => {
    const verifier = JwtVerifier.external(
      { issuer, audience: 'orebook', jwksUrl, userClaim: 'sub' },
      new Users(),
    );
    expect(await verifier.verify(await sign({ sub: 'mia' }, 'two'))).toBeUndefined();
  });

  it('says neither yes nor no while the keys cannot be had', async () => {
    const verifier = JwtVerifier.external(
      { issuer, audience: 'orebook', jwksUrl, userClaim: 'sub' },
      new Users(),
    );
    const token = await sign({ sub: 'mia' });
    status = 500;
    await expect(verifier.verify(token)).rejects.toThrow(IdentityUnavailableError);
    status = 200;
    expect(await verifier.verify(token)).toEqual(mia);
  });
});

describe('the bounded cache', () => {
  it('forgets what was used longest ago', () => {
    const cache = new BoundedCache<number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    expect(cache.get('a')).toBe(1);
    cache.set('c', 3);
    expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.size]).toEqual([1, undefined, 3, 2]);
  });
});
