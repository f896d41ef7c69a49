import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { RouterModule } from '@nestjs/core';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IsIn, IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { EventStoreError, type EventStore } from '#event-store';
import type { MessageBus } from '#messaging';
import { loadBlocConfig } from '../bloc-config/load-bloc-config.js';
import { SystemClock } from '../clock/system-clock.js';
import { loadVenueConfig } from '../config/load-venue-config.js';
import { TokenIssuer } from '../identity/token-issuer.js';
import { JwtVerifier } from '../identity/token-verifier.js';
import { BlocUserDirectory, type VenueUser } from '../identity/venue-user.js';
import { createLogger } from '../logging/logger.js';
import { PlatformModule, type PlatformParts } from '../platform.module.js';
import {
  RefusalNotRecordedError,
  type EdgeRefusal,
  type RefusalRecorder,
} from '../refusals/refusal-recorder.js';
import { CurrentUser, Public, Roles } from './access.js';
import { AcceptsBody } from './body-parsers.js';
import { createHttpApp } from './create-http-app.js';
import { closeHttpApp } from './draining.js';
import { PageQuery } from './paging.js';
import { ProblemException } from './problem.js';
import { listRoutes } from './route-table.js';

class OrderDto {
  @IsString() @MaxLength(36) clientOrderId!: string;
  @IsIn(['buy', 'sell']) side!: string;
  @IsInt() @Min(1) quantityLots!: number;
  @IsOptional() @IsString() price?: string;
}

@Controller('orders')
@Roles('trader')
class OrdersController {
  @Post() place(@Body() order: OrderDto, @CurrentUser() user: VenueUser) {
    return { order, user: user.userId, isDto: order instanceof OrderDto };
  }
  @Get() list(@Query() query: PageQuery) {
    return { items: [], limit: query.limit };
  }
  @Get(':id') one(@Param('id') id: string) {
    if (id === 'refused')
      throw new ProblemException(422, 'BELOW_FLOOR', 'below the floor', { details: { floor: '110.00' } });
    if (id === 'store') throw new EventStoreError('STORAGE_FULL', 'the disk is full at /secret/path');
    if (id === 'fault') throw new TypeError('cannot read the secret');
    return { id };
  }
  @Roles('regulator') @Get(':id/life') life() {
    return {};
  }
  @Roles('regulator') @Post(':id/notes') note() {
    return {};
  }
  @Post('statements') @AcceptsBody({ contentType: 'text/csv', bytesMax: 2_000_000 }) statement(
    @Body() csv: string,
  ) {
    return { characters: csv.length };
  }
  @Public() @Get('public/time') time() {
    return { ok: true };
  }
}

class Recorder implements RefusalRecorder {
  refusals: EdgeRefusal[] = [];
  unauthenticated = 0;
  fails = false;
  async record(refusal: EdgeRefusal): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.fails) throw new RefusalNotRecordedError();
    this.refusals.push(refusal);
  }
  countUnauthenticated(): void {
    this.unauthenticated += 1;
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

const recorder = new Recorder();
const logLines: string[] = [];
let parts: PlatformParts;
let app: NestFastifyApplication;
let dataDir: string;
let mia: string;

function rootOf(...controllers: (new () => object)[]) {
  @Module({ imports: [PlatformModule.forRoot(parts)], controllers })
  class RootModule {}
  return RootModule;
}

const logger = createLogger('warn', { write: (line) => void logLines.push(line) });

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'orebook-edge-'));
  const tokenIssuer = await TokenIssuer.open(dataDir);
  const bloc = loadBlocConfig(path.resolve(import.meta.dirname, '../../../deploy/sample-bloc'));
  const unused = {} as Partial<EventStore & MessageBus>;
  parts = {
    venue: loadVenueConfig({}),
    bloc,
    clock: new SystemClock(),
    eventStore: unused as EventStore,
    messageBus: unused as MessageBus,
    tokenVerifier: JwtVerifier.local(tokenIssuer, new BlocUserDirectory(bloc)),
    tokenIssuer,
    refusalRecorder: recorder,
  };
  app = await createHttpApp(rootOf(OrdersController), { logger });
  await app.listen(0, '127.0.0.1');
  mia = `Bearer ${await tokenIssuer.issue('mia.aus-lynx', 600)}`;
});
afterAll(async () => {
  await app.close();
  await rm(dataDir, { recursive: true });
});
beforeEach(() => {
  recorder.refusals = [];
  recorder.unauthenticated = 0;
  recorder.fails = false;
  logLines.length = 0;
});

