import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what systems give to connections that go out: a port that was let go is nobody else's when its owner comes back. */
const LOWEST = 10_000;
const HIGHEST = 32_000;
const TRIES_MAX = 100;

/** A port of loopback that nobody listens on now. */
export function freePort(): Promise<number> {
  return freePorts(1);
}

/** The first of so many ports in a row that nobody listens on now. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const first = randomInt(LOWEST, HIGHEST - count);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
  throw new Error(`no ${count} ports in a row are free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
