import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Readiness } from '../health/readiness.js';
import { READINESS } from '../tokens.js';
import { ProblemException } from './problem.js';

const POLL_MS = 10;
const DRAIN_TIMEOUT_MS_MAX = 10_000;

interface Traffic {
  /** Requests under way on each connection that is open: what waits behind another on one that is cut never ends. */
  readonly active: Map<Socket, number>;
  draining: boolean;
}

const traffics = new WeakMap<FastifyInstance, Traffic>();

/** Counts the requests under way and, once draining, turns new ones away. */
export function countRequests(fastify: FastifyInstance): void {
  const active = new Map<Socket, number>();
  const traffic: Traffic = { active, draining: false };
  traffics.set(fastify, traffic);
  // One listener for all, and no `once`: a response closes at most once anyway.
  function ended(this: ServerResponse): void {
    const { socket } = this.req;
    const count = active.get(socket);
    if (count !== undefined) active.set(socket, count - 1);
  }
  fastify.addHook('onRequest', ({ raw: { socket } }, reply, done) => {
    const count = active.get(socket);
    if (count === undefined) socket.once('close', () => active.delete(socket));
    active.set(socket, (count ?? 0) + 1);
    reply.raw.on('close', ended);
    if (!traffic.draining) done();
    else
      done(
        new ProblemException(503, 'SHUTTING_DOWN', 'the venue is shutting down', {}, SHUTTING_DOWN_HEADERS),
      );
  });
}

function isBusy({ active }: Traffic): boolean {
  for (const count of active.values()) if (count > 0) return true;
  return false;
}

const SHUTTING_DOWN_HEADERS = { connection: 'close', 'retry-after': '1' };

/**
 * Shuts an application down without cutting off a request: says that it is not ready, answers new requests with 503,
 * waits for those under way, and only then lets the modules stop.
 *
 * @param timeoutMsMax - how long requests under way may take.
 */
export async function closeHttpApp(
  app: NestFastifyApplication,
  timeoutMsMax = DRAIN_TIMEOUT_MS_MAX,
): Promise<void> {
  app.get<Readiness>(READINESS).drain();
  const traffic = traffics.get(app.getHttpAdapter().getInstance());
  if (traffic !== undefined) {
    traffic.draining = true;
    for (let waitedMs = 0; isBusy(traffic) && waitedMs < timeoutMsMax; waitedMs += POLL_MS)
      await delay(POLL_MS);
  }
  await app.close();
}
