import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Pool } from 'undici';
import { loadBlocConfig, TokenIssuer } from '#platform';
import { ExchangeProcess } from '../support/exchange-process.js';
import { SeededRandom } from '../support/seeded-random.js';
import { VenueClient } from '../support/venue-client.js';
import { userWithRole } from '../support/sample-traders.js';
import { routesOf, type OpenApiDocument } from './open-api-routes.js';
import { randomRequest, type FuzzRequest } from './random-request.js';

export interface FuzzReport {
  readonly seed: number;
  readonly routes: number;
  readonly requests: number;
  readonly statuses: Readonly<Record<number, number>>;
  /** Each sentence names a request and what was wrong with its answer. */
  readonly findings: readonly string[];
  readonly residentMegabytes: number;
  readonly replayEqual: boolean;
}

const FINDINGS_MAX = 20;
const CONNECTIONS = 16;

/** Sends malformed requests to every route of a running exchange and judges every answer. */
export async function fuzzEveryRoute(options: {
  readonly requestsPerRoute: number;
  readonly seed: number;
}): Promise<FuzzReport> {
  const random = new SeededRandom(options.seed);
  const exchange = new ExchangeProcess();
  const statuses: Record<number, number> = {};
  const findings: string[] = [];
  let requests = 0;
  try {
    await exchange.start();
    const issuer = await TokenIssuer.open(exchange.dataDir);
    const users = loadBlocConfig('deploy/sample-bloc').users.map(({ userId }) => userId);
    const tokens = await Promise.all(users.map((userId) => issuer.issue(userId, 86_400)));
    const document = (await (await fetch(`${exchange.url}/openapi.json`)).json()) as OpenApiDocument;
    const routes = routesOf(document);
    const pool = new Pool(exchange.url, { connections: CONNECTIONS });
    for (let round = 0; round < options.requestsPerRoute && findings.length < FINDINGS_MAX; round++) {
      const sent = routes.map(async (route) => {
        const request = randomRequest(route, random, random.chance(0.95) ? random.pick(tokens) : undefined);
        const { status, finding } = await judge(pool, request);
        requests++;
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (finding !== undefined) findings.push(`${finding} — ${describe(request)}`);
      });
      await Promise.all(sent);
    }
    await pool.destroy();
    for (const text of [
      '\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
    ]) {
      await sendRaw(exchange.portNumber, text);
    }
    const live = await fetch(`${exchange.url}/health/ready`);
    if (!live.ok) findings.push(`the process is not ready afterwards: ${live.status}`);
    const regulator = new VenueClient(exchange.url, await issuer.issue(userWithRole('regulator'), 3_600));
    const { body } = await regulator.post('/v1/audit/verify', {});
    await regulator.close();
    return {
      seed: options.seed,
      routes: routes.length,
      requests,
      statuses,
      findings,
      residentMegabytes: residentMegabytes(exchange.pid),
      replayEqual: body.equal === true,
    };
  } finally {
    await exchange.dispose();
  }
}

async function judge(pool: Pool, request: FuzzRequest): Promise<{ status: number; finding?: string }> {
  try {
    const answer = await pool.request({
      method: request.method,
      path: request.path,
      headers: { ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const text = await answer.body.text();
    const finding = judgeAnswer(answer.statusCode, String(answer.headers['content-type'] ?? ''), text);
    return { status: answer.statusCode, ...(finding === undefined ? {} : { finding }) };
  } catch (error) {
    // A server may close on a body that it refuses to read; anything else shows in the health check.
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const closedEarly =
      ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(code) && (request.body?.length ?? 0) > 1_000_000;
    return { status: 0, ...(closedEarly ? {} : { finding: `no answer (${code} ${String(error)})` }) };
  }
}

function judgeAnswer(status: number, contentType: string, text: string): string | undefined {
  if (status >= 500) return `answered ${status}: ${text.slice(0, 300)}`;
  if (status < 400) return undefined;
  if (!contentType.startsWith('application/problem+json'))
    return `${status} without problem details: ${contentType}`;
  const problem = JSON.parse(text) as Record<string, unknown>;
  if (problem.status !== status) return `${status} says status ${String(problem.status)}`;
  if (
    typeof problem.code !== 'string' ||
    typeof problem.title !== 'string' ||
    typeof problem.detail !== 'string'
  ) {
    return `${status} without code, title or detail: ${text.slice(0, 300)}`;
  }
  if (/\n\s+at |node_modules|\.js:\d/.test(text)) return `${status} shows the inside: ${text.slice(0, 300)}`;
  return undefined;
}

function describe({ method, path, headers, body }: FuzzRequest): string {
  const shown = body === undefined ? '' : ` ${body.toString('utf8').slice(0, 200)}`;
  return `${method} ${path.slice(0, 200)} ${headers['content-type'] ?? ''}${shown}`;
}

async function sendRaw(port: number, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(text));
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on('data', () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}

function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes ?? 0) / 1_024);
}
