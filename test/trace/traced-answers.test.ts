import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ExchangeProcess } from '../support/exchange-process.js';
import { tradableInstruments } from '../support/sample-traders.js';
import { VenueSession } from '../support/venue-session.js';
import { durableCommitsBeforeAnswers, readTrace, TRACED_CALLS } from './traced-answers.js';

const ORDERS = 12;
/** Long enough for what follows an answer (offsets, views) to be over before the next request. */
const PAUSE_MS = 150;

const open = '9 openat(AT_FDCWD, "/d/store/data.mdb", O_RDWR|O_DSYNC|O_CLOEXEC) = 21';
const request = '9 read(30<socket:[1]>, "POST /v1/orders HTTP/1.1\\r\\n"..., 65536) = 400';
const answer = '9 writev(30<socket:[1]>, [{iov_base="HTTP/1.1 201 Created\\r\\n"}], 1) = 300';
const write = '10 pwrite64(20</d/store/data.mdb>, "..."..., 4096, 8192) = 4096';
const sync = '10 fdatasync(20</d/store/data.mdb>) = 0';
const commit = '10 pwrite64(21</d/store/data.mdb>, "..."..., 120, 4096) = 120';

describe('reading a trace', () => {
  it.each([
    ['a commit before the answer', [open, request, write, sync, commit, answer], [1]],
    ['an answer before the sync', [open, request, write, answer, sync, commit], [0]],
    ['an answer between sync and commit', [open, request, write, sync, answer, commit], [0]],
    ['a meta page without a sync', [open, request, write, commit, answer], [0]],
    ['a failed sync', [open, request, write, sync.replace('= 0', '= -1 EIO'), commit, answer], [0]],
    [
      'a sync that is resumed after the answer',
      [
        open,
        request,
        write,
        '10 fdatasync(20</d/store/data.mdb> <unfinished ...>',
        answer,
        '10 <... fdatasync resumed>) = 0',
        commit,
      ],
      [0],
    ],
  ])('counts the durable commits of %s', (_, lines, counts) => {
    expect(durableCommitsBeforeAnswers(readTrace(lines.join('\n')))).toEqual(counts);
  });
});

describe('a traced exchange', () => {
  const straceIsThere = spawnSync('strace', ['-V']).status === 0;
  const traced = straceIsThere ? it : it.skip;

  traced(
    'answers each order only after its command and its outcome are synced to the disk',
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'orebook-trace-'));
      const trace = join(directory, 'trace');
      const exchange = new ExchangeProcess({
        wrapper: ['strace', '-D', '-f', '-y', '-s', '200', '-e', `trace=${TRACED_CALLS}`, '-o', trace],
      });
      try {
        await exchange.start();
        const session = await VenueSession.open(exchange);
        const [instrument] = tradableInstruments();
        const trader = await session.as(instrument!.traders[0]!.userId);
        for (let index = 0; index < ORDERS; index++) {
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
          const { status } = await trader.post('/v1/orders', {
            instrument: instrument!.instrumentId,
            clientOrderId: `traced-${index}`,
            side: 'buy',
            type: 'limit',
            timeInForce: 'gtc',
            quantityLots: 1,
            price: instrument!.priceOf(instrument!.floorTicks + index),
          });
          expect(status).toBe(201);
        }
        await session.close();
        await exchange.stop();
        const commits = durableCommitsBeforeAnswers(readTrace(readFileSync(trace, 'utf8')));
        expect(commits).toHaveLength(ORDERS);
        expect(Math.min(...commits)).toBeGreaterThanOrEqual(2);
      } finally {
        await exchange.dispose();
        rmSync(directory, { recursive: true });
      }
    },
    120_000,
  );
});
