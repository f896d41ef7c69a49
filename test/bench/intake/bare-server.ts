import Fastify from 'fastify';
import { open } from 'lmdb';

/**
 * The peer of the intake benchmark, in a process of its own: a bare Fastify route that validates the same bodies by
 * JSON schema and answers once they are durably in lmdb. No identity, no rules, no views.
 */
const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: bare-server DIRECTORY');

const order = {
  type: 'object',
  additionalProperties: false,
  required: ['instrument', 'clientOrderId', 'side', 'type', 'timeInForce', 'quantityLots'],
  properties: {
    instrument: { type: 'string', pattern: '^[A-Z0-9][A-Z0-9-]{0,31}$' },
    clientOrderId: { type: 'string', minLength: 1, maxLength: 64 },
    side: { enum: ['buy', 'sell'] },
    type: { enum: ['limit', 'market'] },
    timeInForce: { enum: ['day', 'gtc', 'ioc', 'fok'] },
    quantityLots: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
    price: { type: 'string', pattern: '^(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?$' },
    certificateId: { type: 'string', maxLength: 64 },
    onFloorRaise: { enum: ['cancel', 'reprice'] },
  },
} as const;
const batch = {
  type: 'object',
  additionalProperties: false,
  required: ['orders'],
  properties: { orders: { type: 'array', minItems: 1, maxItems: 500, items: order } },
} as const;

const root = open({ path: directory, overlappingSync: false, mapSize: 1 << 30 });
const log = root.openDB<string, number>({ name: 'orders', keyEncoding: 'uint32', encoding: 'string' });
let next = 0;

const app = Fastify({ bodyLimit: 1 << 20 });
app.post('/v1/orders', { schema: { body: order } }, async (request, reply) => {
  const position = next++;
  await log.put(position, JSON.stringify(request.body));
  return reply.code(201).send({ position });
});
app.post<{ Body: { orders: unknown[] } }>(
  '/v1/orders/batch',
  { schema: { body: batch } },
  async (request) => {
    const written = request.body.orders.map((body) => {
      const position = next++;
      return { position, done: log.put(position, JSON.stringify(body)) };
    });
    await Promise.all(written.map(({ done }) => done));
    return { results: written.map(({ position }) => ({ status: 201, position })) };
  },
);
process.once('SIGTERM', () => void app.close().then(() => root.close()));
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
process.stdout.write(
  `${JSON.stringify({ port: typeof address === 'object' ? address?.port : undefined })}\n`,
);
