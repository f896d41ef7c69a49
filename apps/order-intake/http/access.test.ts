import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES } from '#contracts';
import { IntakeVenue, OFFER, orderBody, TEST_USERS } from '../../../test/support/intake-venue.js';

type Route = readonly ['GET' | 'POST' | 'PATCH' | 'DELETE', string, object?];

const DESK_ROUTES: readonly Route[] = [
  ['POST', '/v1/orders', orderBody('x')],
  ['POST', '/v1/orders/batch', { orders: [orderBody('x')] }],
  ['GET', '/v1/orders'],
  ['GET', '/v1/orders/NDPR-OXIDE.1'],
  ['PATCH', '/v1/orders/NDPR-OXIDE.1', { expectedVersion: 1 }],
  ['DELETE', '/v1/orders/NDPR-OXIDE.1'],
  ['DELETE', '/v1/orders'],
  ['GET', '/v1/fills'],
  ['GET', '/v1/positions'],
];
const PUBLIC_ROUTES: readonly Route[] = [
  ['GET', '/v1/instruments'],
  ['GET', '/v1/instruments/NDPR-OXIDE'],
  ['GET', '/v1/instruments/NDPR-OXIDE/book'],
  ['GET', '/v1/instruments/NDPR-OXIDE/trades'],
];

describe('who may do and see what', () => {
  let venue: IntakeVenue;
  let orderId: string;
  beforeAll(async () => {
    venue = await IntakeVenue.open();
    const { body } = await venue.place('kaz', 'secret', { ...OFFER, price: '130.00', account: 'vault' });
    orderId = String(body['orderId']);
  });
  afterAll(() => venue.close());

  describe.each(DESK_ROUTES)('%s %s', (method, path, body) => {
    it('is for traders alone', async () => {
      for (const { userId, roles } of TEST_USERS.filter((user) => !user.roles.includes('trader'))) {
        const answer = await venue.request(userId, method, path, body);
        expect([roles, answer.status, answer.body['code']]).toEqual([roles, 403, 'NOT_AUTHORISED']);
        expect(venue.refusals.at(-1)).toMatchObject({ code: 'NOT_AUTHORISED', userId });
      }
    });

    it('is not for a trader without a desk, nor for the unknown', async () => {
      const deskless = await venue.request('deskless', method, path, body);
      expect([deskless.status, deskless.body['code']]).toEqual([403, 'NOT_AUTHORISED']);
      const unknown = await venue.request('nobody', method, path, body);
      expect([unknown.status, unknown.body['code']]).toEqual([401, 'UNAUTHENTICATED']);
    });

    it('is there for a trader', async () => {
      const answer = await venue.request('obs', method, path, body);
      expect([401, 403]).not.toContain(answer.status);
    });
  });

  describe.each(PUBLIC_ROUTES)('%s %s', (method, path) => {
    it('is for every user of the venue and nobody else', async () => {
      const users = TEST_USERS.filter(({ roles }) => roles.length > 0);
      expect(new Set(users.flatMap(({ roles }) => roles)).size).toBe(ROLES.length);
      for (const { userId } of users) expect((await venue.request(userId, method, path)).status).toBe(200);
      expect((await venue.request('nobody', method, path)).status).toBe(401);
    });
  });

  it("a desk reads nothing of another's, and cannot tell its orders from none", async () => {
    const codes: unknown[] = [];
    for (const id of [orderId, 'NDPR-OXIDE.999999']) {
      const read = await venue.get('aus', `/v1/orders/${id}`);
      const amend = await venue.request('aus', 'PATCH', `/v1/orders/${id}`, {
        expectedVersion: 1,
        quantityLots: 1,
      });
      const cancel = await venue.request('aus', 'DELETE', `/v1/orders/${id}`);
      codes.push([read, amend, cancel].map(({ status, body }) => [status, body['code'], Object.keys(body)]));
      for (const { body } of [read, amend, cancel])
        expect(JSON.stringify(body)).not.toMatch(/kaz|vault|secret/i);
    }
    expect(codes[0]).toEqual(codes[1]);
    expect(JSON.stringify(codes[0]).match(/404,"ORDER_NOT_FOUND"/g)).toHaveLength(3);
    for (const path of ['orders', 'orders?clientOrderId=secret', 'fills', `fills?orderId=${orderId}`]) {
      expect((await venue.get('aus', `/v1/${path}`)).body).toEqual({ items: [] });
    }
    await venue.request('aus', 'DELETE', '/v1/orders');
    expect((await venue.get('kaz', `/v1/orders/${orderId}`)).body).toMatchObject({ orderStatus: 'new' });
  });

  it('documents every route, its body and its answer', async () => {
    type Operation = { requestBody?: object; responses: Record<string, { content?: object }> };
    const { body } = await venue.get<{ paths: Record<string, Record<string, Operation>> }>(
      'kaz',
      '/openapi.json',
    );
    for (const [method, path, sent] of [...DESK_ROUTES, ...PUBLIC_ROUTES]) {
      const template = path.replace(/NDPR-OXIDE(\.1)?/, '{id}');
      const operation = body.paths[template]?.[method.toLowerCase()];
      expect([path, Object.keys(operation?.responses ?? {})]).toEqual([
        path,
        expect.arrayContaining(['default']),
      ]);
      expect([path, operation?.requestBody !== undefined]).toEqual([path, sent !== undefined]);
      const answered = Object.entries(operation?.responses ?? {}).filter(([status]) =>
        status.startsWith('2'),
      );
      for (const [status, { content }] of answered) expect([path, status, content]).not.toContain(undefined);
    }
  });

  it('a colleague of the desk reads and cancels its orders', async () => {
    const { body } = await venue.place('kaz', 'shared', { ...OFFER, price: '131.00' });
    const path = `/v1/orders/${String(body['orderId'])}`;
    expect((await venue.get('kaz-colleague', path)).status).toBe(200);
    expect((await venue.request('kaz-colleague', 'DELETE', path)).body).toMatchObject({
      orderStatus: 'canceled',
    });
  });
});
