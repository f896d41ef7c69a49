import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from '#contracts';
import {
  PlatformModule,
  Readiness,
  SimulatedClock,
  createHttpApp,
  createLogger,
  listRoutes,
  type RefusalRecorder,
  type TokenVerifier,
  type VenueConfig,
  type VenueUser,
} from '#platform';
import {
  EngineDouble,
  FOUNDED_MICROS,
  HOUR_MICROS,
  openTemporaryPorts,
  smallBloc,
  type TemporaryPorts,
} from '#testing';
import { PolicyModule } from '../index.js';

const USERS: Readonly<Record<string, readonly Role[]>> = {
  paul: ['proposer'],
  petra: ['proposer', 'approver'],
  anna: ['approver'],
  ben: ['approver'],
  sam: ['supervisor'],
  sofia: ['supervisor'],
  tara: ['trader'],
  kai: ['trader'],
  clara: ['clearingOperator'],
  rita: ['regulator'],
};

const DESKS: Readonly<Record<string, string>> = { tara: 'aus-1', kai: 'kaz-1' };

const verifier: TokenVerifier = {
  verifiedBefore: (token) => userOf(token),
  verify: (token) => Promise.resolve(userOf(token)),
};

function userOf(token: string): VenueUser | undefined {
  const roles = USERS[token];
  const desk = DESKS[token];
  if (roles === undefined) return undefined;
  return { userId: token, name: token, roles, ...(desk === undefined ? {} : { desk }) };
}

const recorder: RefusalRecorder = {
  record: () => Promise.resolve(),
  countUnauthenticated: () => undefined,
  close: () => Promise.resolve(),
};

interface ActBody {
  readonly actId: string;
  readonly state: string;
  readonly position: number;
  readonly books: readonly { instrument: string; state: string; code?: string }[];
}

