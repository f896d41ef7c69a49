import type { FastifyInstance } from 'fastify';
import { WAIT_SECONDS, type Metrics } from './metrics.js';

/** Times every request by its route and what it was answered; an address that is no route counts as one. */
export function meterRequests(fastify: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.distribution({
    name: 'http_request_seconds',
    help: 'From the arrival of a request until it is answered, by route and status',
    labels: ['method', 'route', 'status'],
    buckets: WAIT_SECONDS,
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    seconds.observe(labels, reply.elapsedTime / 1_000);
    done();
  });
}
