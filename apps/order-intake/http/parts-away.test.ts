import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreError } from '#event-store';
import { MessageBusError } from '#messaging';
import { IntakeVenue, orderBody, type TestAnswer } from '../../../test/support/intake-venue.js';

const OPTIONS = {
  outcomeTimeoutMsMax: 400,
  sendStalledMsMax: 50,
  backlogPollMs: 20,
  bookStalledMsMax: 150,
} as const;

let venue: IntakeVenue;
let ids = 0;
beforeEach(async () => {
  venue = await IntakeVenue.open(OPTIONS);
});
afterEach(() => venue.close());

const place = (clientOrderId = `o${(ids += 1)}`): Promise<TestAnswer> => venue.place('aus', clientOrderId);

/** Places orders until one is answered so, and for a reason where one is given; each answer on the way is 202 or 503. */
async function placeUntil(status: number, detail?: string): Promise<TestAnswer> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await place();
    if (answer.status === status && (detail === undefined || answer.body['detail'] === detail)) return answer;
    expect([202, 503]).toContain(answer.status);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no answer was ${status} ${detail ?? ''}`);
}

async function ordersNamed(clientOrderId: string): Promise<unknown[]> {
  const answer = await venue.get<{ items: unknown[] }>('aus', `/v1/orders?clientOrderId=${clientOrderId}`);
  return answer.body.items;
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 200) throw new Error('did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function measured(line: string): Promise<number> {
  const text = await venue.metrics();
  return Number(
    text
      .split('\n')
      .find((one) => one.startsWith(`${line} `))
      ?.split(' ')[1] ?? 0,
  );
}

describe('while the bus does not answer', () => {
  it('refuses at once with 503, Retry-After and a reason, and goes on by itself when it is back', async () => {
    venue.bus.fault.hang();
    const first = place('hung');
    const refused = await placeUntil(503);
    expect(refused.body).toMatchObject({ code: 'VENUE_UNAVAILABLE', detail: 'the bus does not answer' });
    expect(refused.headers['retry-after']).toBe('1');
    expect((await first).status).toBe(202);
    // What is turned away has waited for nothing.
    expect(await measured('orebook_commands_turned_away_total{reason="busAway"}')).toBeGreaterThan(0);
    venue.bus.fault.heal();
    await placeUntil(201);
    await eventually(async () => (await ordersNamed('hung')).length === 1);
  });

  it('gives back what waits behind the send that hangs: it is refused, and never comes to a book', async () => {
    venue.bus.fault.hang();
    const first = place('hung');
    await new Promise((resolve) => setTimeout(resolve, 10));
    const behind = await place('behind');
    expect([behind.status, behind.body['code']]).toEqual([503, 'VENUE_UNAVAILABLE']);
    await first;
    venue.bus.fault.heal();
    await placeUntil(201);
    await eventually(async () => (await ordersNamed('hung')).length === 1);
    expect(await ordersNamed('behind')).toEqual([]);
    expect((await place('behind')).status).toBe(201);
  });

  it('never calls a command refused that may be on the bus', async () => {
    let answer: TestAnswer | undefined;
    for (let tries = 0; answer?.status !== 202 && tries < 20; tries++) {
      venue.bus.fault.failWith(new MessageBusError('OUTCOME_UNKNOWN', 'the connection closed'));
      answer = await place(`perhaps-${tries}`);
      if (answer.status === 202) break;
      // The venue looked at the bus before the order came, which was turned away and never sent.
      expect(answer.body['detail']).toBe('the bus does not answer');
      venue.bus.fault.heal();
      await placeUntil(201);
    }
    expect([answer?.status, answer?.body['status']]).toEqual([202, 'unknown']);
  });

  it('refuses each order of a batch, a mass cancel and a cancel likewise', async () => {
    const { body } = await placeUntil(201);
    venue.bus.fault.failWith(new MessageBusError('UNAVAILABLE', 'no broker can be reached'));
    await placeUntil(503);
    const orders = ['a', 'b'].map((id) => orderBody(id));
    const batch = await venue.request<{ results?: { status: number }[] }>('aus', 'POST', '/v1/orders/batch', {
      orders,
    });
    // Once the edge knows of it, it does not even try.
    const results = batch.body.results ?? orders.map(() => batch);
    expect(results.map(({ status }) => status)).toEqual([503, 503]);
    expect(batch.headers['retry-after']).toBe('1');
    const cancel = await venue.request('aus', 'DELETE', `/v1/orders/${String(body['orderId'])}`);
    expect(cancel.status).toBe(503);
    const mass = await venue.request('aus', 'DELETE', '/v1/orders?instrument=NDPR-OXIDE');
    expect([mass.status, mass.headers['retry-after']]).toEqual([503, '1']);
  });
});

describe('while the store is away and no book can record', () => {
  it('leaves the first outcomes unknown, then refuses at once; all come to pass once when it is back', async () => {
    venue.store.fault.hang();
    const unknown = await Promise.all(['u1', 'u2'].map(place));
    expect(unknown.map(({ status }) => status)).toEqual([202, 202]);
    const refused = await placeUntil(503);
    expect(refused.body['detail']).toBe('the book does not answer');
    expect(await measured('orebook_commands_turned_away_total{reason="booksBehind"}')).toBeGreaterThan(0);
    expect(await measured('orebook_engine_backlog_commands')).toBeGreaterThan(0);
    venue.store.fault.heal();
    await placeUntil(201);
    for (const id of ['u1', 'u2']) {
      await eventually(async () => (await ordersNamed(id)).length === 1);
      expect((await place(id)).status).toBe(200);
    }
  });

  it('is not ready and says what is missing', async () => {
    venue.store.fault.failWith(new EventStoreError('UNAVAILABLE', 'no node can be reached'));
    await eventually(async () => {
      const answer = await venue.request('aus', 'GET', '/health/ready');
      return answer.status === 503 && JSON.stringify(answer.body).includes('no node can be reached');
    });
    venue.store.fault.heal();
    await eventually(async () => (await venue.request('aus', 'GET', '/health/ready')).status === 200);
  });
});

describe('while the books are slower than the desks', () => {
  it('bounds what waits for them and turns more away until they have caught up', async () => {
    await venue.stopEdge();
    await venue.start({ ...OPTIONS, bookStalledMsMax: 60_000, backlogCommandsMax: 3 });
    venue.engine.hold();
    // A busy machine may let a send wait, and the edge then says that of the bus.
    const refused = await placeUntil(503, 'too many commands wait for the book');
    expect(refused.headers['retry-after']).toBe('1');
    venue.engine.release();
    await placeUntil(201);
  });
});
