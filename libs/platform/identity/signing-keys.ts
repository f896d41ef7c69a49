import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';
import { ConfigurationError } from '../config/configuration-error.js';

/** EdDSA over Ed25519, the only algorithm of the local issuer. */
export const LOCAL_ALGORITHM = 'EdDSA';

/** The local issuer's key pair. */
export interface SigningKeys {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

/**
 * Opens the key pair in a data directory, making it at the first start. The file is readable by its owner alone and
 * appears whole or not at all, whichever of several processes makes it.
 *
 * @throws ConfigurationError when the file is there and is not such a key pair.
 */
export async function openSigningKeys(dataDir: string): Promise<SigningKeys> {
  const directory = path.join(dataDir, 'keys');
  const file = path.join(directory, 'token-issuer.json');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const stored = (await readKeyFile(file)) ?? (await makeKeyFile(directory, file));
  try {
    return await keysOf(JSON.parse(stored) as JWK);
  } catch (cause) {
    throw new ConfigurationError(`${file} does not hold the token issuer's Ed25519 key pair`, { cause });
  }
}

async function readKeyFile(file: string): Promise<string | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    await chmod(file, 0o600);
    return text;
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new ConfigurationError(`${file} cannot be read: it must be a file of the user who runs the venue`, {
      cause,
    });
  }
}

async function makeKeyFile(directory: string, file: string): Promise<string> {
  const pair = await generateKeyPair(LOCAL_ALGORITHM, { crv: 'Ed25519', extractable: true });
  const text = `${JSON.stringify(await exportJWK(pair.privateKey))}\n`;
  const draft = path.join(directory, `.${randomUUID()}.tmp`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
    return text;
  } catch (error) {
    const made = await readKeyFile(file);
    if (made === undefined) throw error;
    return made;
  } finally {
    await rm(draft, { force: true });
  }
}

async function keysOf(jwk: JWK): Promise<SigningKeys> {
  const { kty, crv, x, d } = jwk;
  if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined || d === undefined)
    throw new Error('not Ed25519');
  const keyId = await calculateJwkThumbprint({ kty, crv, x });
  const publicJwk: JWK = { kty, crv, x, kid: keyId, alg: LOCAL_ALGORITHM, use: 'sig' };
  const privateKey = await importJWK({ kty, crv, x, d }, LOCAL_ALGORITHM);
  const publicKey = await importJWK(publicJwk, LOCAL_ALGORITHM);
  if (privateKey instanceof Uint8Array || publicKey instanceof Uint8Array) throw new Error('not a key pair');
  return { keyId, privateKey, publicKey, publicJwk };
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
