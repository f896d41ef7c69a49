import { readFileSync } from 'node:fs';
import Fastify from 'fastify';

/**
 * The edge alone: a bare Fastify route that parses the very requests of the whole and answers with the very bytes that the
 * whole answered, ready-made. No validation, no identity, nothing kept.
 */
const [answerFile] = process.argv.slice(2);
if (answerFile === undefined) throw new Error('usage: bare-route ANSWER_FILE');
const answer = readFileSync(answerFile, 'utf8');

const app = Fastify({ bodyLimit: 1 << 20 });
const reply = (): string => answer;
app.addHook('onSend', async (_request, answered) => void answered.type('application/json'));
app.post('/v1/orders', { handler: async () => reply() });
app.post('/v1/orders/batch', { handler: async () => reply() });
process.once('SIGTERM', () => void app.close());
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
process.stdout.write(
  `${JSON.stringify({ port: typeof address === 'object' ? address?.port : undefined })}\n`,
);
