import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { freePort } from '../support/free-ports.js';
import { FrontDoor } from './front-door.js';

const SERVICE_KEEP_ALIVE_MS = 72_000;

describe('front door', () => {
  let service: Server;
  let door: FrontDoor;
  let url: string;

  beforeEach(async () => {
    service = createServer({ keepAliveTimeout: SERVICE_KEEP_ALIVE_MS }, (incoming, answer) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
      incoming.once('end', () => {
        answer.writeHead(201, { 'x-of-the-service': 'yes' });
        // In parts, so of a length that its head does not say.
        answer.write(body);
        answer.end(`, by ${incoming.headers.authorization}`);
      });
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    door = new FrontDoor({ 'order-intake': [(service.address() as AddressInfo).port] });
    const port = await freePort();
    await door.listen(port);
    url = `http://127.0.0.1:${port}`;
  });

  afterEach(async () => {
    await door.close();
    service.closeAllConnections();
    await new Promise((resolve) => service.close(resolve));
  });

  it('passes on what was asked and what was answered', async () => {
    const { statusCode, headers, body } = await request(`${url}/v1/orders`, {
      method: 'POST',
      headers: { authorization: 'a desk' },
      body: 'an order',
    });
    expect(statusCode).toBe(201);
    expect(headers['x-of-the-service']).toBe('yes');
    expect(await body.text()).toBe('an order, by a desk');
  });

  it('promises to keep a connection for as long as it does itself, not for as long as the service would', async () => {
    const { headers, body } = await request(`${url}/v1/orders`, { method: 'POST', body: 'an order' });
    await body.dump();
    const promisedSeconds = Number(/timeout=(\d+)/.exec(String(headers['keep-alive']))?.[1]);
    // A client uses it for as long as it is told, so one that goes earlier takes a request with it.
    expect(promisedSeconds).toBeGreaterThan(SERVICE_KEEP_ALIVE_MS / 1_000);
  });
});
