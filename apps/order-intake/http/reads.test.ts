import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IntakeVenue, OFFER } from '../../../test/support/intake-venue.js';

interface Paged {
  readonly items: Record<string, unknown>[];
  readonly nextCursor?: string;
}

describe('what a desk and everybody may read', () => {
  let venue: IntakeVenue;
  beforeAll(async () => {
    venue = await IntakeVenue.open({ positionTimeoutMsMax: 200 });
    for (let count = 1; count <= 5; count++) {
      await venue.place('kaz', `s${count}`, { ...OFFER, quantityLots: 2, price: `11${count}.00` });
    }
    await venue.place('aus', 'b1', { quantityLots: 3, price: '112.00' });
    await venue.place('aus', 'b2', { quantityLots: 4, price: '110.00' });
    await venue.place('aus', 'b3', { quantityLots: 5, price: '100.00' });
    await venue.place('aus', 'b4', { quantityLots: 6, price: '100.00' });
  });
  afterAll(() => venue.close());

  const all = async (user: string, path: string): Promise<Record<string, unknown>[]> => {
    const items: Record<string, unknown>[] = [];
    let cursor = '';
    do {
      const { status, body } = await venue.get<Paged>(
        user,
        `${path}${path.includes('?') ? '&' : '?'}limit=2${cursor}`,
      );
      expect(status).toBe(200);
      expect(body.items.length).toBeLessThanOrEqual(2);
      items.push(...body.items);
      cursor = body.nextCursor === undefined ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    return items;
  };

  it('pages through orders, newest first, none twice and none left out', async () => {
    const ids = (await all('kaz', '/v1/orders')).map((order) => order['clientOrderId']);
    expect(ids).toEqual(['s5', 's4', 's3', 's2', 's1']);
    const live = (await all('kaz', '/v1/orders?status=live')).map((order) => order['clientOrderId']);
    expect(live).toEqual(['s5', 's4', 's3', 's2']);
    expect(await all('kaz', '/v1/orders?status=done&instrument=NDPR-OXIDE')).toMatchObject([
      { clientOrderId: 's1' },
    ]);
    expect(await all('kaz', '/v1/orders?instrument=DY-OXIDE')).toEqual([]);
  });

  it('pages through fills of the own side', async () => {
    const bought = await all('aus', '/v1/fills');
    expect(bought).toMatchObject([
      { side: 'buy', price: '112.00', quantityLots: 1, clientOrderId: 'b1', aggressor: true },
      { side: 'buy', price: '111.00', quantityLots: 2, clientOrderId: 'b1', aggressor: true },
    ]);
    const sold = await all('kaz', '/v1/fills?instrument=NDPR-OXIDE');
    expect(sold).toMatchObject([
      { side: 'sell', price: '112.00', clientOrderId: 's2', aggressor: false },
      { side: 'sell', price: '111.00', clientOrderId: 's1', aggressor: false },
    ]);
    const ofOrder = await all('kaz', `/v1/fills?orderId=${String(sold[1]?.['orderId'])}`);
    expect(ofOrder).toEqual([sold[1]]);
    expect(JSON.stringify(bought)).not.toMatch(/kaz/i);
  });

  it('nets positions on top of what was set', async () => {
    expect(await all('kaz', '/v1/positions')).toEqual([
      { instrument: 'DY-OXIDE', positionLots: 500, openingLots: 500, boughtLots: 0, soldLots: 0 },
      { instrument: 'NDPR-OXIDE', positionLots: 497, openingLots: 500, boughtLots: 0, soldLots: 3 },
    ]);
    expect(await all('aus', '/v1/positions')).toMatchObject([{ instrument: 'NDPR-OXIDE', positionLots: 3 }]);
    expect(await all('obs', '/v1/positions')).toEqual([]);
  });

  it('FLOR-3 shows the book by price without who; bids below the floor are marked and never the best', async () => {
    const { body } = await venue.get('obs', '/v1/instruments/NDPR-OXIDE/book?depth=3');
    expect(body).toMatchObject({
      instrument: 'NDPR-OXIDE',
      phase: 'continuous',
      floorPrice: '110.00',
      floorVersion: 1,
      referencePrice: '112.00',
      bestBid: '110.00',
      bestOffer: '112.00',
      bids: [
        { price: '110.00', quantityLots: 4, orders: 1 },
        { price: '100.00', quantityLots: 11, orders: 2, belowFloor: true },
      ],
      asks: [
        { price: '112.00', quantityLots: 1, orders: 1 },
        { price: '113.00', quantityLots: 2, orders: 1 },
        { price: '114.00', quantityLots: 2, orders: 1 },
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/kaz-|aus-|clientOrderId/i);
  });

  it('pages through public trades without who traded', async () => {
    const trades = await all('obs', '/v1/instruments/NDPR-OXIDE/trades');
    expect(trades).toMatchObject([
      { price: '112.00', quantityLots: 1, aggressorSide: 'buy' },
      { price: '111.00', quantityLots: 2, aggressorSide: 'buy' },
    ]);
    expect(JSON.stringify(trades)).not.toMatch(/kaz|aus|order/i);
  });

  it('lists instruments with phase, floor and reference price, and knows no others', async () => {
    const instruments = await all('obs', '/v1/instruments');
    expect(instruments).toMatchObject([
      {
        instrument: 'DY-OXIDE',
        tickSize: '0.50',
        floorPrice: '100.00',
        phase: 'continuous',
        feePerLot: '0.00',
      },
      {
        instrument: 'NDPR-OXIDE',
        tickSize: '0.01',
        floorPrice: '110.00',
        referencePrice: '112.00',
        feePerLot: '1.50',
      },
    ]);
    expect((await venue.get('obs', '/v1/instruments/NDPR-OXIDE')).body).toEqual(instruments[1]);
    for (const path of ['NO-SUCH', 'NO-SUCH/book', 'NO-SUCH/trades']) {
      const answer = await venue.get('obs', `/v1/instruments/${path}`);
      expect([answer.status, answer.body['code']]).toEqual([404, 'UNKNOWN_INSTRUMENT']);
    }
  });

  it('reads at a position that was reached, and refuses one that the store never gave', async () => {
    const position = await venue.store.lastPosition();
    const there = await venue.get('aus', `/v1/orders?afterPosition=${position}`);
    expect(there.status).toBe(200);
    expect(Number(there.headers['x-orebook-position'])).toBeGreaterThanOrEqual(position);
    const late = await venue.get('aus', `/v1/orders?afterPosition=${position + 1000}`);
    expect([late.status, late.body['code']]).toEqual([400, 'MALFORMED']);
    const header = await venue.request('aus', 'GET', '/v1/fills', undefined, {
      'x-orebook-position': String(position + 1000),
    });
    expect(header.status).toBe(400);
    const wrong = await venue.request('aus', 'GET', '/v1/fills', undefined, { 'x-orebook-position': 'soon' });
    expect([wrong.status, wrong.body['code']]).toEqual([400, 'MALFORMED']);
  });

  it('a position that another stream took counts as reached with the last book event before it', async () => {
    const data = new TextEncoder().encode('{}');
    const { position } = await venue.store.append('policy', -1, [
      { id: '00000000-0000-4000-8000-000000000001', type: 'Other', version: 1, data },
    ]);
    expect((await venue.get('aus', `/v1/orders?afterPosition=${position}`)).status).toBe(200);
  });
});
