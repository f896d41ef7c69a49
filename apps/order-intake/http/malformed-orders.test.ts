import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IntakeVenue, orderBody } from '../../../test/support/intake-venue.js';

describe('UNIT-1 UNIT-2 malformed orders', () => {
  let venue: IntakeVenue;
  let decided: number;
  beforeAll(async () => {
    venue = await IntakeVenue.open();
    decided = venue.engine.decided;
  });
  afterAll(() => venue.close());

  const wrong: readonly [field: string, value: unknown][] = [
    ['price', 'NaN'],
    ['price', 'Infinity'],
    ['price', '1e2'],
    ['price', '-0'],
    ['price', '-1.00'],
    ['price', '+1.00'],
    ['price', '0110.00'],
    ['price', '110.'],
    ['price', '.50'],
    ['price', '110,50'],
    ['price', '١١٠'],
    ['price', ' 110'],
    ['price', '110\n'],
    ['price', ''],
    ['price', 110.25],
    ['price', null],
    ['price', ['110.00']],
    ['price', { toString: '110.00' }],
    ['price', '1'.repeat(40)],
    ['price', '0'],
    ['price', '0.00'],
    ['price', '21474836.48'],
    ['protectionLimit', '1_000'],
    ['protectionLimit', 111],
    ['triggerPrice', '1e2'],
    ['triggerPrice', '-1.00'],
    ['triggerPrice', '0'],
    ['triggerPrice', null],
    ['triggerPrice', '21474836.48'],
    ['displayQuantityLots', 0],
    ['displayQuantityLots', '5'],
    ['displayQuantityLots', null],
    ['displayQuantityLots', 2_147_483_648],
    ['minQuantityLots', 0],
    ['minQuantityLots', -1],
    ['minQuantityLots', '1'],
    ['postOnly', 'true'],
    ['postOnly', 1],
    ['postOnly', null],
    ['expiry', '2026-12-01'],
    ['expiry', '2026-12-01T09:00:00'],
    ['expiry', '2026-12-01T09:00:00+01:00'],
    ['expiry', '2026-12-01t09:00:00z'],
    ['expiry', '2026-02-30T09:00:00Z'],
    ['expiry', '2026-12-01T24:00:00Z'],
    ['expiry', '2026-12-01T09:00:00.0000001Z'],
    ['expiry', '1969-12-31T23:59:59Z'],
    ['expiry', '9999-12-31T23:59:59Z'],
    ['expiry', 1_795_392_000_000_000],
    ['expiry', null],
    ['type', 'stoplimit'],
    ['timeInForce', 'atclose'],
    ['onFloorRaise', 'Park'],
    ['stpMode', 'decrease'],
    ['trigger', '111.00'],
    ['displayQuantity', 5],
    ['expiryMicros', 1],
    ['isParked', true],
    ['quantityLots', 0],
    ['quantityLots', -1],
    ['quantityLots', 1.5],
    ['quantityLots', '10'],
    ['quantityLots', 2_147_483_648],
    ['quantityLots', null],
    ['quantityLots', true],
    ['side', 'hold'],
    ['side', undefined],
    ['type', 'STOP'],
    ['timeInForce', 'DAY'],
    ['clientOrderId', ''],
    ['clientOrderId', 'two words'],
    ['clientOrderId', 'ö'],
    ['clientOrderId', 'x'.repeat(65)],
    ['clientOrderId', 17],
    ['instrument', 'ndpr-oxide'],
    ['instrument', '../etc'],
    ['certificateId', ''],
    ['onFloorRaise', 'wait'],
    ['stpMode', 'cancelNobody'],
    ['account', {}],
    ['desk', 'kaz-1'],
    ['memberState', 'KAZ'],
    ['constructor', 'x'],
  ];

  it.each(wrong)('%s: %j is refused by name and sends no command', async (field, value) => {
    const answer = await venue.place('aus', 'bad', { [field]: value });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'MALFORMED', rule: 'UNIT-1' });
    // Numbers with a fraction and dangerous names are refused before the order is looked at.
    const isOrderLevel = field !== 'constructor' && value !== 110.25 && value !== 1.5;
    if (isOrderLevel) expect(JSON.stringify(answer.body)).toContain(`"field":"${field}"`);
    expect(venue.engine.decided).toBe(decided);
    expect(venue.refusals.at(-1)).toMatchObject({ code: 'MALFORMED', desk: 'aus-1', route: '/v1/orders' });
  });

  const offTick = [
    ['price', { price: '100.25' }],
    ['triggerPrice', { type: 'stop', price: undefined, triggerPrice: '100.25' }],
    ['triggerPrice', { type: 'stopLimit', price: '100.50', triggerPrice: '100.001' }],
    ['protectionLimit', { type: 'market', price: undefined, protectionLimit: '100.25' }],
  ] as const;

  it.each(offTick)('OFF_TICK names %s and the tick size: %j', async (field, fields) => {
    const answer = await venue.place('aus', 'bad', { instrument: 'DY-OXIDE', ...fields });
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'OFF_TICK',
      details: { field, tickSize: '0.50' },
      errors: [{ field, code: 'OFF_TICK' }],
    });
    expect(venue.refusals.at(-1)).toMatchObject({ code: 'OFF_TICK', userId: 'aus' });
    expect(venue.engine.decided).toBe(decided);
  });

  it.each(['price', 'triggerPrice'])('OFF_TICK of an amend names %s', async (field) => {
    const answer = await venue.request('aus', 'PATCH', '/v1/orders/DY-OXIDE.20', {
      expectedVersion: 1,
      [field]: '100.25',
    });
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'OFF_TICK',
      details: { field, tickSize: '0.50' },
    });
  });

  it('an instrument that the venue lacks is refused and recorded', async () => {
    const answer = await venue.place('aus', 'bad', { instrument: 'NO-SUCH' });
    expect([answer.status, answer.body['code']]).toEqual([422, 'UNKNOWN_INSTRUMENT']);
    expect(venue.refusals.at(-1)?.code).toBe('UNKNOWN_INSTRUMENT');
  });

  it('SEQ-4 a refusal at the edge consumes no id', async () => {
    expect((await venue.place('aus', 'bad')).status).toBe(201);
  });

  it.each([
    ['PATCH', {}],
    ['PATCH', { expectedVersion: 0 }],
    ['PATCH', { expectedVersion: 1, price: '1e3' }],
    ['PATCH', { expectedVersion: 1, side: 'sell' }],
    ['PATCH', { expectedVersion: 1, quantityLots: null }],
    ['PATCH', { expectedVersion: 1, triggerPrice: '1e3' }],
    ['PATCH', { expectedVersion: 1, displayQuantityLots: 0 }],
    ['PATCH', { expectedVersion: 1, expiry: 'tomorrow' }],
    ['PATCH', { expectedVersion: 1, protectionLimit: '110.00' }],
    ['PATCH', { expectedVersion: 1, minQuantityLots: 1 }],
    ['PATCH', { expectedVersion: 1, postOnly: true }],
  ] as const)('%s %j is refused', async (method, body) => {
    const answer = await venue.request('aus', method, '/v1/orders/NDPR-OXIDE.20', body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'MALFORMED']);
  });

  it.each([
    'orders?status=open',
    'orders?limit=0',
    'orders?limit=501',
    'orders?cursor=abc',
    'orders?afterPosition=-1',
    'orders?desk=kaz-1',
    'fills?orderId=1',
    'instruments/NDPR-OXIDE/book?depth=0',
    'instruments/NDPR-OXIDE/trades?cursor=eyJzaWRlIjoxfQ',
  ])('GET /v1/%s is refused', async (path) => {
    const answer = await venue.get('aus', `/v1/${path}`);
    expect([answer.status, answer.body['code']]).toEqual([400, 'MALFORMED']);
  });

  it('refuses a body that is no object', async () => {
    for (const body of ['[]', '"x"', '1', 'null', '', JSON.stringify([orderBody('x')])]) {
      const answer = await venue.request('aus', 'POST', '/v1/orders', body);
      expect([answer.status, answer.body['code']]).toEqual([400, 'MALFORMED']);
    }
  });
});
