import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Readiness } from '../health/readiness.js';
import { READINESS } from '../tokens.js';
import { ProblemException } from './problem.js';

const POLL_MS = 10;
const DRAIN_TIMEOUT_MS_MAX = 10_000;

interface Traffic {
  active: number;
  draining: boolean;
}

const traffics = new WeakMap<FastifyInstance, Traffic>();

/** Counts the requests under way and, once draining, turns new ones away. */
export function countRequests(fastify: FastifyInstance): void {
  const traffic: Traffic = { active: 0, draining: false };
  traffics.set(fastify, traffic);
  // One listener for all, and no `once`: a response closes once anyway.
  const closed = (): void => void (traffic.active -= 1);
  fastify.addHook('onRequest', (_request, reply, done) => {
    traffic.active += 1;
    reply.raw.on('close', closed);
    if (!traffic.draining) done();
    else
      done(
        new ProblemException(503, 'SHUTTING_DOWN', 'the venue is shutting down', {}, SHUTTING_DOWN_HEADERS),
      );
  });
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
    for (let waitedMs = 0; traffic.active > 0 && waitedMs < timeoutMsMax; waitedMs += POLL_MS)
      await delay(POLL_MS);
  }
  await app.close();
}
