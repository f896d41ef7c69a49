import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ORDERS_TOPIC, ROLES } from '#contracts';
import {
  createHttpApp,
  createLogger,
  listRoutes,
  PlatformModule,
  SimulatedClock,
  type RefusalRecorder,
  type VenueConfig,
  type VenueUser,
} from '#platform';
import { FOUNDED_MICROS, openTemporaryPorts, smallBloc, type TemporaryPorts } from '#testing';
import { MatchingEngineModule } from '../index.js';

const USERS = new Map<string, VenueUser>(
  ROLES.map((role) => [role, { userId: `user-${role}`, name: role, roles: [role] }]),
);
const ROUTES = [
  ['GET', ''],
  ['GET', '/0-0'],
  ['POST', '/0-0/resend'],
  ['POST', '/0-0/discard'],
] as const;
const recorder: RefusalRecorder = {
  record: () => Promise.resolve(),
  countUnauthenticated: () => undefined,
  close: () => Promise.resolve(),
};

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

interface Item {
  readonly messageId: string;
  readonly status: string;
}

describe('/v1/poison', () => {
  let ports: TemporaryPorts;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    ports = await openTemporaryPorts();
    const venue = { dataDir: ports.directory, book: 'fast', bookRoom: 0, snapshotEvents: 0 } as VenueConfig;
    const platform = PlatformModule.forRoot({
      venue,
      bloc: smallBloc(),
      clock: new SimulatedClock(FOUNDED_MICROS),
      eventStore: ports.store,
      messageBus: ports.bus,
      tokenVerifier: {
        verifiedBefore: (token) => USERS.get(token),
        verify: (token) => Promise.resolve(USERS.get(token)),
      },
      refusalRecorder: recorder,
    });
    @Module({ imports: [platform, MatchingEngineModule] })
    class Root {}
    app = await createHttpApp(Root, { logger: createLogger('silent') });
  });
  afterAll(async () => {
    await app.close();
    await ports.close();
  });

  async function call(
    method: 'GET' | 'POST',
    path: string,
    payload?: object,
    token = 'supervisor',
  ): Promise<Answer> {
    const answer = await app.inject({
      method,
      url: `/v1/poison${path}`,
      headers: { authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, body: answer.json() };
  }
  const itemsOf = ({ body }: Answer): readonly Item[] => body['items'] as readonly Item[];
  const REASON = { reason: 'mended' };

  /** Puts nonsense on the bus and waits until it is set aside. */
  async function poison(text: string): Promise<string> {
    const value = new TextEncoder().encode(text);
    const [place] = await ports.bus.send(ORDERS_TOPIC, [{ key: 'NDPR-OXIDE', value }]);
    const name = `${place?.partition}-${place?.offset}`;
    for (let tries = 0; tries < 1_000; tries++) {
      if ((await call('GET', `/${name}`)).status === 200) return name;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`${name} was not set aside`);
  }

  it('is all tried here', () => {
    const declared = listRoutes(app).filter(({ path }) => path.startsWith('/v1/poison'));
    expect(declared).toHaveLength(ROUTES.length);
  });

  it.each(ROUTES)('is for supervisors alone: %s %s', async (method, path) => {
    const body = method === 'POST' ? REASON : undefined;
    for (const role of ROLES) {
      const { status } = await call(method, path, body, role);
      if (role === 'supervisor') expect([200, 404]).toContain(status);
      else expect([role, status]).toEqual([role, 403]);
    }
    expect((await call(method, path, body, 'nobody')).status).toBe(401);
  });

  it('lists a message, sends it again, and has it off the list', async () => {
    const name = await poison('nonsense');
    expect(itemsOf(await call('GET', ''))).toMatchObject([{ messageId: name, status: 'setAside' }]);
    const sent = await call('POST', `/${name}/resend`, REASON);
    expect(sent).toMatchObject({
      status: 200,
      body: {
        messageId: name,
        status: 'resent',
        decision: { actor: 'user-supervisor', reason: 'mended', time: expect.any(String) },
      },
    });
    const again = String(sent.body['takenAs']);
    expect(itemsOf(await call('GET', ''))).toMatchObject([{ messageId: again, status: 'setAside' }]);
    expect(await call('GET', `/${again}`)).toMatchObject({ body: { resendOf: name, text: 'nonsense' } });
    expect(await call('POST', `/${name}/resend`, { reason: 'once more' })).toEqual(sent);
    expect(await call('POST', `/${name}/discard`, REASON)).toMatchObject({
      status: 409,
      body: { code: 'MESSAGE_DECIDED', detail: `message ${name} was sent again by user-supervisor` },
    });
    expect(await call('POST', `/${again}/discard`, REASON)).toMatchObject({ body: { status: 'discarded' } });
    expect(itemsOf(await call('GET', ''))).toEqual([]);
    expect(itemsOf(await call('GET', '?status=discarded'))).toMatchObject([{ messageId: again }]);
  });

  it('goes page by page', async () => {
    const names = [await poison('one'), await poison('two'), await poison('three')];
    const first = await call('GET', '?limit=2');
    expect(itemsOf(first).map(({ messageId }) => messageId)).toEqual(names.slice(0, 2));
    const second = await call('GET', `?limit=2&cursor=${String(first.body['nextCursor'])}`);
    expect(itemsOf(second).map(({ messageId }) => messageId)).toEqual(names.slice(2));
    expect(second.body).not.toHaveProperty('nextCursor');
  });

  it('refuses to send again what was not kept whole', async () => {
    const name = await poison('A'.repeat(300_000));
    expect(await call('POST', `/${name}/resend`, REASON)).toMatchObject({
      status: 422,
      body: { code: 'MESSAGE_CUT' },
    });
  });

  it.each(['0-99', '9-0', 'x', '0-01', '1e3-0', '%2e%2e'])('knows no message %s', async (name) => {
    for (const answer of [
      await call('GET', `/${name}`),
      await call('POST', `/${name}/resend`, REASON),
      await call('POST', `/${name}/discard`, REASON),
    ])
      expect(answer).toMatchObject({ status: 404 });
  });

  it.each(['?status=odd', '?limit=0', '?limit=501', '?cursor=e30', '?key=x', '?limit=1&limit=2'])(
    'UNIT-1 refuses the list %s',
    async (query) => {
      expect(await call('GET', query)).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
    },
  );

  it.each([
    {},
    { reason: '' },
    { reason: ' ' },
    { reason: 7 },
    { reason: 'x'.repeat(501) },
    { reason: 'x', by: 'y' },
  ])('UNIT-1 refuses the decision %j', async (body) => {
    const name = await poison('nonsense');
    for (const verb of ['resend', 'discard'])
      expect(await call('POST', `/${name}/${verb}`, body)).toMatchObject({
        status: 400,
        body: { code: 'MALFORMED' },
      });
  });

  it('is documented, bodies and answers', async () => {
    const answer = await app.inject({ method: 'GET', url: '/openapi.json' });
    const { paths } = answer.json<{ paths: Record<string, Record<string, { responses: object }>> }>();
    expect(Object.keys(paths).filter((path) => path.startsWith('/v1/poison'))).toHaveLength(4);
    expect(Object.keys(paths['/v1/poison/{messageId}/resend']?.['post']?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '202', 'default']),
    );
  });
});
