import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { socketFactory } from './socket-factory.js';

/** No encryption: kafkajs leaves the field out then, whatever its types say. */
const PLAIN = { ssl: undefined as never };

describe('connections to brokers', () => {
  it('gather no listeners while the client lets go of one again that came to no broker', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const socket = socketFactory()({ host: '127.0.0.1', port, onConnect: () => undefined, ...PLAIN });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    const before = socket.listenerCount('connect');
    for (let tries = 0; tries < 20; tries++) socket.unref();
    expect(socket.listenerCount('connect')).toBe(before);
  });

  it('tell when they are made, and are let go of then', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    let socket: ReturnType<ReturnType<typeof socketFactory>> | undefined;
    await new Promise<void>((resolve) => {
      socket = socketFactory()({ host: '127.0.0.1', port, onConnect: resolve, ...PLAIN });
    });
    expect(socket?.unref()).toBe(socket);
    socket?.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
});
