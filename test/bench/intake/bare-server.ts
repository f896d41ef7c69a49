import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, validate, ValidateNested } from 'class-validator';
import Fastify from 'fastify';
import { open } from 'lmdb';
import { BATCH_ORDERS_MAX, PlaceOrderRequest } from '../../../apps/order-intake/dto/order-requests.js';

/**
 * A peer of the intake benchmark, in a process of its own: a bare Fastify route that validates the same bodies and
 * answers once they are durably in lmdb. No identity, no rules, no views. `ajv` validates by a JSON schema compiled
 * at the start; `class-validator` by the product's own request class, the way that Nest's ValidationPipe does.
 */
const [directory, validation] = process.argv.slice(2);
if (directory === undefined || (validation !== 'ajv' && validation !== 'class-validator')) {
  throw new Error('usage: bare-server DIRECTORY ajv|class-validator');
}

const orderSchema = {
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
const batchSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['orders'],
  properties: { orders: { type: 'array', minItems: 1, maxItems: 500, items: orderSchema } },
} as const;

class Batch {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(BATCH_ORDERS_MAX)
  @ValidateNested({ each: true })
  @Type(() => PlaceOrderRequest)
  orders!: PlaceOrderRequest[];
}

/** What ValidationPipe does with `whitelist` and `forbidNonWhitelisted`: the class's instance, or an error. */
async function validated<Dto extends object>(dtoClass: new () => Dto, body: unknown): Promise<Dto> {
  const value = plainToInstance(dtoClass, body);
  const errors = await validate(value, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) throw Object.assign(new Error(errors.join('; ')), { statusCode: 400 });
  return value;
}

const root = open({ path: directory, overlappingSync: false, mapSize: 1 << 30 });
const log = root.openDB<string, number>({ name: 'orders', keyEncoding: 'uint32', encoding: 'string' });
let next = 0;

function append(body: unknown): { readonly position: number; readonly done: Promise<boolean> } {
  const position = next++;
  return { position, done: log.put(position, JSON.stringify(body)) };
}

const app = Fastify({ bodyLimit: 1 << 20 });
const bySchema = validation === 'ajv';
app.post('/v1/orders', bySchema ? { schema: { body: orderSchema } } : {}, async (request, reply) => {
  const order = bySchema ? request.body : await validated(PlaceOrderRequest, request.body);
  const { position, done } = append(order);
  await done;
  return reply.code(201).send({ position });
});
app.post('/v1/orders/batch', bySchema ? { schema: { body: batchSchema } } : {}, async (request) => {
  const { orders } = bySchema ? (request.body as Batch) : await validated(Batch, request.body);
  const written = orders.map(append);
  await Promise.all(written.map(({ done }) => done));
  return { results: written.map(({ position }) => ({ status: 201, position })) };
});
process.once('SIGTERM', () => void app.close().then(() => root.close()));
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
process.stdout.write(
  `${JSON.stringify({ port: typeof address === 'object' ? address?.port : undefined })}\n`,
);
