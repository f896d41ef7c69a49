import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCli } from './program.js';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

type Reply = { readonly status: number; readonly body: unknown } | 'hang up';

/** A venue that answers what a test tells it, and remembers what it was asked. */
class FakeVenue {
  readonly seen: Seen[] = [];
  replies: Reply[] = [];
  private server: Server | undefined;
  url = '';

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      void readBody(request).then((body) => {
        const { method = '', url = '' } = request;
        this.seen.push({ method, url, authorization: request.headers.authorization, body });
        const reply = this.replies.shift() ?? { status: 500, body: { detail: 'no reply left' } };
        if (reply === 'hang up') {
          request.socket.destroy();
          return;
        }
        response.writeHead(reply.status, { 'content-type': 'application/json' });
        response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    this.url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    this.server = server;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => this.server?.close(done) ?? done(undefined));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const REPORT = {
  orderId: 'NDPR-OXIDE.17',
  clientOrderId: 'a-1',
  instrument: 'NDPR-OXIDE',
  orderStatus: 'partiallyFilled',
  side: 'buy',
  type: 'limit',
  timeInForce: 'day',
  price: '112.50',
  quantityLots: 10,
  cumulativeQuantityLots: 4,
  leavesQuantityLots: 6,
  canceledQuantityLots: 0,
  averagePrice: '112.2500',
  version: 1,
  fills: [
    { executionId: 'NDPR-OXIDE.18', price: '112.25', quantityLots: 4, time: '2026-11-23T02:22:29.123456Z' },
  ],
  sequence: 18,
  time: '2026-11-23T02:22:29.123456Z',
  position: 91,
};

const BELOW_FLOOR = {
  type: 'urn:orebook:problem:BELOW_FLOOR',
  title: 'Unprocessable Entity',
  status: 422,
  detail: 'the offer is below the floor of 110.00 (version 1)',
  code: 'BELOW_FLOOR',
  rule: 'FLOR-3',
};

describe('orebook', () => {
  const venue = new FakeVenue();
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'orebook-cli-'));
    venue.seen.length = 0;
    venue.replies = [];
    await venue.start();
  });

  afterEach(async () => {
    await venue.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function run(
    line: string | readonly string[],
    env: Readonly<Record<string, string>> = { OREBOOK_TOKEN: 'secret' },
  ): Promise<{ code: number; out: string; err: string }> {
    const argv = typeof line === 'string' ? line.split(' ') : line;
    let [out, err] = ['', ''];
    const code = await runCli(argv, {
      env: { OREBOOK_URL: venue.url, ...env },
      workingDirectory: directory,
      columns: 100,
      out: async (chunk) => {
        out += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      },
      err: (text) => {
        err += text;
      },
    });
    return { code, out, err };
  }

  it('places an order and tells what became of it', async () => {
    venue.replies = [{ status: 201, body: REPORT }];
    const { code, out, err } = await run('place buy 10 NDPR-OXIDE --price 112.50 --client-order-id a-1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      [
        'NDPR-OXIDE.17: partially filled',
        '  order      buy 10 lots of NDPR-OXIDE, limit 112.50, day',
        '  client id  a-1',
        '  done       4 lots filled at 112.2500 on average',
        '  open       6 lots',
        '  version    1',
        '  time       2026-11-23 02:22:29.123456',
        '  execution       price  lots  time (UTC)',
        '  NDPR-OXIDE.18  112.25     4  2026-11-23 02:22:29.123456',
        '',
      ].join('\n'),
    );
    expect(venue.seen[0]).toMatchObject({
      method: 'POST',
      url: '/v1/orders',
      authorization: 'Bearer secret',
    });
    expect(JSON.parse(venue.seen[0]?.body ?? '')).toEqual({
      side: 'buy',
      quantityLots: 10,
      instrument: 'NDPR-OXIDE',
      clientOrderId: 'a-1',
      type: 'limit',
      timeInForce: 'day',
      price: '112.50',
    });
  });

  it.each([
    ['--stop 111.00', { type: 'stop', triggerPrice: '111.00', timeInForce: 'day' }],
    ['--stop 111.00 --price 110.50', { type: 'stopLimit', triggerPrice: '111.00', price: '110.50' }],
    ['--stop 111 --protection-limit 110', { type: 'stop', protectionLimit: '110' }],
    ['--price 112 --display 2', { type: 'limit', displayQuantityLots: 2 }],
    ['--price 112 --for ioc --min 3', { timeInForce: 'ioc', minQuantityLots: 3 }],
    ['--price 112 --post-only', { postOnly: true }],
    [
      '--price 112 --expires 2027-01-29T16:00:00.000001Z',
      { timeInForce: 'gtd', expiry: '2027-01-29T16:00:00.000001Z' },
    ],
    ['--price 112 --for atClose', { timeInForce: 'atClose' }],
    ['--price 112 --on-floor-raise park', { onFloorRaise: 'park' }],
    ['--price 112 --stp-id S --stp-mode decrement', { stpId: 'S', stpMode: 'decrement' }],
  ])('sends what it is told: %s', async (options, expected) => {
    venue.replies = [{ status: 201, body: REPORT }];
    expect((await run(`place sell 5 NDPR-OXIDE ${options} --certificate C-1`)).code).toBe(0);
    const sent = JSON.parse(venue.seen[0]?.body ?? '') as Record<string, unknown>;
    expect(sent).toMatchObject({ side: 'sell', quantityLots: 5, certificateId: 'C-1', ...expected });
  });

  it('tells an order that waits, what of it is shown, and until when', async () => {
    const stop = {
      ...REPORT,
      orderStatus: 'inactive',
      waitsFor: 'trigger',
      type: 'stopLimit',
      triggerPrice: '113.00',
      triggered: false,
      timeInForce: 'gtd',
      expiry: '2027-01-29T16:00:00.000000Z',
      cumulativeQuantityLots: 0,
      leavesQuantityLots: 10,
      displayQuantityLots: 4,
      displayedQuantityLots: 0,
      averagePrice: undefined,
      fills: [],
    };
    venue.replies = [
      { status: 200, body: stop },
      { status: 200, body: { items: [stop] } },
    ];
    const one = await run('order NDPR-OXIDE.17');
    expect(one.out).toBe(
      [
        'NDPR-OXIDE.17: inactive',
        '  order      buy 10 lots of NDPR-OXIDE, stop limit 112.50, gtd until 2027-01-29 16:00:00.000000',
        '  client id  a-1',
        '  done       0 lots filled',
        '  open       10 lots, 0 shown of at most 4',
        '  waits      for a trade at or through 113.00',
        '  version    1',
        '  time       2026-11-23 02:22:29.123456',
        '',
      ].join('\n'),
    );
    const list = await run('orders');
    expect(list.out).toContain('112.50 stop 113.00');
    expect(list.out).toContain('inactive');
  });

  it('amends all that may be amended', async () => {
    venue.replies = [{ status: 200, body: REPORT }];
    const options =
      '--stop 110.50 --lots 8 --display 2 --expires 2027-01-29T16:00:00Z --account a --expect 3';
    expect((await run(`amend NDPR-OXIDE.17 --price 110 ${options}`)).code).toBe(0);
    expect(JSON.parse(venue.seen[0]?.body ?? '')).toEqual({
      expectedVersion: 3,
      price: '110',
      triggerPrice: '110.50',
      quantityLots: 8,
      displayQuantityLots: 2,
      expiry: '2027-01-29T16:00:00Z',
      account: 'a',
    });
  });

  it('tells of a message that was set aside, and what is still wrong with it', async () => {
    const message = {
      messageId: '3-17',
      status: 'setAside',
      key: 'NDPR-OXIDE',
      reason: 'not a command: priceTicks is no whole number',
      setAsideTime: '2026-11-23T02:22:29.123456Z',
      fault: 'not a command: priceTicks is no whole number',
      valueBytes: 9,
      text: '{"\u001b":1}',
      valueBase64: 'eyIbIjoxfQ==',
    };
    venue.replies = [
      { status: 200, body: { items: [message] } },
      { status: 200, body: message },
    ];
    const list = await run('poison list');
    expect(list.out.split('\n')).toEqual([
      'message  status     key         set aside (UTC)             because',
      '3-17     set aside  NDPR-OXIDE  2026-11-23 02:22:29.123456  not a command: priceTicks is no whole number',
      '',
    ]);
    const { out } = await run('poison show 3-17');
    expect(out).toContain('  still wrong  not a command: priceTicks is no whole number\n');
    expect(out).toContain('  says         {"?":1}\n');
    expect(venue.seen.map(({ url }) => url)).toEqual(['/v1/poison?limit=50', '/v1/poison/3-17']);
  });

  it('sends a message again or gives it up, with the reason', async () => {
    const message = { messageId: '3-17', key: 'K', reason: 'r', valueBytes: 9 };
    const decision = { actor: 'sam', reason: 'mended', time: '2026-11-23T02:22:29.123456Z' };
    venue.replies = [
      { status: 200, body: { ...message, status: 'resent', decision, takenAs: '3-40', setAsideAgain: true } },
      { status: 200, body: { ...message, status: 'discarded', decision } },
    ];
    const sent = await run(['poison', 'resend', '3-17', '--reason', 'mended']);
    expect(sent.out.split('\n')[0]).toBe('3-17: resent, and set aside again as 3-40');
    const discarded = await run(['poison', 'discard', '3-17', '--reason', 'mended']);
    expect(discarded.out).toContain('decided  2026-11-23 02:22:29.123456 by sam: mended');
    expect(venue.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/v1/poison/3-17/resend', '{"reason":"mended"}'],
      ['POST', '/v1/poison/3-17/discard', '{"reason":"mended"}'],
    ]);
  });

  it('ends with 3 where no engine has met a message that was sent again', async () => {
    venue.replies = [{ status: 202, body: { messageId: '3-17', status: 'resending' } }];
    const { code, err } = await run(['poison', 'resend', '3-17', '--reason', 'mended']);
    expect(code).toBe(3);
    expect(err).toContain('orebook poison show 3-17');
  });

  it('makes up a client order id when none is given', async () => {
    venue.replies = [{ status: 201, body: REPORT }];
    await run('place sell 1 NDPR-OXIDE --market --for ioc --certificate C-1');
    const sent = JSON.parse(venue.seen[0]?.body ?? '') as Record<string, unknown>;
    expect(sent).toMatchObject({ type: 'market', timeInForce: 'ioc', certificateId: 'C-1' });
    expect(sent.clientOrderId).toMatch(/^cli-[0-9a-f]{16}$/);
  });

  it("writes the venue's own JSON with --json, wherever it stands", async () => {
    venue.replies = [
      { status: 201, body: REPORT },
      { status: 201, body: REPORT },
    ];
    const after = await run('place buy 10 NDPR-OXIDE --price 112.50 --json');
    const before = await run('--json place buy 10 NDPR-OXIDE --price 112.50');
    expect(JSON.parse(after.out)).toEqual(REPORT);
    expect(JSON.parse(before.out)).toEqual(REPORT);
  });

  it('REJ ends with 1 and one line that names code and rule when the venue refuses', async () => {
    venue.replies = [{ status: 422, body: BELOW_FLOOR }];
    const { code, out, err } = await run('place sell 1 NDPR-OXIDE --price 100 --certificate C-1');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      'orebook: the offer is below the floor of 110.00 (version 1) [BELOW_FLOOR, rule FLOR-3]\n',
    );
  });

  it('writes a refusal as JSON with --json', async () => {
    venue.replies = [{ status: 422, body: BELOW_FLOOR }];
    const { code, err } = await run('place sell 1 NDPR-OXIDE --price 100 --certificate C-1 --json');
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ code: 'BELOW_FLOOR', rule: 'FLOR-3', status: 422 });
  });

  it('names the fields that are malformed', async () => {
    const errors = [
      { field: 'instrument', code: 'MALFORMED', message: 'instrument must be the id of an instrument' },
    ];
    venue.replies = [
      {
        status: 400,
        body: { detail: 'the request is malformed', code: 'MALFORMED', rule: 'UNIT-1', errors },
      },
    ];
    const { code, err } = await run('book !');
    expect(code).toBe(1);
    expect(err).toBe(
      'orebook: the request is malformed: instrument must be the id of an instrument [MALFORMED, rule UNIT-1]\n',
    );
  });

  it.each([
    ['no command', ''],
    ['an unknown command', 'plaice buy 1 X'],
    ['an unknown option', 'place buy 1 X --price 1 --prize 2'],
    ['a missing argument', 'place buy'],
    ['lots that are not whole', 'place buy 1.5 X --price 1'],
    ['a side that is none', 'place bye 1 X --price 1'],
    ['a price that is not plain', 'place buy 1 X --price 1e3'],
    ['neither price nor market', 'place buy 1 X'],
    ['both price and market', 'place buy 1 X --price 1 --market'],
    ['both a stop and market', 'place buy 1 X --stop 1 --market'],
    ['a trigger that is not plain', 'place buy 1 X --stop 1e3'],
    ['an end without a zone', 'place buy 1 X --price 1 --expires 2027-01-29T16:00:00'],
    ['a peak of nothing', 'place buy 1 X --price 1 --display 0'],
    ['a mode that is none', 'place buy 1 X --price 1 --stp-mode never'],
    ['nothing to amend', 'amend X.1'],
    ['a date that does not exist', 'net 2026-02-30'],
    ['an instant without a zone', 'audit book X --time 2026-11-23T02:22:29'],
    ['as of nothing', 'audit book X'],
    ['an act without a reason', 'act propose floor X 1'],
    ['a message sent again without a reason', 'poison resend 3-17'],
    ['a status that is none', 'poison list --status odd'],
    ['two identities', 'instruments --as a --token b'],
    ['an address that is none', 'instruments --url nonsense'],
    ['a statement that is not there', 'reconcile none.csv --account A --date 2026-11-23'],
  ])('ends with 2 and asks nothing of the venue on %s', async (_, line) => {
    const { code, err } = await run(line === '' ? [] : line);
    expect(code).toBe(2);
    expect(err).not.toBe('');
    expect(err).not.toMatch(/\n {4}at /);
    expect(venue.seen).toEqual([]);
  });

  it('ends with 2 when it is not said who asks', async () => {
    const { code, err } = await run('instruments', {});
    expect(code).toBe(2);
    expect(err).toContain('--as <user>');
  });

  it('ends with 2 when the data directory has no keys, and makes none', async () => {
    const { code, err } = await run('token alice', { OREBOOK_DATA_DIR: 'nowhere' });
    expect(code).toBe(2);
    expect(err).toMatch(/^orebook: no keys in .*nowhere\/keys; start the exchange there once/);
  });

  it('ends with 3 when nobody listens', async () => {
    const { url } = venue;
    await venue.stop();
    const { code, err } = await run('instruments');
    expect(code).toBe(3);
    expect(err).toBe(
      `orebook: no venue at ${url} (ECONNREFUSED); is it running? start it with \`npm start\`\n`,
    );
  });

  it('ends with 3 and says where to look when the connection breaks under an order', async () => {
    venue.replies = ['hang up'];
    const { code, err } = await run('place buy 1 NDPR-OXIDE --price 112 --client-order-id a-9');
    expect(code).toBe(3);
    expect(err).toContain('orebook orders --client-order-id a-9');
  });

  it('ends with 3 and says where to look when the outcome is not known in time', async () => {
    venue.replies = [{ status: 202, body: { status: 'unknown', lookup: '/v1/orders?clientOrderId=a-9' } }];
    const { code, err } = await run('place buy 1 NDPR-OXIDE --price 112 --client-order-id a-9');
    expect(code).toBe(3);
    expect(err).toContain('orebook orders --client-order-id a-9');
  });

  it('ends with 3 when what answers is no venue', async () => {
    venue.replies = [{ status: 200, body: '<html>' }];
    expect((await run('instruments')).code).toBe(3);
  });

  it('ends with 3 while the venue is not ready', async () => {
    venue.replies = [
      { status: 200, body: { status: 'live' } },
      { status: 503, body: { detail: 'the books are recovering', code: 'NOT_READY' } },
    ];
    const { code, err } = await run('status', {});
    expect(code).toBe(3);
    expect(err).toContain('up but not ready: the books are recovering');
  });

  it('AUDT-3 ends with 4 when a book differs or the record has a gap, and says where', async () => {
    const equal = { instrument: 'A', commands: 1200, events: 3400, equal: true, stateHash: 'ab'.repeat(32) };
    const differs = {
      ...equal,
      instrument: 'B',
      equal: false,
      difference: { sequence: 7, message: 'another event' },
    };
    const record = { streams: 3, events: 3_500, complete: true, faults: [] };
    const lost = { position: 12, message: '1 event is missing' };
    venue.replies = [
      { status: 200, body: { equal: true, rerunBook: 'naive', books: [equal], record } },
      {
        status: 200,
        body: {
          equal: false,
          rerunBook: 'naive',
          books: [equal, differs],
          record: { ...record, complete: false, faults: [lost] },
        },
      },
    ];
    const good = await run('audit verify');
    const bad = await run('audit verify');
    expect(good.code).toBe(0);
    expect(good.out).toContain('equal: 1 stream, 1,200 commands re-run, books with the naive one');
    expect(good.out).toContain('record: 3,500 events of 3 streams, without a gap');
    expect(bad.code).toBe(4);
    expect(bad.out).toContain('DIFFERENT: 2 streams');
    expect(bad.out).toContain('B differs at sequence 7: another event');
    expect(bad.out).toContain('record at position 12: 1 event is missing');
  });

  it('RECN-3 ends with 4 when a statement has breaks, and sends the file as it is', async () => {
    await writeFile(path.join(directory, 'bank.csv'), 'reference,amount\r\n');
    const proof = {
      internalClosing: '10.00',
      externalClosing: '12.50',
      difference: '2.50',
      explainedBy: [],
      residual: '0.00',
    };
    const missing = {
      result: 'missingInternal',
      reference: 'B-1',
      externalAmount: '2.50',
      difference: '2.50',
    };
    venue.replies = [
      {
        status: 201,
        body: {
          statementId: 'S-1',
          account: 'NOSTRO',
          date: '2026-11-23',
          counts: { matched: 3, missingInternal: 1 },
          breaks: [missing],
          proof,
        },
      },
    ];
    const { code, out } = await run('reconcile bank.csv --account NOSTRO --date 2026-11-23');
    expect(code).toBe(4);
    expect(out).toContain('3 matched, 1 missing internal');
    expect(out).toContain('every cent of the difference is explained');
    expect(venue.seen[0]).toMatchObject({
      url: '/v1/clearing/statements?account=NOSTRO&currency=USD&date=2026-11-23',
      body: 'reference,amount\r\n',
    });
  });

  it('books cash on the day that it is told, and lists what clearing shows', async () => {
    venue.replies = [
      { status: 201, body: { transactionId: 'cash:B-1' } },
      { status: 200, body: { items: [] } },
      { status: 200, body: { items: [] } },
    ];
    await run('deposit desk 5.00 USD --reference B-1 --value-date 2026-11-24');
    expect(JSON.parse(venue.seen[0]?.body ?? '')).toMatchObject({ valueDate: '2026-11-24' });
    expect((await run('instructions --status failed')).out).toBe('no instructions\n');
    expect((await run('breaks --account nostro:USD')).out).toBe('no breaks\n');
    expect(venue.seen.slice(1).map(({ url }) => url)).toEqual([
      '/v1/clearing/instructions?status=failed&limit=50',
      '/v1/clearing/breaks?account=nostro%3AUSD&limit=50',
    ]);
  });

  it('reads the version first when an amend does not name one', async () => {
    venue.replies = [
      { status: 200, body: { ...REPORT, version: 3 } },
      { status: 200, body: { ...REPORT, version: 4 } },
    ];
    expect((await run('amend NDPR-OXIDE.17 --price 113')).code).toBe(0);
    expect(venue.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v1/orders/NDPR-OXIDE.17',
      'PATCH /v1/orders/NDPR-OXIDE.17',
    ]);
    expect(JSON.parse(venue.seen[1]?.body ?? '')).toEqual({ expectedVersion: 3, price: '113' });
  });

  it('follows every page with --all', async () => {
    venue.replies = [
      { status: 200, body: { items: [{ executionId: 'X.1', price: '1.00' }], nextCursor: 'c2' } },
      { status: 200, body: { items: [{ executionId: 'X.2', price: '2.00' }] } },
    ];
    const { out } = await run('trades X --all');
    expect(out).toBe('execution  price\nX.1         1.00\nX.2         2.00\n');
    expect(venue.seen[1]?.url).toContain('cursor=c2');
  });

  it('says how to go on when there is more', async () => {
    venue.replies = [{ status: 200, body: { items: [{ executionId: 'X.1' }], nextCursor: 'c2' } }];
    const { err } = await run('trades X');
    expect(err).toBe('there is more: --all, or --cursor c2\n');
  });

  it('words each kind of act as the interface does', async () => {
    const act = {
      actId: 'ACT-9',
      state: 'proposed',
      proposer: 'p',
      approvals: [],
      approvalsNeeded: 2,
      reason: 'r',
    };
    const change = {
      type: 'setAnnex',
      memberState: 'AUS',
      mineral: 'NdPr',
      productionStage: 'separatedOxide',
      inForce: false,
    };
    venue.replies = [{ status: 201, body: { ...act, change } }];
    const { code, out } = await run('act propose annex AUS NdPr separatedOxide off --reason r');
    expect(code).toBe(0);
    expect(out).toContain('ACT-9: proposed, waits for 2 more to approve');
    expect(JSON.parse(venue.seen[0]?.body ?? '')).toEqual({ change, reason: 'r' });
  });

  it.each([
    [
      'bands NDPR-OXIDE --static 500 --expiry 2027-06-30T00:00:00Z',
      {
        type: 'setBands',
        instrument: 'NDPR-OXIDE',
        staticBasisPoints: 500,
        expiryTime: '2027-06-30T00:00:00Z',
      },
      'bands of NDPR-OXIDE: staticBasisPoints 500, until 2027-06-30T00:00:00Z',
    ],
    [
      'limits NDPR-OXIDE kaz-steppe KAZ --order-size 5 --notional 100.00 --messages 9',
      {
        type: 'setLimits',
        instrument: 'NDPR-OXIDE',
        desk: 'kaz-steppe',
        memberState: 'KAZ',
        orderSizeLotsMax: 5,
        notionalMax: '100.00',
        messagesPerSecondMax: 9,
      },
      'limits of kaz-steppe in NDPR-OXIDE: orderSizeLotsMax 5, notionalMax 100.00, messagesPerSecondMax 9',
    ],
    [
      'kill-switch on venue',
      { type: 'setKillSwitch', scope: 'venue', engaged: true },
      'kill switch of the venue pulled',
    ],
    [
      'kill-switch off desk kaz-steppe',
      { type: 'setKillSwitch', scope: 'desk', name: 'kaz-steppe', engaged: false },
      'kill switch of kaz-steppe lifted',
    ],
    [
      'reserve NDPR-OXIDE 5000.00 20',
      {
        type: 'setReserve',
        instrument: 'NDPR-OXIDE',
        desk: 'strategic-reserve',
        budget: '5000.00',
        capLots: 20,
      },
      'reserve in NDPR-OXIDE: budget 5000.00, at most 20 lots',
    ],
    [
      'position NDPR-OXIDE kaz-steppe KAZ --',
      {
        type: 'setPosition',
        instrument: 'NDPR-OXIDE',
        desk: 'kaz-steppe',
        memberState: 'KAZ',
        positionLots: -3,
      },
      'position of kaz-steppe in NDPR-OXIDE to -3 lots',
    ],
  ])('proposes %s', async (words, change, told) => {
    const act = {
      actId: 'ACT-9',
      state: 'decided',
      change,
      proposer: 'sam',
      approvals: [],
      approvalsNeeded: 0,
    };
    venue.replies = [{ status: 201, body: { ...act, reason: 'r' } }];
    const rest = words.endsWith('--')
      ? `${words.replace(' --', '')} --reason r -- -3`
      : `${words} --reason r`;
    const { code, out } = await run(`act propose ${rest}`);
    expect(code).toBe(0);
    expect(out).toContain(told);
    expect(JSON.parse(venue.seen.at(-1)?.body ?? '')).toEqual({ change, reason: 'r' });
  });

  it('exports to a file, and never over one that is there', async () => {
    venue.replies = [
      { status: 200, body: 'a,b\n1,2\n' },
      { status: 200, body: 'a,b\n' },
    ];
    const file = path.join(directory, 'out.csv');
    expect((await run(['audit', 'export', '--format', 'csv', '--out', file])).code).toBe(0);
    expect(await readFile(file, 'utf8')).toBe('a,b\n1,2\n');
    const again = await run(['audit', 'export', '--format', 'csv', '--out', file]);
    expect(again.code).toBe(2);
    expect(again.err).toContain('it exists already');
  });

  it('helps with examples and exit codes, and ends with 0', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toContain('Exit codes:');
    expect(out.split('\n').filter((line) => line.length > 100)).toEqual([]);
    const place = await run('place --help');
    expect(place.code).toBe(0);
    expect(place.out).toContain('Examples:');
  });
});
