import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IntakeVenue, OFFER } from '../../../test/support/intake-venue.js';

interface Report {
  readonly orderId: string;
  readonly orderStatus: string;
  readonly version: number;
  readonly leavesQuantityLots: number;
}

interface BookBody {
  readonly bids: readonly { readonly price: string; readonly quantityLots: number }[];
  readonly asks: readonly { readonly price: string; readonly quantityLots: number }[];
}

describe('every kind of order over HTTP', () => {
  let venue: IntakeVenue;
  beforeAll(async () => {
    venue = await IntakeVenue.open();
  });
  afterAll(() => venue.close());

  const reportOf = async (user: string, orderId: string): Promise<Record<string, unknown>> =>
    (await venue.get(user, `/v1/orders/${orderId}`)).body;
  const bookOf = async (): Promise<BookBody> =>
    (await venue.get<BookBody>('obs', '/v1/instruments/NDPR-OXIDE/book')).body;
  const clear = async (): Promise<void> => {
    for (const user of ['aus', 'kaz']) await venue.request(user, 'DELETE', '/v1/orders');
  };

  it('ORDR-3 an iceberg shows its peak in the open, and all of itself to its desk', async () => {
    const placed = await venue.place<Report>('kaz', 'ice', {
      ...OFFER,
      price: '112.00',
      quantityLots: 20,
      displayQuantityLots: 5,
    });
    expect(placed.body).toMatchObject({
      orderStatus: 'new',
      leavesQuantityLots: 20,
      displayQuantityLots: 5,
      displayedQuantityLots: 5,
    });
    expect((await bookOf()).asks).toMatchObject([{ price: '112.00', quantityLots: 5, orders: 1 }]);
    await venue.place('aus', 'takes-7', { price: '112.00', quantityLots: 7 });
    expect((await bookOf()).asks).toMatchObject([{ price: '112.00', quantityLots: 3 }]);
    const { orderId, version } = placed.body;
    expect(await reportOf('kaz', orderId)).toMatchObject({
      orderStatus: 'partiallyFilled',
      leavesQuantityLots: 13,
      displayedQuantityLots: 3,
    });
    const amended = await venue.request('kaz', 'PATCH', `/v1/orders/${orderId}`, {
      expectedVersion: version,
      displayQuantityLots: 8,
    });
    expect(amended.body).toMatchObject({ displayQuantityLots: 8, displayedQuantityLots: 8, version: 2 });
    expect((await bookOf()).asks).toEqual([{ price: '112.00', quantityLots: 8, orders: 1 }]);
    await clear();
  });

  it('ORDR-6 a stop is inactive, in no book, and becomes its order at its trigger', async () => {
    const placed = await venue.place<Report>('kaz', 'stop', {
      ...OFFER,
      type: 'stopLimit',
      price: '110.50',
      triggerPrice: '111.00',
      quantityLots: 4,
    });
    expect(placed.body).toMatchObject({
      orderStatus: 'inactive',
      waitsFor: 'trigger',
      type: 'stopLimit',
      triggerPrice: '111.00',
      triggered: false,
    });
    expect((await bookOf()).asks).toEqual([]);
    const { orderId } = placed.body;
    const amended = await venue.request('kaz', 'PATCH', `/v1/orders/${orderId}`, {
      expectedVersion: 1,
      triggerPrice: '110.75',
    });
    expect(amended.body).toMatchObject({ triggerPrice: '110.75', orderStatus: 'inactive', version: 2 });
    await venue.place('kaz', 'last-trade', { ...OFFER, price: '110.75', quantityLots: 1 });
    await venue.place('aus', 'trades', { price: '110.75', quantityLots: 1 });
    const triggered = await reportOf('kaz', orderId);
    expect(triggered).toMatchObject({ orderStatus: 'new', type: 'limit', triggered: true, price: '110.50' });
    expect(triggered['waitsFor']).toBeUndefined();
    expect((await bookOf()).asks).toMatchObject([{ price: '110.50', quantityLots: 4 }]);
    const through = await venue.place('kaz', 'through', {
      ...OFFER,
      type: 'stop',
      price: undefined,
      triggerPrice: '112.00',
    });
    expect([through.status, through.body['code'], through.body['rule']]).toEqual([
      422,
      'STOP_ALREADY_THROUGH',
      'ORDR-6',
    ]);
    await clear();
  });

  it('FLOR-5 a parked offer is inactive and returns with the floor', async () => {
    const placed = await venue.place<Report>('kaz', 'parks', {
      ...OFFER,
      price: '110.50',
      onFloorRaise: 'park',
    });
    await venue.engine.apply('NDPR-OXIDE', { type: 'setFloor', floorVersion: 2, priceTicks: 11_100 });
    const position = await venue.store.lastPosition();
    const read = (): Promise<{ readonly body: Record<string, unknown> }> =>
      venue.get('kaz', `/v1/orders/${placed.body.orderId}?afterPosition=${position}`);
    expect((await read()).body).toMatchObject({ orderStatus: 'inactive', waitsFor: 'floor' });
    expect((await bookOf()).asks).toEqual([]);
    await venue.engine.apply('NDPR-OXIDE', { type: 'setFloor', floorVersion: 3, priceTicks: 11_000 });
    const back = await venue.store.lastPosition();
    const returned = await venue.get('kaz', `/v1/orders/${placed.body.orderId}?afterPosition=${back}`);
    expect(returned.body).toMatchObject({ orderStatus: 'new', price: '110.50' });
    await clear();
  });

  it('ORDR-1 an order for the close waits for its call; the first answer stays the same', async () => {
    const fields = { price: '110.00', timeInForce: 'atClose' };
    const placed = await venue.place<Report>('aus', 'closing', fields);
    expect(placed.body).toMatchObject({ orderStatus: 'inactive', waitsFor: 'closingCall' });
    expect((await bookOf()).bids).toEqual([]);
    await venue.engine.apply('NDPR-OXIDE', { type: 'setPhase', phase: 'closingCall' });
    const position = await venue.store.lastPosition();
    const called = await venue.get('aus', `/v1/orders/${placed.body.orderId}?afterPosition=${position}`);
    expect(called.body).toMatchObject({ orderStatus: 'new' });
    expect((await bookOf()).bids).toMatchObject([{ price: '110.00', quantityLots: 10 }]);
    const repeated = await venue.place('aus', 'closing', fields);
    expect(repeated.status).toBe(200);
    expect(repeated.body).toEqual(placed.body);
    for (const phase of ['closingAuction', 'preOpen', 'openingAuction'] as const) {
      await venue.engine.apply('NDPR-OXIDE', { type: 'setPhase', phase });
    }
    await clear();
  });

  it('ORDR-1 ORDR-5 minimum quantity, post-only and good till date', async () => {
    await venue.place('kaz', 'five', { ...OFFER, price: '112.00', quantityLots: 5 });
    const least = await venue.place('aus', 'least', {
      price: '112.00',
      timeInForce: 'ioc',
      minQuantityLots: 6,
    });
    expect(least.body).toMatchObject({ orderStatus: 'canceled', reason: 'MIN_QUANTITY', minQuantityLots: 6 });
    const takes = await venue.place('aus', 'takes', { price: '112.00', postOnly: true });
    expect([takes.status, takes.body['code'], takes.body['rule']]).toEqual([422, 'WOULD_TAKE', 'ORDR-5']);
    const rests = await venue.place('aus', 'rests', { price: '111.00', postOnly: true });
    expect(rests.body).toMatchObject({ orderStatus: 'new', postOnly: true });
    const plain = await venue.place('aus', 'plain', { price: '111.00', postOnly: false });
    expect(plain.body).toMatchObject({ orderStatus: 'new' });
    expect(plain.body['postOnly']).toBeUndefined();
    const expiry = '2255-01-01T00:00:00.000001Z';
    const dated = await venue.place('aus', 'dated', { price: '111.00', timeInForce: 'gtd', expiry });
    expect(dated.body).toMatchObject({ orderStatus: 'new', expiry });
    const past = await venue.place('aus', 'past', {
      price: '111.00',
      timeInForce: 'gtd',
      expiry: '2020-01-01T00:00:00Z',
    });
    expect([past.status, past.body['code'], past.body['rule']]).toEqual([422, 'ORDER_SHAPE', 'ORDR-1']);
    await clear();
  });

  it.each([
    ['triggerPrice', { triggerPrice: '112.50' }],
    ['price', { type: 'stop', triggerPrice: '112.00' }],
    ['displayQuantityLots', { displayQuantityLots: 11 }],
    ['minQuantityLots', { minQuantityLots: 1 }],
    ['expiry', { expiry: '2255-01-01T00:00:00Z' }],
    ['expiry', { timeInForce: 'gtd' }],
  ])('ORDR-1 ORDER_SHAPE names %s as the desk wrote it: %j', async (field, fields) => {
    const clientOrderId = `shape-${Object.keys(fields).join('-')}`;
    const answer = await venue.place('aus', clientOrderId, fields);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'ORDER_SHAPE', rule: 'ORDR-1', details: { field } });
  });

  it('RESV-1 FLOR-10 BAND-1 RISK-2 the open book shows the reserve, a locked floor and bands, and nobody’s name', async () => {
    const act = (...changes: Parameters<typeof venue.engine.apply>[1][]): Promise<void> =>
      venue.engine.apply('NDPR-OXIDE', ...changes);
    const mandate = { type: 'setReserve', desk: 'reserve', memberState: 'BLOC' } as const;
    const read = async (path: string): Promise<Record<string, unknown>> => {
      const position = await venue.store.lastPosition();
      return (await venue.get('obs', `/v1/instruments/NDPR-OXIDE${path}?afterPosition=${position}`)).body;
    };
    await act({ ...mandate, budget: '100000000', capLots: 6 });
    expect(await read('/book')).toMatchObject({
      reserve: { price: '110.00', quantityLots: 6 },
      bestBid: '110.00',
      bids: [],
      floorLocked: false,
      reserveExhausted: false,
    });
    const sold = await venue.place('kaz', 'to-reserve', { ...OFFER, price: '110.00', quantityLots: 8 });
    expect(sold.body).toMatchObject({ cumulativeQuantityLots: 6, leavesQuantityLots: 2 });
    const book = await read('/book');
    expect(book).toMatchObject({ floorLocked: true, reserveExhausted: true, bids: [] });
    expect([book['reserve'], book['bestBid']]).toEqual([undefined, undefined]);
    expect(JSON.stringify([book, await read('/trades')])).not.toMatch(/BLOC|kaz-|"reserve"/);
    await clear();
    await act({ type: 'setBands', bands: { staticBasisPoints: 500 }, expiryMicros: 9e15 });
    expect(await read('')).toMatchObject({
      priceBands: { staticBasisPoints: 500, until: expect.any(String) },
    });
    const outside = await venue.place('aus', 'outside', { price: '190.00' });
    expect(outside.body).toMatchObject({ status: 422, code: 'OUTSIDE_BAND', rule: 'BAND-2' });
    await act({ type: 'setBands', bands: {}, expiryMicros: 9e15 });
    const limits = { orderSizeLotsMax: 5 };
    await act({ type: 'setLimits', desk: 'aus-1', memberState: 'AUS', limits });
    const large = await venue.place('aus', 'large', { quantityLots: 6 });
    expect(large.body).toMatchObject({ code: 'ORDER_SIZE_LIMIT', details: { orderSizeLotsMax: 5 } });
    const rests = await venue.place<Report>('aus', 'killed', { quantityLots: 5, price: '110.00' });
    await act({ type: 'setKillSwitch', scope: 'desk', name: 'aus-1', engaged: true });
    const position = await venue.store.lastPosition();
    const killed = await venue.get('aus', `/v1/orders/${rests.body.orderId}?afterPosition=${position}`);
    expect(killed.body).toMatchObject({ orderStatus: 'canceled', reason: 'KILL_SWITCH' });
    const refused = await venue.place('aus', 'after-kill', { quantityLots: 5 });
    expect(refused.body).toMatchObject({ status: 422, code: 'KILL_SWITCH', details: { scope: 'desk' } });
    await act(
      { type: 'setKillSwitch', scope: 'desk', name: 'aus-1', engaged: false },
      { type: 'setLimits', desk: 'aus-1', memberState: 'AUS', limits: {} },
    );
  });

  it('a batch takes them all, each by itself', async () => {
    const order = (clientOrderId: string, fields: object): object => ({
      instrument: 'NDPR-OXIDE',
      clientOrderId,
      side: 'buy',
      type: 'limit',
      timeInForce: 'day',
      quantityLots: 10,
      price: '111.00',
      ...fields,
    });
    const answer = await venue.request<{ results: readonly Record<string, unknown>[] }>(
      'aus',
      'POST',
      '/v1/orders/batch',
      {
        orders: [
          order('batch-ice', { displayQuantityLots: 2 }),
          order('batch-stop', { type: 'stop', price: undefined, triggerPrice: '190.00' }),
          order('batch-off', { type: 'stop', price: undefined, triggerPrice: '190.001' }),
          order('batch-bad', { expiry: 'soon' }),
        ],
      },
    );
    expect(answer.body.results).toMatchObject([
      { status: 201, report: { displayedQuantityLots: 2 } },
      { status: 201, report: { orderStatus: 'inactive', triggerPrice: '190.00' } },
      { status: 422, problem: { code: 'OFF_TICK', details: { field: 'triggerPrice' } } },
      { status: 400, problem: { code: 'MALFORMED', errors: [{ field: 'orders[3].expiry' }] } },
    ]);
    await clear();
  });
});
