import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whileConnected } from './regulator-desk.js';

const server = createServer();
let port: number;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.close();
  await once(server, 'close');
});

describe('long work for a client', () => {
  it('is given up when the client goes away', async () => {
    const asked = request({ port, host: '127.0.0.1' });
    asked.on('error', () => undefined);
    asked.end();
    const [, raw] = (await once(server, 'request')) as [unknown, ServerResponse];
    const signal = whileConnected({ raw });
    expect(signal.aborted).toBe(false);
    asked.destroy();
    await once(signal, 'abort');
    expect(signal.reason).toMatchObject({ problem: { code: 'CLIENT_GONE' } });
  });

  it('is not given up when the answer has left', async () => {
    const asked = request({ port, host: '127.0.0.1', agent: false }, (response) => response.resume());
    asked.end();
    const [, raw] = (await once(server, 'request')) as [unknown, ServerResponse];
    const signal = whileConnected({ raw });
    raw.end('done');
    await once(raw, 'close');
    expect(signal.aborted).toBe(false);
  });
});