describe('/v1/acts', () => {
  let ports: TemporaryPorts;
  let app: NestFastifyApplication;
  let engine: EngineDouble;
  const clock = new SimulatedClock(FOUNDED_MICROS);
  const readiness = new Readiness();

  beforeAll(async () => {
    ports = await openTemporaryPorts();
    engine = new EngineDouble(ports.store, ports.bus, clock);
    engine.start();
    const platform = PlatformModule.forRoot({
      venue: { dataDir: ports.directory } as VenueConfig,
      bloc: smallBloc(),
      clock,
      eventStore: ports.store,
      messageBus: ports.bus,
      tokenVerifier: verifier,
      refusalRecorder: recorder,
      readiness,
    });
    const policy = PolicyModule.withOptions({ sequencedTimeoutMsMax: 500, positionTimeoutMsMax: 200 });
    @Module({ imports: [platform, policy] })
    class Root {}
    app = await createHttpApp(Root, { logger: createLogger('silent') });
    while (!(await readiness.check()).ready) await new Promise((resolve) => setTimeout(resolve, 5));
    clock.advance(HOUR_MICROS);
  });
  afterAll(async () => {
    await app.close();
    await engine.stop();
    await ports.close();
  });

  type Answer = Awaited<ReturnType<NestFastifyApplication['inject']>>;

  function call(user: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
    return app.inject({
      method,
      url: `/v1/acts${path}`,
      headers: {
        ...(user === '' ? {} : { authorization: `Bearer ${user}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
  }

  function propose(user: string, change: unknown, rest: object = {}): Promise<Answer> {
    return call(user, 'POST', '', { change, reason: 'why', ...rest });
  }

  const floor = (price: string, instrument = 'NDPR-OXIDE') => ({ type: 'setFloor', instrument, price });
  const phase = (to: string) => ({ type: 'setPhase', instrument: 'DY-OXIDE', phase: to });
  const bodyOf = (answer: Answer): ActBody => answer.json();
  const codeOf = (answer: Answer): string => `${answer.statusCode} ${answer.json<{ code: string }>().code}`;

  async function decided(change: unknown, rest: object = {}): Promise<Answer> {
    const { actId } = bodyOf(await propose('paul', change, rest));
    await call('anna', 'POST', `/${actId}/approve`);
    return call('ben', 'POST', `/${actId}/approve`);
  }

  it('FLOR-1 takes a proposer and two approvers, then answers with what the book made of it', async () => {
    const proposed = await propose('paul', floor('120.00'));
    expect(proposed.statusCode).toBe(201);
    expect(proposed.json()).toMatchObject({
      state: 'proposed',
      proposer: 'paul',
      change: floor('120.00'),
      approvals: [],
      approvalsNeeded: 2,
      books: [],
      effectiveTime: '2026-11-23T01:00:00.000000Z',
    });
    const { actId } = bodyOf(proposed);
    expect(codeOf(await call('paul', 'POST', `/${actId}/approve`))).toBe('403 NOT_AUTHORISED');
    const first = await call('anna', 'POST', `/${actId}/approve`);
    expect(first.json()).toMatchObject({ state: 'proposed', approvals: [{ userId: 'anna' }] });
    expect(codeOf(await call('anna', 'POST', `/${actId}/approve`))).toBe('409 ALREADY_APPROVED');
    const second = await call('ben', 'POST', `/${actId}/approve`);
    expect(second.statusCode).toBe(200);
    expect(second.json()).toMatchObject({
      state: 'decided',
      floorVersion: 2,
      books: [{ instrument: 'NDPR-OXIDE', state: 'effective', sequence: expect.any(Number) }],
    });
    expect(second.headers['x-orebook-position']).toBe(String(bodyOf(second).position));
    expect(codeOf(await call('petra', 'POST', `/${actId}/approve`))).toBe('409 ACT_NOT_OPEN');
    const refusal = await call('petra', 'POST', `/${actId}/approve`);
    expect(refusal.json()).toMatchObject({ rule: 'FLOR-1', type: 'urn:orebook:problem:ACT_NOT_OPEN' });
  });

  it('FLOR-1 nobody approves their own, whatever their roles', async () => {
    const { actId } = bodyOf(await propose('petra', floor('120.00')));
    expect(codeOf(await call('petra', 'POST', `/${actId}/approve`))).toBe('403 SELF_APPROVAL');
  });

  it('PHAS-1 a supervisor halts alone; two resume', async () => {
    const halted = await propose('sam', phase('halted'));
    expect(halted.statusCode).toBe(201);
    expect(halted.json()).toMatchObject({ state: 'decided', books: [{ state: 'effective' }] });
    const { actId } = bodyOf(await propose('sam', phase('preOpen')));
    expect(codeOf(await call('sam', 'POST', `/${actId}/approve`))).toBe('403 SELF_APPROVAL');
    expect(codeOf(await call('anna', 'POST', `/${actId}/approve`))).toBe('403 NOT_A_SUPERVISOR');
    const resumed = await call('sofia', 'POST', `/${actId}/approve`);
    expect(resumed.json()).toMatchObject({ state: 'decided', books: [{ state: 'effective' }] });
    expect(codeOf(await propose('paul', phase('halted')))).toBe('403 NOT_A_SUPERVISOR');
    expect(codeOf(await propose('sam', floor('130.00')))).toBe('403 NOT_A_PROPOSER');
  });

  it('RISK-2 a supervisor pulls a kill switch alone, in every book; two lift it', async () => {
    const change = { type: 'setKillSwitch', scope: 'desk', name: 'kaz-1' };
    const pulled = await propose('sam', { ...change, engaged: true });
    expect(pulled.json()).toMatchObject({ state: 'decided', change: { ...change, engaged: true } });
    expect(bodyOf(pulled).books.map(({ state }) => state)).toEqual(['effective', 'effective']);
    const { actId } = bodyOf(await propose('sam', { ...change, engaged: false }));
    expect(codeOf(await call('sam', 'POST', `/${actId}/approve`))).toBe('403 SELF_APPROVAL');
    const lifted = await call('sofia', 'POST', `/${actId}/approve`);
    expect(lifted.json()).toMatchObject({ state: 'decided' });
    expect(codeOf(await propose('paul', { ...change, engaged: true }))).toBe('403 NOT_A_SUPERVISOR');
  });

  const NDPR = { instrument: 'NDPR-OXIDE' };
  it.each([
    [
      { type: 'setBands', ...NDPR, staticBasisPoints: 9000, expiryTime: '2027-06-30T00:00:00.000000Z' },
      'sofia',
    ],
    [
      {
        type: 'setLimits',
        ...NDPR,
        desk: 'kaz-1',
        memberState: 'KAZ',
        orderSizeLotsMax: 500,
        notionalMax: '9000000.00',
      },
      'sofia',
    ],
    [{ type: 'setPosition', ...NDPR, desk: 'kaz-1', memberState: 'KAZ', positionLots: 5 }, 'sofia'],
    [{ type: 'setReserve', ...NDPR, desk: 'reserve', budget: '1000.00', capLots: 3 }, 'anna'],
  ])(
    'BAND-3 RISK-1 RESV-2 shows an act as it was proposed, and its book takes it: %j',
    async (change, approver) => {
      const proposed = await propose(approver === 'anna' ? 'paul' : 'sam', change);
      expect([proposed.statusCode, proposed.json()]).toMatchObject([201, { state: 'proposed', change }]);
      const { actId } = bodyOf(proposed);
      let decidedAct = await call(approver, 'POST', `/${actId}/approve`);
      if (approver === 'anna') decidedAct = await call('ben', 'POST', `/${actId}/approve`);
      expect(decidedAct.json()).toMatchObject({ state: 'decided', books: [{ state: 'effective' }] });
    },
  );

  it.each([
    { type: 'setLimits', ...NDPR, desk: 'kaz-1', memberState: 'KAZ', orderSizeLotsMax: 5 },
    { type: 'setPosition', ...NDPR, desk: 'kaz-1', memberState: 'KAZ', positionLots: 7 },
    { type: 'setKillSwitch', scope: 'desk', name: 'kaz-1', engaged: true },
  ])('REJ an act about one desk is seen by it and by the offices, by no other desk: %j', async (change) => {
    const { actId } = bodyOf(await propose('sam', change));
    const newestFor = async (user: string): Promise<string | undefined> =>
      (await call(user, 'GET', '?limit=1')).json<{ items: ActBody[] }>().items[0]?.actId;
    for (const user of ['kai', 'sam', 'rita', 'anna', 'clara']) {
      expect([user, (await call(user, 'GET', `/${actId}`)).statusCode]).toEqual([user, 200]);
      expect([user, await newestFor(user)]).toEqual([user, actId]);
    }
    expect(codeOf(await call('tara', 'GET', `/${actId}`))).toBe('404 ACT_NOT_FOUND');
    expect(await newestFor('tara')).not.toBe(actId);
  });

  it.each([
    [
      { type: 'setBands', ...NDPR, staticBasisPoints: 10_001, expiryTime: '2027-06-30T00:00:00Z' },
      'staticBasisPoints',
    ],
    [
      { type: 'setBands', ...NDPR, dynamicBasisPoints: null, expiryTime: '2027-06-30T00:00:00Z' },
      'dynamicBasisPoints',
    ],
    [{ type: 'setBands', ...NDPR }, 'expiryTime'],
    [{ type: 'setLimits', ...NDPR, desk: 'kaz-1', memberState: 'KAZ', notionalMax: 5 }, 'notionalMax'],
    [
      { type: 'setLimits', ...NDPR, desk: 'kaz-1', memberState: 'KAZ', orderSizeLotsMax: -1 },
      'orderSizeLotsMax',
    ],
    [{ type: 'setKillSwitch', scope: 'desk', engaged: true }, 'name'],
    [{ type: 'setKillSwitch', scope: 'venue', name: 'kaz-1', engaged: true }, 'name'],
    [{ type: 'setKillSwitch', scope: 'memberState', name: 'kaz-1', engaged: true }, 'name'],
    [{ type: 'setReserve', ...NDPR, desk: 'reserve', budget: '-1', capLots: 1 }, 'budget'],
    [
      { type: 'setPosition', ...NDPR, desk: 'kaz-1', memberState: 'KAZ', positionLots: 3_000_000_000 },
      'positionLots',
    ],
  ])('REJ names what is malformed in %j', async (change, field) => {
    const answer = await propose('sam', change);
    expect(codeOf(answer)).toBe('400 MALFORMED');
    expect(answer.json<{ errors: { field: string }[] }>().errors[0]?.field).toBe(`change.${field}`);
  });

  it("PHAS-1 tells the book's refusal of a decided act", async () => {
    const { actId } = bodyOf(await propose('sam', phase('closingAuction')));
    const answer = await call('sofia', 'POST', `/${actId}/approve`);
    expect(bodyOf(answer).books).toEqual([
      expect.objectContaining({ instrument: 'DY-OXIDE', state: 'refused', code: 'PHASE_TRANSITION' }),
    ]);
  });

  it('FLOR-1 a future act is scheduled and can be withdrawn by those who stand behind it', async () => {
    const scheduled = await decided(floor('140.00'), { effectiveTime: '2026-12-01T09:00:00.5Z' });
    expect(scheduled.json()).toMatchObject({
      state: 'decided',
      effectiveTime: '2026-12-01T09:00:00.500000Z',
      books: [{ state: 'scheduled' }],
    });
    const { actId } = bodyOf(scheduled);
    expect(codeOf(await call('petra', 'POST', `/${actId}/withdraw`))).toBe('403 NOT_A_SIGNATORY');
    const withdrawn = await call('paul', 'POST', `/${actId}/withdraw`);
    expect(withdrawn.json()).toMatchObject({
      state: 'withdrawn',
      withdrawal: { userId: 'paul' },
      books: [{ state: 'withdrawn' }],
    });
  });

  it('FLOR-1 an act in force is not withdrawn', async () => {
    const { actId } = bodyOf(await decided(floor('121.00')));
    expect(codeOf(await call('paul', 'POST', `/${actId}/withdraw`))).toBe('409 ACT_EFFECTIVE');
  });

  it('MEMB-3 registers a certificate and shows it as it was proposed', async () => {
    const change = {
      type: 'registerCertificate',
      instrument: 'NDPR-OXIDE',
      certificateId: 'AUS-7',
      originState: 'AUS',
      mineral: 'NdPr',
      productionStage: 'separatedOxide',
      nonBlocContentBasisPoints: 0,
      expiryTime: '2027-06-30T00:00:00.000000Z',
      lots: 70,
    };
    const answer = await decided(change);
    expect(answer.json()).toMatchObject({ change, books: [{ state: 'effective' }] });
    expect(codeOf(await propose('paul', change))).toBe('422 CERTIFICATE_KNOWN');
  });

  it('MEMB-4 a suspension answers once every book has sequenced it', async () => {
    const answer = await decided({ type: 'setMembership', memberState: 'AUS', status: 'suspended' });
    expect(bodyOf(answer).books.map((book) => `${book.instrument} ${book.state}`)).toEqual([
      'NDPR-OXIDE effective',
      'DY-OXIDE effective',
    ]);
  });

  it('SEQ-3 answers in bounded time when a book is late, and says so', async () => {
    engine.hold();
    const late = await decided(floor('122.00'));
    expect(late.json()).toMatchObject({ state: 'decided', books: [{ state: 'pending' }] });
    engine.release();
    const { actId } = bodyOf(late);
    let state = '';
    for (let tries = 0; state !== 'effective' && tries < 400; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      state = bodyOf(await call('tara', 'GET', `/${actId}`)).books[0]?.state ?? '';
    }
    expect(state).toBe('effective');
  });

  const refusals: [string, string, unknown][] = [
    ['422 OFF_TICK', 'a price between ticks', floor('120.001')],
    ['422 UNKNOWN_INSTRUMENT', 'an instrument that is not traded', floor('1', 'GOLD')],
    ['422 PRICE_OUT_OF_RANGE', 'a price too large', floor('99999999999')],
    [
      '422 UNKNOWN_MEMBER',
      'a state out of nowhere',
      { type: 'setMembership', memberState: 'XXA', status: 'full' },
    ],
    [
      '422 MEMBERSHIP_TRANSITION',
      'an accession without being acceding',
      { type: 'setMembership', memberState: 'NOR', status: 'full' },
    ],
    ['400 MALFORMED', 'a price that is a number', { type: 'setFloor', instrument: 'NDPR-OXIDE', price: 120 }],
    ['400 MALFORMED', 'an exponent', floor('1e2')],
    ['400 MALFORMED', 'an unknown field', { ...floor('120'), extra: true }],
    ['400 MALFORMED', 'an unknown type', { type: 'setSun', instrument: 'NDPR-OXIDE' }],
    ['400 MALFORMED', 'an inherited type', { type: 'toString' }],
    ['400 MALFORMED', 'no type', {}],
    ['400 MALFORMED', 'a list', [floor('120')]],
    ['400 MALFORMED', 'null', null],
    ['400 MALFORMED', 'a type of the founding alone', { type: 'configureInstrument', specification: {} }],
  ];

  it.each(refusals)('REJ %s for %s', async (expected, _title, change) => {
    expect(codeOf(await propose('paul', change))).toBe(expected);
  });

  it('REJ names the malformed field', async () => {
    const answer = await propose('paul', { type: 'setFloor', instrument: 'ndpr', price: '120' });
    expect(answer.json()).toMatchObject({ errors: [{ field: 'change.instrument', code: 'MATCHES' }] });
  });

  it.each([
    { effectiveTime: 'tomorrow' },
    { effectiveTime: '9999-12-31T00:00:00Z' },
    { effectiveTime: '1969-12-31T00:00:00Z' },
    { effectiveTime: 5 },
    { effectiveTime: null },
    { reason: '' },
    { reason: 'x'.repeat(501) },
    { more: 1 },
  ])('REJ refuses %j as malformed', async (rest) => {
    expect(codeOf(await propose('paul', floor('120'), rest))).toBe('400 MALFORMED');
  });

  it('FLOR-1 a reason of spaces is none', async () => {
    expect(codeOf(await propose('paul', floor('120'), { reason: '  ' }))).toBe('422 REASON_MISSING');
  });

  it('REJ an act that nobody proposed is not found', async () => {
    expect(codeOf(await call('tara', 'GET', '/ACT-999999'))).toBe('404 ACT_NOT_FOUND');
    expect(codeOf(await call('anna', 'POST', '/ACT-999999/approve'))).toBe('404 ACT_NOT_FOUND');
    expect(codeOf(await call('paul', 'POST', '/ACT-999999/withdraw'))).toBe('404 ACT_NOT_FOUND');
  });

  it('lists newest first, page by page, by state', async () => {
    interface PageBody {
      items: ActBody[];
      nextCursor?: string;
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: PageBody = (
        await call('rita', 'GET', `?limit=7&state=decided${cursor === undefined ? '' : `&cursor=${cursor}`}`)
      ).json();
      expect(page.items.length).toBeLessThanOrEqual(7);
      seen.push(...page.items.map((act) => act.actId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.at(-1)).toBe('FOUNDING-BOOK-NDPR-OXIDE');
    const newest: PageBody = (await call('rita', 'GET', '?limit=1&state=withdrawn')).json();
    expect(newest.items).toMatchObject([{ state: 'withdrawn' }]);
    expect(codeOf(await call('rita', 'GET', '?state=dreamt'))).toBe('400 MALFORMED');
    expect(codeOf(await call('rita', 'GET', '?cursor=abc'))).toBe('400 MALFORMED');
  });

  it('MEMB-3 finds the certificates of an instrument, and the floors of it, for a trader too', async () => {
    const certificate = (certificateId: string, instrument: string, mineral: string) => ({
      type: 'registerCertificate',
      instrument,
      certificateId,
      originState: 'AUS',
      mineral,
      productionStage: 'separatedOxide',
      nonBlocContentBasisPoints: 0,
      expiryTime: '2027-06-30T00:00:00.000000Z',
      lots: 70,
    });
    await decided(certificate('NDPR-LISTED', 'NDPR-OXIDE', 'NdPr'));
    await decided(certificate('DY-LISTED', 'DY-OXIDE', 'Dy'));
    const changesOf = async (query: string): Promise<Record<string, unknown>[]> => {
      const answer = await call('tara', 'GET', `?limit=500&state=decided&${query}`);
      return answer
        .json<{ items: { change: Record<string, unknown> }[] }>()
        .items.map(({ change }) => change);
    };
    const listed = await changesOf('type=registerCertificate&instrument=NDPR-OXIDE');
    expect(listed[0]).toMatchObject({ certificateId: 'NDPR-LISTED', lots: 70 });
    for (const change of listed)
      expect(change).toMatchObject({ type: 'registerCertificate', instrument: 'NDPR-OXIDE' });
    const kinds = new Set((await changesOf('instrument=DY-OXIDE')).map(({ type }) => type));
    expect([...kinds]).toEqual(expect.arrayContaining(['registerCertificate', 'configureInstrument']));
    expect(await changesOf('type=setFloor&instrument=NO-SUCH')).toEqual([]);
    expect(codeOf(await call('tara', 'GET', '?type=setSun'))).toBe('400 MALFORMED');
    expect(codeOf(await call('tara', 'GET', '?instrument=ndpr'))).toBe('400 MALFORMED');
  });

  it('reads its own writes at the position of any service, and refuses one that the store never gave', async () => {
    const { actId, position } = bodyOf(await propose('paul', floor('150.00')));
    const answer = await call('tara', 'GET', `/${actId}?afterPosition=${position}`);
    expect(answer.statusCode).toBe(200);
    const last = await ports.store.lastPosition();
    expect((await call('tara', 'GET', `?limit=1&afterPosition=${last}`)).statusCode).toBe(200);
    const future = await call('tara', 'GET', `?limit=1&afterPosition=${last + 1_000}`);
    expect(codeOf(future)).toBe('400 MALFORMED');
  });

  const allowed: Readonly<Record<string, readonly Role[]>> = {
    'POST /v1/acts': ['proposer', 'supervisor'],
    'POST /v1/acts/:actId/approve': ['approver', 'supervisor'],
    'POST /v1/acts/:actId/withdraw': ['proposer', 'approver', 'supervisor'],
    'GET /v1/acts': ROLES,
    'GET /v1/acts/:actId': ROLES,
  };

  it('REJ every route says whom it is for', () => {
    const routes = listRoutes(app).filter(({ path }) => path.startsWith('/v1/acts'));
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(allowed).sort());
  });

  it.each(
    Object.entries(allowed).flatMap(([route, roles]) =>
      Object.entries(USERS).map(
        ([user, has]) => [route, user, has.some((role) => roles.includes(role))] as const,
      ),
    ),
  )('REJ %s for %s: %s', async (route, user, isAllowed) => {
    const [method, path] = route.split(' ') as ['GET' | 'POST', string];
    const url = path.replace('/v1/acts', '').replace(':actId', 'ACT-0');
    const body = route === 'POST /v1/acts' ? { change: floor('1.001'), reason: 'r' } : undefined;
    const answer = await call(user, method, url, body);
    expect(answer.statusCode === 403 && answer.json<{ code: string }>().code === 'NOT_AUTHORISED').toBe(
      !isAllowed,
    );
    expect(answer.statusCode).not.toBe(401);
  });

  it.each(Object.keys(allowed))('REJ %s takes a token', async (route) => {
    const [method, path] = route.split(' ') as ['GET' | 'POST', string];
    const url = path.replace('/v1/acts', '').replace(':actId', 'ACT-0');
    expect(codeOf(await call('', method, url))).toBe('401 UNAUTHENTICATED');
    expect(codeOf(await call('mallory', method, url))).toBe('401 UNAUTHENTICATED');
  });

  it('documents the kinds of change', async () => {
    const document = (await app.inject({ method: 'GET', url: '/openapi.json' })).json<{
      components: { schemas: Record<string, unknown> };
      paths: Record<string, unknown>;
    }>();
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/acts', '/v1/acts/{actId}/approve']),
    );
    expect(document.components.schemas).toHaveProperty('SetFloorRequest');
    expect(document.components.schemas).toHaveProperty('ProposeActRequest.properties.change.oneOf.7');
  });
});
