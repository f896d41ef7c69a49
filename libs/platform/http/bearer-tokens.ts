import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i;

interface LastToken {
  readonly header: string;
  readonly token: string | undefined;
}

/**
 * Takes bearer tokens out of requests. A connection mostly repeats its last one and is given the very same text again,
 * which is found in a map without being digested.
 */
export class BearerTokens {
  private readonly lasts = new WeakMap<Socket, LastToken>();

  /** The token that a request carries; undefined for none or what is no bearer token. */
  of({ headers, socket }: IncomingMessage): string | undefined {
    const header = headers.authorization;
    if (header === undefined) return undefined;
    const last = this.lasts.get(socket);
    if (last?.header === header) return last.token;
    const token = BEARER.exec(header)?.[1];
    this.lasts.set(socket, { header, token });
    return token;
  }
}
