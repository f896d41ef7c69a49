import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ExchangeProcess } from '../support/exchange-process.js';
import { tradableInstruments } from '../support/sample-traders.js';
import { VenueSession } from '../support/venue-session.js';

const directory = mkdtempSync(join(tmpdir(), 'orebook-disk-'));
const disk = join(directory, 'disk');
mkdirSync(disk);
/** A small disk of its own takes a mount, which not every user may make. */
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=26m', 'tmpfs', disk]).status === 0;
const ORDERS_MAX = 60_000;

describe('a disk that fills up', () => {
  afterAll(() => {
    if (mounted) spawnSync('umount', [disk]);
    rmSync(directory, { recursive: true, force: true });
  });
  const onSmallDisk = mounted ? it : it.skip;

  onSmallDisk(
    'ends the exchange in one line, and nothing acknowledged is lost',
    async () => {
      const exchange = new ExchangeProcess({ dataDir: join(disk, 'data') });
      try {
        await exchange.start();
        const session = await VenueSession.open(exchange);
        const instrument = tradableInstruments()[0]!;
        const userId = instrument.traders[0]!.userId;
        const trader = await session.as(userId);
        let acknowledged = 0;
        const orders = (from: number): Record<string, unknown>[] =>
          Array.from({ length: 100 }, (_, index) => ({
            instrument: instrument.instrumentId,
            clientOrderId: `disk-${from + index}`,
            side: 'buy',
            type: 'limit',
            timeInForce: 'gtc',
            quantityLots: 1,
            price: instrument.priceOf(instrument.floorTicks),
          }));
        try {
          for (let sent = 0; sent < ORDERS_MAX; sent += 100) {
            const { status, body } = await trader.post('/v1/orders/batch', { orders: orders(sent) });
            const results = (body.results ?? []) as { status: number }[];
            if (status !== 200 || results.some((result) => result.status !== 201)) break;
            acknowledged += results.length;
          }
        } catch {
          // The process is gone.
        }
        const code = await exchange.ended();
        expect(exchange.printed.trim().split('\n').at(-1)).toMatch(/^orebook: .*full/);
        expect(exchange.printed).not.toMatch(/\n\s+at /);
        expect(code).not.toBe(0);
        expect(acknowledged).toBeGreaterThan(0);

        expect(spawnSync('mount', ['-o', 'remount,size=400m', disk]).status).toBe(0);
        await exchange.start();
        const { body } = await trader.get(`/v1/orders?clientOrderId=disk-${acknowledged - 1}`);
        expect(body.items).toHaveLength(1);
        expect(await session.verifies()).toBe(true);
        await session.close();
      } finally {
        await exchange.dispose();
      }
    },
    180_000,
  );
});
