import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { BearerTokens } from './bearer-tokens.js';

function request(socket: Socket, authorization?: string): IncomingMessage {
  const message = new IncomingMessage(socket);
  if (authorization !== undefined) message.headers.authorization = authorization;
  return message;
}

describe('the bearer token of a request', () => {
  const tokens = new BearerTokens();
  const socket = new Socket();

  it.each([
    ['Bearer abc.DEF-1_~+/==', 'abc.DEF-1_~+/=='],
    ['bearer abc', 'abc'],
    ['Bearer abc def', undefined],
    ['Basic abc', undefined],
    ['Bearer ', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s is %s, first and again', (header, token) => {
    for (let time = 0; time < 2; time++) expect(tokens.of(request(socket, header))).toBe(token);
  });

  it("is the one that came last, not the one before, and no other connection's", () => {
    const other = new Socket();
    expect(tokens.of(request(socket, 'Bearer one'))).toBe('one');
    expect(tokens.of(request(other, 'Bearer two'))).toBe('two');
    expect(tokens.of(request(socket, 'Bearer three'))).toBe('three');
    expect(tokens.of(request(socket, 'Bearer one'))).toBe('one');
    expect(tokens.of(request(other))).toBeUndefined();
    expect(tokens.of(request(socket))).toBeUndefined();
  });
});
