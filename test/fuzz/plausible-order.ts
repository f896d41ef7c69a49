import {
  FLOOR_RAISE_POLICIES,
  ORDER_TYPES,
  SIDES,
  STP_MODES,
  TIMES_IN_FORCE,
  type PlaceOrder,
} from '#contracts';
import type { SeededRandom } from '../support/seeded-random.js';

/** What is sent to a venue: any value under any name. */
export type Fields = Record<string, unknown>;

const PRICES = ['109.95', '110.00', '110.05', '111.00', '112.50', '2000.00'] as const;
const LOTS = [1, 2, 3, 10, 500, 2_147_483_647] as const;
const EXPIRIES = ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00.000001Z'] as const;

/** How a field of an order may look when it is well formed; whether it belongs there is the book's to judge. */
const OPTIONAL: Readonly<Record<string, (random: SeededRandom) => unknown>> = {
  price: (random) => random.pick(PRICES),
  triggerPrice: (random) => random.pick(PRICES),
  protectionLimit: (random) => random.pick(PRICES),
  displayQuantityLots: (random) => random.pick(LOTS),
  minQuantityLots: (random) => random.pick(LOTS),
  postOnly: (random) => random.chance(0.8),
  expiry: (random) => random.pick(EXPIRIES),
  certificateId: (random) => random.pick(['AUS-NDPR-OXIDE-1', 'CAN-NDPR-OXIDE-1', 'none']),
  onFloorRaise: (random) => random.pick(FLOOR_RAISE_POLICIES),
  stpId: (random) => random.pick(['a', 'b']),
  stpMode: (random) => random.pick(STP_MODES),
  account: () => 'house',
};

/** Fields without which an order of this kind has no chance. */
const USUAL: Readonly<Record<PlaceOrder['orderType'], readonly string[]>> = {
  limit: ['price'],
  market: [],
  stop: ['triggerPrice'],
  stopLimit: ['price', 'triggerPrice'],
};

/** A well-formed order of any kind, now and then with fields that do not belong to it. */
export function plausibleOrder(random: SeededRandom): Fields {
  const type = random.pick(ORDER_TYPES);
  const side = random.pick(SIDES);
  const order: Fields = {
    instrument: 'NDPR-OXIDE',
    clientOrderId: `fuzz-${random.integer(1, 1_000_000)}`,
    side,
    type,
    timeInForce: random.pick(TIMES_IN_FORCE),
    quantityLots: random.pick(LOTS),
  };
  const names = [...USUAL[type], ...(side === 'sell' ? ['certificateId'] : [])];
  if (order['timeInForce'] === 'gtd') names.push('expiry');
  for (const name of Object.keys(OPTIONAL)) if (random.chance(0.08)) names.push(name);
  for (const name of names) order[name] = OPTIONAL[name]?.(random);
  return order;
}

/** A well-formed amend of an order that may be there. */
export function plausibleAmend(random: SeededRandom): Fields {
  const amend: Fields = { expectedVersion: random.integer(1, 3) };
  for (const name of ['price', 'triggerPrice', 'displayQuantityLots', 'expiry', 'account']) {
    if (random.chance(0.3)) amend[name] = OPTIONAL[name]?.(random);
  }
  if (random.chance(0.5)) amend['quantityLots'] = random.pick(LOTS);
  return amend;
}
