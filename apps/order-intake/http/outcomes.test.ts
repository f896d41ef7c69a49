import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { MessageBusError } from '#messaging';
import { IntakeVenue, OFFER, orderBody, type TestAnswer } from '../../../test/support/intake-venue.js';

const statusAndId = ({ status, body }: TestAnswer): unknown[] => [status, body['orderId'] ?? body['code']];

describe('SEQ-4 one id, one order', () => {
  let venue: IntakeVenue;
  beforeEach(async () => {
    venue = await IntakeVenue.open({ outcomeTimeoutMsMax: 1_500 });
  });
  afterEach(() => venue.close());

  it('the same request again gives the first result, whatever has become of the order since', async () => {
    const first = await venue.place('aus', 'once');
    const decided = venue.engine.decided;
    await venue.place('kaz', 'sell', { ...OFFER, quantityLots: 4 });
    const again = await venue.place('aus', 'once');
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect(venue.engine.decided).toBe(decided + 1);
    const colleague = await venue.request(
      'kaz-colleague',
      'POST',
      '/v1/orders',
      orderBody('sell', { ...OFFER, quantityLots: 4 }),
    );
    expect(colleague.status).toBe(200);
    const other = await venue.place('kaz', 'once', OFFER);
    expect(other.status).toBe(201);
  });

  it('a first refusal is the result of the same request again, with the same sequence', async () => {
    const first = await venue.place('kaz', 'low', { ...OFFER, price: '100.00' });
    const again = await venue.place('kaz', 'low', { ...OFFER, price: '100.00' });
    expect(again.status).toBe(422);
    expect(again.body).toEqual(first.body);
  });

  it('another body under the id is refused by the book and leaves the first as it is', async () => {
    const first = await venue.place('aus', 'once');
    const other = await venue.place('aus', 'once', { quantityLots: 11 });
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({ code: 'DUPLICATE_ID', rule: 'SEQ-4' });
    expect(statusAndId(await venue.place('aus', 'once'))).toEqual([200, first.body['orderId']]);
    const listed = await venue.get<{ items: object[] }>('aus', '/v1/orders?clientOrderId=once');
    expect(listed.body.items).toMatchObject([
      { orderStatus: 'rejected', reason: 'DUPLICATE_ID' },
      { orderStatus: 'new' },
    ]);
  });

  it('identical requests at once make one order and all tell it', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => venue.place('aus', 'race')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
    expect(new Set(answers.map(({ body }) => body['orderId'])).size).toBe(1);
  });

  it('of different requests at once under one id one wins and the others are refused', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) => venue.place('aus', 'race', { quantityLots: index + 1 })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('answers 202 with where to look when the book does not decide in time, and finds the order there', async () => {
    venue.engine.hold();
    const waiting = [venue.place('aus', 'slow'), venue.place('aus', 'slow')];
    for (const unknown of await Promise.all(waiting)) {
      expect(unknown.status).toBe(202);
      expect(unknown.body).toMatchObject({ status: 'unknown', commandId: expect.any(String) });
      expect(unknown.headers['location']).toBe(unknown.body['lookup']);
      const lookup = await venue.get('aus', String(unknown.body['lookup']));
      expect(lookup.body).toEqual({ items: [] });
    }
    const third = venue.place('aus', 'slow');
    venue.engine.release();
    const answer = await third;
    expect(answer.status).toBe(200);
    const lookup = await venue.get<{ items: unknown[] }>(
      'aus',
      '/v1/orders?clientOrderId=slow&instrument=NDPR-OXIDE',
    );
    expect(lookup.body.items).toEqual([answer.body]);
  });

  it('answers 202 for an amend, a cancel and a mass cancel whose outcome is not known in time', async () => {
    const { body } = await venue.place('aus', 'o');
    const path = `/v1/orders/${String(body['orderId'])}`;
    venue.engine.hold();
    const [amend, cancel, mass] = await Promise.all([
      venue.request('aus', 'PATCH', path, { expectedVersion: 1, quantityLots: 3 }),
      venue.request('aus', 'DELETE', path),
      venue.request('aus', 'DELETE', '/v1/orders?instrument=NDPR-OXIDE'),
    ]);
    expect([amend.status, amend.body['lookup']]).toEqual([202, path]);
    expect([cancel.status, cancel.body['lookup']]).toEqual([202, path]);
    expect(mass).toMatchObject({ status: 202, body: { canceled: 0, instruments: [{ status: 'unknown' }] } });
  });

  it('answers 503 with Retry-After while the bus takes nothing, and consumes no id by it', async () => {
    venue.bus.fault.failWith(new MessageBusError('UNAVAILABLE', 'down'));
    const refused = await venue.place('aus', 'later');
    expect([refused.status, refused.body['code'], refused.headers['retry-after']]).toEqual([
      503,
      'VENUE_UNAVAILABLE',
      '1',
    ]);
    const batch = await venue.request('aus', 'POST', '/v1/orders/batch', { orders: [orderBody('later')] });
    expect(batch.body).toMatchObject({ results: [{ status: 503 }] });
    expect(batch.headers['retry-after']).toBe('1');
    venue.bus.fault.heal();
    expect((await venue.place('aus', 'later')).status).toBe(201);
  });

  it('bounds the commands that wait and refuses more with 503', async () => {
    await venue.stopEdge();
    await venue.start({ waitingCommandsMax: 2, outcomeTimeoutMsMax: 300 });
    venue.engine.hold();
    const answers = await Promise.all(['a', 'b', 'c'].map((id) => venue.place('aus', id)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 503]);
    const batch = await venue.request('aus', 'POST', '/v1/orders/batch', {
      orders: ['x', 'y', 'z'].map((id) => orderBody(id)),
    });
    expect(batch.status).toBe(503);
  });

  it('rebuilds its view from the books after a restart without it, ids included', async () => {
    const first = await venue.place('aus', 'before');
    await venue.stopEdge();
    await venue.start({ viewFile: ':memory:' });
    expect((await venue.get('aus', `/v1/orders/${String(first.body['orderId'])}`)).body).toEqual(first.body);
    expect(statusAndId(await venue.place('aus', 'before'))).toEqual([200, first.body['orderId']]);
    await venue.stopEdge();
    await venue.start();
    expect(statusAndId(await venue.place('aus', 'before'))).toEqual([200, first.body['orderId']]);
  });
});

describe('a view that cannot be written', () => {
  it('takes no orders until it follows the books again, and then misses nothing', async () => {
    const venue = await IntakeVenue.open({ followRetryMs: 20, outcomeTimeoutMsMax: 300 });
    try {
      const other = new Database(venue.viewFile);
      other.exec('alter table view_checkpoint rename to hidden');
      const answer = await venue.place('aus', 'meanwhile');
      expect(answer.status).toBe(201);
      const ready = (): Promise<TestAnswer> => venue.request('aus', 'GET', '/health/ready');
      await until(async () => (await ready()).status === 503);
      expect((await venue.place('aus', 'refused')).status).toBe(503);
      expect(JSON.stringify((await ready()).body)).toContain('order-intake');
      other.exec('alter table hidden rename to view_checkpoint');
      other.close();
      await until(async () => (await venue.place('aus', 'later')).status === 201);
      const listed = await venue.get<{ items: { clientOrderId: string }[] }>('aus', '/v1/orders');
      expect(listed.body.items.map(({ clientOrderId }) => clientOrderId)).toEqual(['later', 'meanwhile']);
    } finally {
      await venue.close();
    }
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 200) throw new Error('did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
