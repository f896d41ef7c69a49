import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExchangeProcess } from '../support/exchange-process.js';
import { VenueSession } from '../support/venue-session.js';

/** State hash of the book of NDPR-OXIDE in the stored data, as version 1 of the product told it. */
const STATE_HASH = 'a95040aa2ee4f14b974fa3993053913f5dd6165a8318f4ebc672ea3f4211264f';

/**
 * A store that version 1 wrote: orders, a refusal, a floor raise, netting, settlement and a deposit on the sample bloc.
 * The file is never edited; whatever comes later must open, replay and verify it.
 */
describe('a data directory of version 1', () => {
  let directory: string;
  let exchange: ExchangeProcess;
  let session: VenueSession;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'orebook-golden-'));
    mkdirSync(join(directory, 'store'));
    writeFileSync(join(directory, 'VERSION'), 'orebook-data 1\n');
    const stored = readFileSync(join(import.meta.dirname, 'store-v1.mdb.gz'));
    writeFileSync(join(directory, 'store', 'data.mdb'), gunzipSync(stored));
    exchange = new ExchangeProcess({ dataDir: directory });
    await exchange.start();
    session = await VenueSession.open(exchange);
  }, 60_000);
  afterAll(async () => {
    await session.close();
    await exchange.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  const verified = async (): Promise<{ instrument: string; equal: boolean; stateHash: string }[]> => {
    const regulator = await session.as('rita.regulator');
    const { body } = await regulator.post('/v1/audit/verify', {});
    return body.books as { instrument: string; equal: boolean; stateHash: string }[];
  };

  it('AUDT-3 opens, replays and verifies, to the very state hash', async () => {
    const books = await verified();
    expect(books).toHaveLength(8);
    expect(books.every(({ equal }) => equal)).toBe(true);
    expect(books.find(({ instrument }) => instrument === 'NDPR-OXIDE')?.stateHash).toBe(STATE_HASH);
  });

  it('SEQ-4 still knows its orders, and the same request again makes no second one', async () => {
    const desk = await session.as('aiko.jpn-kitayama');
    const { body } = await desk.get('/v1/orders?clientOrderId=golden-3');
    const [order] = body.items as { orderId: string; orderStatus: string }[];
    expect(order?.orderStatus).toBe('new');
    const again = await desk.post('/v1/orders', {
      instrument: 'NDPR-OXIDE',
      clientOrderId: 'golden-3',
      side: 'buy',
      type: 'limit',
      timeInForce: 'gtc',
      quantityLots: 7,
      price: '105.00',
    });
    expect([again.status, again.body.orderId]).toEqual([200, order?.orderId]);
  });

  it('FLOR-1 still has its acts, and CLRG-6 its ledger', async () => {
    const operator = await session.as('clara.clearing');
    const book = await operator.get('/v1/instruments/NDPR-OXIDE/book');
    expect([book.body.floorPrice, book.body.floorVersion]).toEqual(['111.00', 2]);
    const balance = await operator.get('/v1/clearing/trial-balance');
    expect(balance.body.balanced).toBe(true);
    const deposited = await operator.post('/v1/clearing/deposits', {
      participant: 'aus-lynx',
      currency: 'USD',
      amount: '250000.00',
      reference: 'GOLDEN-1',
    });
    expect(deposited.status).toBe(200);
  });

  it('goes on trading, and verifies still', async () => {
    const desk = await session.as('aiko.jpn-kitayama');
    const placed = await desk.post('/v1/orders', {
      instrument: 'NDPR-OXIDE',
      clientOrderId: 'later',
      side: 'buy',
      type: 'limit',
      timeInForce: 'day',
      quantityLots: 1,
      price: '111.00',
    });
    expect(placed.status).toBe(201);
    expect((await verified()).every(({ equal }) => equal)).toBe(true);
  });
});
