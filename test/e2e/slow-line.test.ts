import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '../support/free-ports.js';
import { SlowLine } from './slow-line.js';

describe('the slow line', () => {
  let echo: Server;
  let line: SlowLine;
  let client: Socket;
  let heard: string;

  beforeEach(async () => {
    echo = createServer((socket) => socket.pipe(socket));
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const advertised = await freePort();
    line = await SlowLine.open([{ advertised, listener: (echo.address() as AddressInfo).port }]);
    client = createConnection({ host: '127.0.0.1', port: advertised });
    heard = '';
    client.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  });
  afterEach(async () => {
    client.destroy();
    await line.close();
    await new Promise((resolve) => echo.close(resolve));
  });

  const hears = async (text: string): Promise<void> => {
    for (let waited = 0; heard !== text && waited < 500; waited++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(heard).toBe(text);
  };

  it('holds bytes back and lets them through in order, none lost', async () => {
    client.write('one ');
    await hears('one ');
    line.hold();
    client.write('two ');
    client.write('three ');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(heard).toBe('one ');
    line.release();
    client.write('four');
    await hears('one two three four');
  });

  it('ends one side when the other has ended', async () => {
    client.write('x');
    await hears('x');
    client.end();
    await once(client, 'close');
  });
});