const GOOD = { clientOrderId: 'a1', side: 'buy', quantityLots: 5 };

interface Call {
  method?: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'HEAD' | 'OPTIONS' | 'PATCH';
  url?: string;
  payload?: string | Buffer | object;
  headers?: Record<string, string>;
}

/** A line of Prometheus' text that begins so. */
function measured(text: string, start: string): string | undefined {
  return text.split('\n').find((line) => line.startsWith(start));
}

async function call({ method = 'POST', url = '/v1/orders', payload, headers = {} }: Call) {
  const answer = await app.inject({
    method,
    url,
    headers: { authorization: mia, ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
  const body = answer.body.startsWith('{') ? (JSON.parse(answer.body) as Record<string, unknown>) : {};
  return { status: answer.statusCode, headers: answer.headers, body, text: answer.body };
}

const JSON_HEADERS = { 'content-type': 'application/json' };

function expectProblem(answer: Awaited<ReturnType<typeof call>>, status: number, code: string): void {
  expect([answer.status, answer.body['code']]).toEqual([status, code]);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({
    type: `urn:orebook:problem:${code}`,
    status,
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(answer.text).not.toMatch(/node_modules|at .*\.ts|secret/);
}

describe('a good request', () => {
  it('reaches its handler as a DTO with its user', async () => {
    const answer = await call({ payload: GOOD });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ order: GOOD, user: 'mia.aus-lynx', isDto: true });
    expect(recorder.refusals).toEqual([]);
  });

  it('may be CSV where the route takes it, over the usual limit', async () => {
    const payload = 'x'.repeat(1_500_000);
    const answer = await call({
      url: '/v1/orders/statements',
      payload,
      headers: { 'content-type': 'text/csv; charset=utf-8' },
    });
    expect(answer.body).toEqual({ characters: 1_500_000 });
  });
});

describe('a malformed body', () => {
  const bad: [name: string, payload: string | Buffer, status: number, code: string][] = [
    ['no JSON', '{"a', 400, 'MALFORMED'],
    ['a byte-order mark', `\ufeff${JSON.stringify(GOOD)}`, 400, 'MALFORMED'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, 'MALFORMED'],
    ['a prototype', '{"__proto__":{"admin":true},"side":"buy"}', 400, 'MALFORMED'],
    ['a prototype in escapes', '{"__pr\\u006fto__":{"admin":true}}', 400, 'MALFORMED'],
    ['a constructor', '{"constructor":{"prototype":{"admin":true}}}', 400, 'MALFORMED'],
    ['a constructor of its own', '{"constructor":1}', 400, 'MALFORMED'],
    ['methods', '{"toString":1,"then":2,"hasOwnProperty":3,"toJSON":4}', 400, 'MALFORMED'],
    ['deep nesting', '['.repeat(400_000), 400, 'MALFORMED'],
    ['an exponent', '{"clientOrderId":"a","side":"buy","quantityLots":1e2}', 400, 'MALFORMED'],
    ['a huge number', `{"quantityLots":${'9'.repeat(400)}}`, 400, 'MALFORMED'],
    ['a null character', '{"clientOrderId":"a\\u0000","side":"buy","quantityLots":1}', 400, 'MALFORMED'],
    ['half a surrogate pair', '{"clientOrderId":"\\ud800","side":"buy","quantityLots":1}', 400, 'MALFORMED'],
    ['an array', '[]', 400, 'MALFORMED'],
    ['null', 'null', 400, 'MALFORMED'],
    ['a text', '"x"', 400, 'MALFORMED'],
    ['nothing', '', 400, 'MALFORMED'],
    ['a large body', `{"clientOrderId":"${'x'.repeat(1_100_000)}"}`, 413, 'PAYLOAD_TOO_LARGE'],
  ];
  it.each(bad)('UNIT-2 %s is a problem on record', async (_name, payload, status, code) => {
    expectProblem(await call({ payload, headers: JSON_HEADERS }), status, code);
    expect(recorder.refusals).toMatchObject([
      {
        userId: 'mia.aus-lynx',
        desk: 'aus-lynx',
        memberState: 'AUS',
        code,
        method: 'POST',
        route: '/v1/orders',
      },
    ]);
  });

  it('names every field with its error', async () => {
    const answer = await call({ payload: { side: 'hold', quantityLots: '5', colour: 'red' } });
    expectProblem(answer, 400, 'MALFORMED');
    expect(answer.body['rule']).toBe('UNIT-1');
    expect(answer.body['errors']).toEqual([
      { field: 'colour', code: 'UNKNOWN_FIELD', message: 'property colour should not exist' },
      { field: 'clientOrderId', code: 'MAX_LENGTH', message: expect.any(String) },
      { field: 'side', code: 'IS_IN', message: expect.any(String) },
      { field: 'quantityLots', code: 'MIN', message: expect.any(String) },
    ]);
  });

  it('AUDT-1 is recorded with the hash of its bytes before the answer leaves', async () => {
    await call({ payload: '{"a', headers: JSON_HEADERS });
    expect(recorder.refusals[0]).toMatchObject({
      bodyBytes: 3,
      bodySha256: '55505b6f8c3dc34a3b804086a88d4beae35b69af0dbc471d8cd780d37569a50b',
    });
    recorder.fails = true;
    expectProblem(await call({ payload: '{"a', headers: JSON_HEADERS }), 503, 'REFUSAL_NOT_RECORDED');
  });

  it.each([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-type': 'application/problem+json' },
    { 'content-type': 'text/csv' },
    { 'content-type': 'nonsense' },
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  ])('of another type is refused: %j', async (headers) => {
    expectProblem(
      await call({ payload: '{}', headers: headers as Record<string, string> }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    );
  });
});

describe('an address', () => {
  it('that is nowhere is a 404, for anybody and off the record', async () => {
    expectProblem(await call({ method: 'GET', url: '/v1/nowhere' }), 404, 'NOT_FOUND');
    expectProblem(await call({ method: 'GET', url: '/' }), 404, 'NOT_FOUND');
    expectProblem(await call({ method: 'GET', url: '/docs/../../etc/passwd' }), 404, 'NOT_FOUND');
    expect(recorder.refusals).toEqual([]);
  });

  it('that does not take the method says which it takes', async () => {
    const answer = await call({ method: 'DELETE' });
    expectProblem(answer, 405, 'METHOD_NOT_ALLOWED');
    expect(answer.headers['allow']).toBe('GET, HEAD, POST');
  });

  it.each([
    ['/v1/orders/%ff', 400, 'MALFORMED'],
    ['/v1/orders/%', 400, 'MALFORMED'],
    ['/v1/orders/a%00b', 400, 'MALFORMED'],
    [`/v1/orders/${'x'.repeat(200)}`, 414, 'URI_TOO_LONG'],
    ['/v1/orders?limit=0', 400, 'MALFORMED'],
    ['/v1/orders?limit=1&limit=2', 400, 'MALFORMED'],
    ['/v1/orders?unknown=1', 400, 'MALFORMED'],
    ['/v1/orders?__proto__=1', 400, 'MALFORMED'],
    ['/v1/orders?constructor=1', 400, 'MALFORMED'],
    ['/v1/orders?toString=1', 400, 'MALFORMED'],
    ['/v1/orders?then=1&valueOf=2&hasOwnProperty=3', 400, 'MALFORMED'],
    ['/v1/orders?limit[]=1', 400, 'MALFORMED'],
  ])('%s is refused', async (url, status, code) => {
    expectProblem(await call({ method: 'GET', url }), status, code);
  });
});

describe('who may', () => {
  it('REJ is nobody without a token, who is only counted', async () => {
    const answer = await call({ payload: '{"a', headers: { ...JSON_HEADERS, authorization: '' } });
    expectProblem(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="orebook"');
    expect([recorder.refusals.length, recorder.unauthenticated]).toEqual([0, 1]);
  });

  it('REJ is nobody with a bad token', async () => {
    const answer = await call({ method: 'GET', headers: { authorization: 'Bearer eyJ.eyJ.x' } });
    expectProblem(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
    expectProblem(
      await call({ method: 'GET', headers: { authorization: 'Basic bWlh' } }),
      401,
      'UNAUTHENTICATED',
    );
  });

  it('REJ is nobody of another role, on record', async () => {
    expectProblem(await call({ method: 'GET', url: '/v1/orders/x/life' }), 403, 'NOT_AUTHORISED');
    expect(recorder.refusals).toMatchObject([{ code: 'NOT_AUTHORISED', route: '/v1/orders/:id/life' }]);
  });

  it('REJ is nobody of another role, whose body is not read', async () => {
    const answer = await call({ url: '/v1/orders/x/notes', payload: '{"a', headers: JSON_HEADERS });
    expectProblem(answer, 403, 'NOT_AUTHORISED');
    expect(recorder.refusals).toMatchObject([{ code: 'NOT_AUTHORISED', bodyBytes: 0 }]);
  });

  it('is everybody where a route is public', async () => {
    expect(
      (await call({ method: 'GET', url: '/v1/orders/public/time', headers: { authorization: '' } })).status,
    ).toBe(200);
    expect((await call({ method: 'GET', url: '/health/live', headers: { authorization: '' } })).body).toEqual(
      { status: 'live' },
    );
    expect(
      (await call({ method: 'GET', url: '/.well-known/jwks.json', headers: { authorization: '' } })).body[
        'keys'
      ],
    ).toHaveLength(1);
  });

  it('is said by every route, which a test can list', () => {
    expect(
      listRoutes(app).map(
        ({ method, path: url, access }) =>
          `${method} ${url} ${access.kind === 'roles' ? access.roles.join() : access.kind}`,
      ),
    ).toEqual([
      'GET /.well-known/jwks.json public',
      'GET /health/live public',
      'GET /health/ready public',
      'GET /metrics public',
      'GET /v1/orders trader',
      'POST /v1/orders trader',
      'GET /v1/orders/:id trader',
      'GET /v1/orders/:id/life regulator',
      'POST /v1/orders/:id/notes regulator',
      'GET /v1/orders/public/time public',
      'POST /v1/orders/statements trader',
    ]);
  });

  it('must be said: an application with a silent route does not start', async () => {
    @Controller('silent')
    class SilentController {
      @Get() all() {
        return [];
      }
    }
    await expect(createHttpApp(rootOf(SilentController), { logger })).rejects.toThrow(
      'GET /v1/silent (SilentController.all)',
    );
  });

  it('is asked at every address that is served: an application that serves a route elsewhere too does not start', async () => {
    @Controller('secrets')
    @Roles('regulator')
    class SecretController {
      @Get() all() {
        return [];
      }
    }
    @Module({ controllers: [SecretController] })
    class Here {}
    @Module({ controllers: [SecretController] })
    class Elsewhere {}
    @Module({
      imports: [
        PlatformModule.forRoot(parts),
        Here,
        Elsewhere,
        RouterModule.register([{ path: 'admin', module: Elsewhere }]),
      ],
    })
    class RootModule {}
    await expect(createHttpApp(RootModule, { logger })).rejects.toThrow('GET /v1/admin/secrets is open');
  });

  it('is asked at the address that is served: an application where the two differ does not start', async () => {
    @Controller('health')
    @Roles('regulator')
    class AstrayController {
      @Get('secrets') all() {
        return [];
      }
    }
    await expect(createHttpApp(rootOf(AstrayController), { logger })).rejects.toThrow(
      'GET /health/secrets (AstrayController.all)',
    );
  });
});

describe('what is thrown', () => {
  it("by the book's rules keeps its code, rule and figures, and is not the edge's to record", async () => {
    const answer = await call({ method: 'GET', url: '/v1/orders/refused' });
    expectProblem(answer, 422, 'BELOW_FLOOR');
    expect(answer.body).toMatchObject({ rule: 'FLOR-3', details: { floor: '110.00' } });
    expect(recorder.refusals).toEqual([]);
  });

  it('by a part that is not available asks to come again', async () => {
    const answer = await call({ method: 'GET', url: '/v1/orders/store' });
    expectProblem(answer, 503, 'STORAGE_FULL');
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('by a fault tells an incident and nothing else; the log has the rest', async () => {
    const answer = await call({ method: 'GET', url: '/v1/orders/fault' });
    expectProblem(answer, 500, 'INTERNAL_ERROR');
    expect(logLines.join()).toContain(String(answer.body['incident']));
    expect(logLines.join()).toContain('cannot read the secret');
  });
});

describe('the documentation', () => {
  it('tells every route, its body and its problems', async () => {
    const { body } = await call({ method: 'GET', url: '/openapi.json', headers: { authorization: '' } });
    expect(body).toMatchObject({
      openapi: '3.0.0',
      paths: {
        '/v1/orders': {
          post: {
            security: [{ bearer: [] }],
            responses: { default: { content: { 'application/problem+json': {} } } },
          },
        },
      },
      components: { schemas: { Problem: { type: 'object' } } },
    });
  });

  it('has a page with nothing from elsewhere', async () => {
    const page = await call({ method: 'GET', url: '/docs', headers: { authorization: '' } });
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/https?:/);
    for (const [, file] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await call({ method: 'GET', url: file ?? '' })).status).toBe(200);
    }
  });
});

describe('on a socket', () => {
  const POST = (headers: string, body: string) =>
    `POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: ${mia}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;
  const oddities: [name: string, request: () => string, status: number, code: string][] = [
    ['nonsense', () => 'NONSENSE\r\n\r\n', 400, 'MALFORMED'],
    ['a later protocol', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'MALFORMED'],
    [
      'an endless address',
      () => `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
    ['no host', () => 'GET /v1/orders HTTP/1.1\r\nConnection: close\r\n\r\n', 401, 'UNAUTHENTICATED'],
    [
      'an unknown method',
      () => 'TRACE /v1/orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      405,
      'METHOD_NOT_ALLOWED',
    ],
    ['a broken chunk', () => POST('Transfer-Encoding: chunked', 'zz\r\n{}\r\n0\r\n\r\n'), 400, 'MALFORMED'],
    ['two lengths', () => POST('Content-Length: 2\r\nContent-Length: 3', '{}'), 400, 'MALFORMED'],
    [
      'a length and chunks',
      () => POST('Content-Length: 2\r\nTransfer-Encoding: chunked', '{}'),
      400,
      'MALFORMED',
    ],
    ['a great expectation', () => POST('Content-Length: 2\r\nExpect: more', '{}'), 417, 'EXPECTATION_FAILED'],
    ['a length over the limit', () => POST('Content-Length: 9999999', '{}'), 413, 'PAYLOAD_TOO_LARGE'],
  ];
  it.each(oddities)('%s is answered with a problem', async (_name, request, status, code) => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(request()));
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text)).on('error', reject);
    });
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*application/problem\\+json[^]*"${code}"`));
  });

  it('a caller who goes away while sending is no fault of the venue', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(POST('Content-Length: 50', '{"a'), () => socket.destroy()),
      );
      socket.on('close', () => setTimeout(resolve, 100));
    });
    expect(logLines).toEqual([]);
    expect(recorder.refusals).toEqual([]);
  });

  it('a shutdown lets requests under way finish and turns new ones away', async () => {
    let finish = (): void => undefined;
    const begun = new Promise<void>((resolveBegun) => {
      slowHandler = () =>
        new Promise((resolve) => {
          finish = () => resolve({ done: true });
          resolveBegun();
        });
    });
    const served = await createHttpApp(rootOf(SlowController), { logger });
    await served.listen(0, '127.0.0.1');
    const url = `http://127.0.0.1:${(served.getHttpServer().address() as AddressInfo).port}/v1/slow`;
    const underWay = fetch(url);
    await begun;
    const closing = closeHttpApp(served);
    const late = await fetch(url);
    expect([late.status, ((await late.json()) as { code: string }).code]).toEqual([503, 'SHUTTING_DOWN']);
    finish();
    expect(await (await underWay).json()).toEqual({ done: true });
    await closing;
    await expect(fetch(url)).rejects.toThrow();
  });

  it('a shutdown does not wait for what was cut off behind a request that is under way', async () => {
    let finish = (): void => undefined;
    let begun = 0;
    slowHandler = () => {
      begun += 1;
      return new Promise((resolve) => (finish = () => resolve({ done: true })));
    };
    const served = await createHttpApp(rootOf(SlowController), { logger });
    await served.listen(0, '127.0.0.1');
    const { port } = served.getHttpServer().address() as AddressInfo;
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('GET /v1/slow HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(3)),
      );
      const look = setInterval(() => {
        if (begun < 3) return;
        clearInterval(look);
        socket.destroy();
      }, 5);
      socket.on('close', () => setTimeout(resolve, 50));
    });
    finish();
    const startedMs = performance.now();
    await closeHttpApp(served);
    // Ten seconds if it did.
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

let slowHandler: () => Promise<object> = () => Promise.resolve({});

@Controller('slow')
class SlowController {
  @Public() @Get() wait() {
    return slowHandler();
  }
}

describe('measures', () => {
  it('tells Prometheus of requests by route and status, and of refusals at the edge by code', async () => {
    await call({ payload: { ...GOOD, side: 'hold' }, headers: { authorization: mia } });
    const answer = await call({ method: 'GET', url: '/metrics' });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const requests = 'orebook_http_request_seconds_count{method="POST",route="/v1/orders",status="400"}';
    expect(measured(answer.text, requests)).toBeDefined();
    expect(measured(answer.text, 'orebook_edge_refusals_total{code="MALFORMED"}')).toBeDefined();
  });
});
