import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IntakeVenue, OFFER, orderBody } from '../../../test/support/intake-venue.js';

interface Report {
  readonly orderId: string;
  readonly position: number;
  readonly version: number;
}

describe('orders of a desk', () => {
  let venue: IntakeVenue;
  beforeAll(async () => {
    venue = await IntakeVenue.open();
  });
  afterAll(() => venue.close());

  const placed = async (user: string, id: string, fields: Record<string, unknown> = {}): Promise<Report> => {
    const answer = await venue.place<Report>(user, id, fields);
    expect(answer.status).toBe(201);
    return answer.body;
  };

  it('answers a resting order with its report, readable at its position', async () => {
    const answer = await venue.place<Report>('aus', 'rest-1', { account: 'house', price: '110.5' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      clientOrderId: 'rest-1',
      instrument: 'NDPR-OXIDE',
      orderStatus: 'new',
      side: 'buy',
      price: '110.50',
      quantityLots: 10,
      leavesQuantityLots: 10,
      cumulativeQuantityLots: 0,
      canceledQuantityLots: 0,
      version: 1,
      account: 'house',
      fills: [],
    });
    const { orderId, position } = answer.body;
    expect(answer.headers).toMatchObject({
      'x-orebook-position': String(position),
      location: `/v1/orders/${orderId}`,
    });
    const read = await venue.get('aus', `/v1/orders/${orderId}?afterPosition=${position}`);
    expect(read.body).toEqual(answer.body);
    await venue.request('aus', 'DELETE', `/v1/orders/${orderId}`);
  });

  it('UNIT-4 reports a trade to both sides, the average rounded half up, each with its own side alone', async () => {
    const first = await placed('kaz', 'offer-1', { ...OFFER, quantityLots: 2, price: '111.00' });
    await placed('kaz', 'offer-2', { ...OFFER, quantityLots: 1, price: '111.01' });
    const taker = await venue.place<Report>('aus', 'take-1', {
      quantityLots: 3,
      price: '111.05',
      timeInForce: 'ioc',
    });
    expect(taker.body).toMatchObject({
      orderStatus: 'filled',
      cumulativeQuantityLots: 3,
      leavesQuantityLots: 0,
      averagePrice: '111.0033',
      fills: [
        { price: '111.00', quantityLots: 2 },
        { price: '111.01', quantityLots: 1 },
      ],
    });
    const { orderId } = taker.body;
    expect((await venue.get('aus', `/v1/orders/${orderId}`)).body).toEqual(taker.body);
    const maker = await venue.get('kaz', `/v1/orders/${first.orderId}`);
    expect(maker.body).toMatchObject({ orderStatus: 'filled', averagePrice: '111.0000' });
    expect(JSON.stringify([taker.body, (await venue.get('aus', '/v1/fills')).body])).not.toContain('kaz');
  });

  it('FLOR-3 tells a refusal by the book with code, rule and figures in the desk units', async () => {
    const answer = await venue.place('kaz', 'low-1', { ...OFFER, price: '109.99' });
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      code: 'BELOW_FLOOR',
      rule: 'FLOR-3',
      details: { floorPrice: '110.00', floorVersion: 1 },
      sequence: expect.any(Number),
      position: expect.any(Number),
    });
    expect(answer.headers['x-orebook-position']).toBe(String(answer.body['position']));
    const listed = await venue.get<{ items: object[] }>('kaz', '/v1/orders?clientOrderId=low-1');
    expect(listed.body.items).toMatchObject([
      { clientOrderId: 'low-1', orderStatus: 'rejected', reason: 'BELOW_FLOOR', leavesQuantityLots: 0 },
    ]);
  });

  it('MEMB-1 passes the refusal of an observer on', async () => {
    const answer = await venue.place('obs', 'obs-1');
    expect([answer.status, answer.body['code']]).toEqual([422, 'OBSERVER_CANNOT_TRADE']);
  });

  it('ORDR-1 names a field that does not belong as the desk knows it', async () => {
    const answer = await venue.place('aus', 'shape-1', { type: 'market' });
    expect(answer.body).toMatchObject({ code: 'ORDER_SHAPE', details: { field: 'price' } });
  });

  it('ORDR-4 amends by version, refuses another version with 409 and keeps the order', async () => {
    const { orderId } = await placed('aus', 'amend-1', { price: '110.10' });
    const path = `/v1/orders/${orderId}`;
    const smaller = await venue.request('aus', 'PATCH', path, {
      expectedVersion: 1,
      quantityLots: 7,
      account: 'a2',
    });
    expect(smaller.status).toBe(200);
    expect(smaller.body).toMatchObject({ version: 2, quantityLots: 7, leavesQuantityLots: 7, account: 'a2' });
    const stale = await venue.request('aus', 'PATCH', path, { expectedVersion: 1, price: '110.20' });
    expect(stale.status).toBe(409);
    expect(stale.body).toMatchObject({ code: 'VERSION_MISMATCH', rule: 'ORDR-4' });
    const offTick = await venue.request('aus', 'PATCH', path, { expectedVersion: 2, price: '110.205' });
    expect(offTick.body).toMatchObject({
      status: 422,
      code: 'OFF_TICK',
      details: { field: 'price', tickSize: '0.01' },
    });
    const dearer = await venue.request('aus', 'PATCH', path, { expectedVersion: 2, price: '110.20' });
    expect(dearer.body).toMatchObject({ version: 3, price: '110.20', quantityLots: 7 });
    const gone = await venue.request('aus', 'DELETE', path);
    expect(gone.body).toMatchObject({ orderStatus: 'canceled', reason: 'USER', canceledQuantityLots: 7 });
    const again = await venue.request('aus', 'DELETE', path);
    expect([again.status, again.body['code']]).toEqual([404, 'ORDER_NOT_FOUND']);
    expect(again.body['details']).toEqual({ orderId, orderStatus: 'canceled', reason: 'USER' });
  });

  it('REJ an order id that is none, of no instrument or of no order is told apart', async () => {
    const codeOf = async (id: string): Promise<unknown[]> => {
      const answer = await venue.request('aus', 'DELETE', `/v1/orders/${id}`);
      return [answer.status, answer.body['code']];
    };
    expect(await codeOf('nonsense')).toEqual([400, 'MALFORMED']);
    expect(await codeOf('NO-SUCH.1')).toEqual([404, 'UNKNOWN_INSTRUMENT']);
    expect(await codeOf('NDPR-OXIDE.999999')).toEqual([404, 'ORDER_NOT_FOUND']);
  });

  it('RISK-2 mass cancel takes all live orders, by instrument and in all', async () => {
    for (const id of ['m1', 'm2']) await placed('aus', id, { price: '110.01' });
    await placed('aus', 'm3', { instrument: 'DY-OXIDE', price: '100.50' });
    const one = await venue.request('aus', 'DELETE', '/v1/orders?instrument=DY-OXIDE');
    expect(one.body).toMatchObject({ canceled: 1, instruments: [{ instrument: 'DY-OXIDE', count: 1 }] });
    const all = await venue.request('aus', 'DELETE', '/v1/orders');
    expect(all.status).toBe(200);
    expect(all.body).toMatchObject({
      canceled: 2,
      instruments: [
        { instrument: 'DY-OXIDE', count: 0 },
        { instrument: 'NDPR-OXIDE', count: 2, position: expect.any(Number) },
      ],
    });
    const live = await venue.get<{ items: object[] }>('aus', '/v1/orders?status=live');
    expect(live.body.items).toEqual([]);
    const unknown = await venue.request('aus', 'DELETE', '/v1/orders?instrument=NO-SUCH');
    expect([unknown.status, unknown.body['code']]).toEqual([422, 'UNKNOWN_INSTRUMENT']);
  });

  it('gives each order of a batch its own outcome, in order', async () => {
    const answer = await venue.request<{ results: { status: number }[]; position: number }>(
      'kaz',
      'POST',
      '/v1/orders/batch',
      {
        orders: [
          orderBody('b1', { ...OFFER, price: '120.00' }),
          orderBody('b2', { ...OFFER, price: '100.00' }),
          orderBody('b3', { ...OFFER, price: '120.001' }),
          orderBody('b4', { ...OFFER, quantityLots: 0 }),
          orderBody('b1', { ...OFFER, price: '120.00' }),
          orderBody('b1', { ...OFFER, price: '121.00' }),
          orderBody('b5', { ...OFFER, instrument: 'NO-SUCH' }),
          'not an order',
        ],
      },
    );
    expect(answer.status).toBe(200);
    expect(answer.body.results.map(({ status }) => status)).toEqual([201, 422, 422, 400, 200, 409, 422, 400]);
    expect(answer.body).toMatchObject({
      results: [
        { report: { clientOrderId: 'b1' } },
        { problem: { code: 'BELOW_FLOOR' } },
        { problem: { code: 'OFF_TICK' } },
        { problem: { code: 'MALFORMED', errors: [{ field: 'orders[3].quantityLots' }] } },
        { report: { clientOrderId: 'b1' } },
        { problem: { code: 'DUPLICATE_ID' } },
        { problem: { code: 'UNKNOWN_INSTRUMENT' } },
        { problem: { code: 'MALFORMED' } },
      ],
    });
    const recorded = venue.refusals.slice(-4).map(({ code, route, userId }) => `${userId} ${route} ${code}`);
    expect(recorded).toEqual([
      'kaz /v1/orders/batch OFF_TICK',
      'kaz /v1/orders/batch MALFORMED',
      'kaz /v1/orders/batch UNKNOWN_INSTRUMENT',
      'kaz /v1/orders/batch MALFORMED',
    ]);
    await venue.request('kaz', 'DELETE', '/v1/orders');
  });

  it('refuses a batch that is none, is empty or has more than 500 orders', async () => {
    const many = Array.from({ length: 501 }, (_, index) => orderBody(`n${index}`));
    for (const body of [{}, { orders: [] }, { orders: many }, { orders: {} }, { orders: [1], more: 1 }, []]) {
      const answer = await venue.request('aus', 'POST', '/v1/orders/batch', body);
      expect([answer.status, answer.body['code']]).toEqual([400, 'MALFORMED']);
    }
  });
});
