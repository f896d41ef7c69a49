import {
  FLOOR_RAISE_POLICIES,
  STP_MODES,
  type OrderType,
  type PlaceOrder,
  type TimeInForce,
} from '#contracts';
import type { SeededRandom } from '../support/seeded-random.js';
import type { Profile } from './profile.js';
import { clientOrderIdOf } from './soak-action.js';
import { DESKS, stateOfDesk, type SoakWorld } from './soak-world.js';

type Draft = { -readonly [Field in keyof PlaceOrder]: PlaceOrder[Field] };

/** Fields that an order may have not: they are there all the same, so that all orders are of one make, which is faster. */
const NO_TERMS = {
  priceTicks: undefined,
  protectionLimitTicks: undefined,
  triggerPriceTicks: undefined,
  displayQuantityLots: undefined,
  minQuantityLots: undefined,
  postOnly: undefined,
  expiryMicros: undefined,
  certificateId: undefined,
  onFloorRaise: undefined,
  stpId: undefined,
  stpMode: undefined,
  account: undefined,
};
const ORDER_TYPES: readonly OrderType[] = [
  ...Array<OrderType>(12).fill('limit'),
  'market',
  'market',
  'stop',
  'stop',
  'stopLimit',
  'stopLimit',
];
const TIMES: readonly TimeInForce[] = ['day', 'day', 'gtc', 'gtc', 'gtc', 'gtd', 'ioc', 'ioc', 'fok'];
const AUCTION_TIMES: readonly TimeInForce[] = ['atOpen', 'atClose', 'day', 'gtc', 'gtd'];
/** Numbers that no order may have, or that hardly one may. */
const ABSURD = [0, -1, 1.5, 2_147_483_647, 2_147_483_648, Number.NaN, Number.MAX_SAFE_INTEGER];

/** A price near the middle, sometimes far away from it. */
export function randomPrice(random: SeededRandom, profile: Profile): number {
  if (random.integer(1, profile.farEvery) === 1) return random.integer(1, profile.farTicks);
  return profile.midTicks + random.integer(-profile.spreadTicks, profile.spreadTicks);
}

/** An order of any type, most of them whole, a few broken in one way or another. */
export function randomOrder(
  random: SeededRandom,
  profile: Profile,
  world: SoakWorld,
  serial: number,
): PlaceOrder {
  const desk = random.pick(DESKS);
  const isBuy = random.chance(0.5);
  const orderType = random.pick(ORDER_TYPES);
  const draft: Draft = {
    kind: 'placeOrder',
    desk,
    memberState: stateOfDesk(desk),
    trader: 'trader',
    clientOrderId: clientOrderIdOf(serial),
    side: isBuy ? 'buy' : 'sell',
    orderType,
    timeInForce: random.pick(isForAuctions(world) && random.chance(0.3) ? AUCTION_TIMES : TIMES),
    quantityLots: random.integer(1, profile.lotsMax),
    ...NO_TERMS,
  };
  addPrices(random, profile, draft);
  addTerms(random, world, draft);
  if (!isBuy) addOrigin(random, world, draft);
  if (random.chance(0.3)) addSelfTrade(random, draft);
  if (random.chance(0.03)) spoil(random, world, draft);
  return draft;
}

function isForAuctions({ phase }: SoakWorld): boolean {
  return phase === 'preOpen' || phase === 'noCancel' || phase === 'closingCall';
}

function addPrices(random: SeededRandom, profile: Profile, draft: Draft): void {
  const { orderType, side } = draft;
  if (orderType === 'limit' || orderType === 'stopLimit') draft.priceTicks = randomPrice(random, profile);
  else if (random.chance(0.6)) draft.protectionLimitTicks = randomPrice(random, profile);
  if (orderType !== 'stop' && orderType !== 'stopLimit') return;
  // A stop waits beyond the market, or it is through already.
  const beyond = random.integer(0, profile.spreadTicks) + (random.chance(0.1) ? profile.farTicks >> 2 : 0);
  draft.triggerPriceTicks = Math.max(1, profile.midTicks + (side === 'buy' ? beyond : -beyond));
}

function addTerms(random: SeededRandom, world: SoakWorld, draft: Draft): void {
  const { timeInForce, orderType, quantityLots } = draft;
  const mayRest = timeInForce === 'day' || timeInForce === 'gtc' || timeInForce === 'gtd';
  if (timeInForce === 'gtd') draft.expiryMicros = world.nowMicros + random.integer(1, 400);
  if (mayRest && draft.priceTicks !== undefined && random.chance(0.25)) {
    draft.displayQuantityLots = random.integer(1, quantityLots);
  }
  if (timeInForce === 'ioc' && random.chance(0.4)) draft.minQuantityLots = random.integer(1, quantityLots);
  if (mayRest && orderType === 'limit' && random.chance(0.08)) draft.postOnly = true;
  if (random.chance(0.1)) draft.account = random.pick(['house', 'client']);
}

function addOrigin(random: SeededRandom, world: SoakWorld, draft: Draft): void {
  const certificateId = world.certificates[random.integer(0, Math.max(0, world.certificates.length - 1))];
  if (certificateId !== undefined) draft.certificateId = certificateId;
  if (random.chance(0.7)) draft.onFloorRaise = random.pick(FLOOR_RAISE_POLICIES);
}

function addSelfTrade(random: SeededRandom, draft: Draft): void {
  draft.stpId = random.pick(['x', 'y']);
  if (random.chance(0.7)) draft.stpMode = random.pick(STP_MODES);
}

/** Breaks one field, so that every rung of the ladder is stood on. */
function spoil(random: SeededRandom, world: SoakWorld, draft: Draft): void {
  switch (random.integer(0, 8)) {
    case 0:
      draft.quantityLots = random.pick(ABSURD);
      return;
    case 1:
      draft.priceTicks = random.pick(ABSURD);
      return;
    case 2:
      draft.triggerPriceTicks = random.integer(1, 200);
      return;
    case 3:
      draft.expiryMicros = world.nowMicros - random.integer(0, 1);
      return;
    case 4:
      draft.displayQuantityLots = draft.quantityLots + 1;
      return;
    case 5:
      draft.minQuantityLots = 1;
      return;
    case 6:
      draft.certificateId = random.pick(['none', 'KAZ-1']);
      return;
    case 7:
      draft.postOnly = true;
      return;
    default:
      draft.desk = 'nobody-1';
      draft.memberState = 'NOBODY';
  }
}
