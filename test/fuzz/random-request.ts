import { plausibleAmend, plausibleOrder } from './plausible-order.js';
import type { SeededRandom } from '../support/seeded-random.js';

/** A route as the venue's OpenAPI document describes it. */
export interface FuzzRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With parameters in braces, e.g. `/v1/orders/{id}`. */
  readonly path: string;
  /** Names of the fields that a body of this route has, wherever the document names them. */
  readonly bodyFields: readonly string[];
  readonly queryFields: readonly string[];
}

export interface FuzzRequest {
  readonly method: FuzzRoute['method'];
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

const TEXTS = [
  '',
  ' ',
  'NDPR-OXIDE',
  'NDPR-OXIDE.1',
  'buy',
  'limit',
  'gtc',
  '110.00',
  '-0',
  '-1',
  '1e9',
  'NaN',
  'Infinity',
  '٣',
  '0x10',
  '00.1',
  '1.',
  '9'.repeat(400),
  '\u0000',
  '\u202e',
  '\ud800',
  '💰',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  "'; drop table--",
  '=cmd()',
  '2026-02-30',
  '2026-11-23T00:00:00Z',
  '99999-01-01T00:00:00Z',
  'true',
  'null',
  '{}',
  'x'.repeat(5_000),
] as const;
const NUMBERS = [0, -0, -1, 1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, 5e-324, 2_147_483_647, 100] as const;
const CONTENT_TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=latin1',
  'text/csv',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  '',
  'a/b/c',
] as const;

/** Makes one request to a route: mostly nearly right, sometimes absurd. */
export function randomRequest(
  route: FuzzRoute,
  random: SeededRandom,
  token: string | undefined,
): FuzzRequest {
  const headers: Record<string, string> = {};
  if (token !== undefined)
    headers.authorization = random.chance(0.03) ? `Bearer ${token.slice(0, -2)}xx` : `Bearer ${token}`;
  if (random.chance(0.05)) headers['content-encoding'] = random.pick(['gzip', 'br', 'nonsense']);
  if (random.chance(0.05)) headers['accept'] = random.pick(['text/html', 'nonsense', '*/*;q=2']);
  const path = randomPath(route, random) + randomQuery(route, random);
  if (route.method === 'GET' || (route.method === 'DELETE' && random.chance(0.8))) {
    return { method: route.method, path, headers };
  }
  const orders = random.chance(0.5) ? plausibleRequest(route, random) : undefined;
  if (orders !== undefined) {
    headers['content-type'] = 'application/json';
    return { method: route.method, headers, ...orders };
  }
  headers['content-type'] = random.chance(0.8) ? 'application/json' : random.pick(CONTENT_TYPES);
  return { method: route.method, path, headers, body: randomBody(route, random) };
}

const NUMBERED_ORDERS_MAX = 600;

/** Well-formed orders and amends, which reach the book; undefined for other routes. */
function plausibleRequest(
  { method, path }: FuzzRoute,
  random: SeededRandom,
): Pick<FuzzRequest, 'path' | 'body'> | undefined {
  const body = (value: object): Buffer => Buffer.from(JSON.stringify(value));
  switch (`${method} ${path}`) {
    case 'POST /v1/orders':
      return { path, body: body(plausibleOrder(random)) };
    case 'POST /v1/orders/batch': {
      const orders = Array.from({ length: random.integer(1, 20) }, () => plausibleOrder(random));
      return { path, body: body({ orders }) };
    }
    case 'PATCH /v1/orders/{id}': {
      const orderId = `NDPR-OXIDE.${random.integer(1, NUMBERED_ORDERS_MAX)}`;
      return { path: path.replace('{id}', orderId), body: body(plausibleAmend(random)) };
    }
    default:
      return undefined;
  }
}

function randomPath(route: FuzzRoute, random: SeededRandom): string {
  return route.path.replace(/\{[^}]+\}/g, () =>
    random
      .pick([
        'NDPR-OXIDE',
        'NDPR-OXIDE.1',
        'NDPR-OXIDE.999999',
        '%00',
        '%ff%fe',
        '..%2f..%2f',
        'x'.repeat(3_000),
        '1',
        '%7B%7D',
        '💥'.codePointAt(0) ?? 0,
      ])
      .toString(),
  );
}

function randomQuery(route: FuzzRoute, random: SeededRandom): string {
  if (random.chance(0.4)) return '';
  const names = [
    ...route.queryFields,
    'limit',
    'cursor',
    'afterPosition',
    'unknown',
    '__proto__',
    'limit[]',
    'a[b][c]',
  ];
  const parts = Array.from({ length: random.integer(1, 4) }, () => {
    const text = String(random.chance(0.5) ? random.pick(TEXTS) : random.pick(NUMBERS)).slice(0, 2_000);
    return `${encodeURIComponent(random.pick(names))}=${random.chance(0.05) ? '%zz' : encodeURIComponent(text.toWellFormed())}`;
  });
  return `?${parts.join('&')}`;
}

function randomBody(route: FuzzRoute, random: SeededRandom): Buffer {
  const shape = random.next();
  if (shape < 0.03) return Buffer.from('['.repeat(20_000) + ']'.repeat(20_000));
  if (shape < 0.06) return Buffer.from('{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000));
  if (shape < 0.08) return Buffer.alloc(2_000_000, 'x');
  if (shape < 0.11) return Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]);
  if (shape < 0.14) return Buffer.from(JSON.stringify(randomObject(route, random)).slice(0, -1));
  if (shape < 0.17) return Buffer.from('{"quantityLots":1e999,"price":-0,"__proto__":{"admin":true}}');
  if (shape < 0.19)
    return Buffer.from(
      JSON.stringify({ orders: Array.from({ length: 600 }, () => randomObject(route, random, 1)) }),
    );
  if (shape < 0.22) return Buffer.from(JSON.stringify(random.pick([null, true, 1, 'text', [], [[]]])));
  return Buffer.from(JSON.stringify(randomObject(route, random)));
}

function randomObject(route: FuzzRoute, random: SeededRandom, depthMax = 3): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const name of route.bodyFields)
    if (random.chance(0.8)) object[name] = randomValue(route, random, depthMax);
  if (random.chance(0.15)) object[random.pick(TEXTS.slice(2, 8))] = randomValue(route, random, depthMax);
  return object;
}

function randomValue(route: FuzzRoute, random: SeededRandom, depthMax: number): unknown {
  const kind = random.next();
  if (kind < 0.5) return random.pick(TEXTS).toWellFormed();
  if (kind < 0.75) return random.pick(NUMBERS);
  if (kind < 0.8) return random.chance(0.5);
  if (kind < 0.85 || depthMax === 0) return null;
  if (kind < 0.92)
    return Array.from({ length: random.integer(0, 4) }, () => randomValue(route, random, depthMax - 1));
  return randomObject(route, random, depthMax - 1);
}
