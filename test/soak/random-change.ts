import {
  FLOOR_ALLOCATIONS,
  type CertificateOfOrigin,
  type DeskLimits,
  type InstrumentSpec,
  type MembershipStatus,
  type PolicyChange,
  type PriceBands,
  type TradingPhase,
} from '#contracts';
import { sampleInstrument } from '#testing';
import type { SeededRandom } from '../support/seeded-random.js';
import type { Profile } from './profile.js';
import { DESKS, STATES, stateOfDesk, type SoakWorld } from './soak-world.js';

const { mineral, productionStage } = sampleInstrument();

/** Where a day goes next; so that most of it is continuous trading. */
const USUAL_NEXT: Readonly<Record<TradingPhase, readonly TradingPhase[]>> = {
  closed: ['preOpen'],
  preOpen: ['noCancel', 'openingAuction', 'openingAuction'],
  noCancel: ['openingAuction'],
  openingAuction: ['continuous'],
  continuous: ['closingCall', 'volatilityAuction', 'volatilityAuction', 'closed', 'halted'],
  volatilityAuction: ['continuous', 'continuous', 'closingCall', 'halted'],
  closingCall: ['closingAuction'],
  closingAuction: ['closed'],
  halted: ['preOpen'],
  suspended: ['halted'],
};
const ANY_PHASE = Object.keys(USUAL_NEXT) as TradingPhase[];
const STATUSES: readonly MembershipStatus[] = [
  'full',
  'full',
  'withdrawing',
  'withdrawing',
  'suspended',
  'observer',
  'acceding',
  'withdrawn',
];

/** The next phase of a day, now and then one that cannot be. */
export function nextPhase(random: SeededRandom, phase: TradingPhase): PolicyChange {
  const to = random.chance(0.05) ? random.pick(ANY_PHASE) : random.pick(USUAL_NEXT[phase]);
  return { type: 'setPhase', phase: to };
}

/** The instrument with whatever of it may change drawn anew. */
export function randomInstrument(random: SeededRandom, instrumentId: string): InstrumentSpec {
  return sampleInstrument({
    instrumentId,
    nonBlocContentBasisPointsMax: random.pick([0, 100, 1_000, 1_000]),
    volatilityAuctionSeconds: 1,
    floorAllocation: random.pick(FLOOR_ALLOCATIONS),
    ...(random.chance(0.7) ? { priceBands: randomBands(random) } : {}),
    ...(random.chance(0.1) ? { notionalNumerator: 1, notionalDenominator: 3 } : {}),
  });
}

function randomBands(random: SeededRandom): PriceBands {
  return {
    ...(random.chance(0.6) ? { staticBasisPoints: random.pick([300, 1_000, 5_000]) } : {}),
    ...(random.chance(0.6) ? { dynamicBasisPoints: random.pick([100, 300, 2_000]) } : {}),
  };
}

function randomLimits(random: SeededRandom, { lotsMax, midTicks }: Profile): DeskLimits {
  return {
    ...(random.chance(0.3) ? { orderSizeLotsMax: random.integer(lotsMax >> 1, lotsMax) } : {}),
    ...(random.chance(0.3) ? { openQuantityLotsMax: lotsMax * random.integer(1, 5) } : {}),
    ...(random.chance(0.3) ? { positionLotsMax: lotsMax * random.integer(1, 9) } : {}),
    ...(random.chance(0.3)
      ? { notionalMax: String(100 * midTicks * random.integer(lotsMax >> 1, lotsMax)) }
      : {}),
    ...(random.chance(0.2) ? { messagesPerSecondMax: random.integer(2, 200) } : {}),
  };
}

function randomCertificate(
  random: SeededRandom,
  world: SoakWorld,
  profile: Profile,
  count: number,
): CertificateOfOrigin {
  return {
    certificateId: random.chance(0.03) ? random.pick(world.certificates) : `N${count}`,
    originState: random.pick(STATES),
    mineral: random.chance(0.05) ? 'Dy' : mineral,
    productionStage: random.chance(0.05) ? 'ore' : productionStage,
    nonBlocContentBasisPoints: random.pick([0, 0, 50, 500]),
    expiryMicros: world.nowMicros + random.integer(-1, 3_000),
    lots: random.integer(1, profile.lotsMax * 20),
  };
}

/** Any change of policy but a phase. `count` tells new names from old ones. */
export function randomChange(
  random: SeededRandom,
  profile: Profile,
  world: SoakWorld,
  count: number,
  instrumentId: string,
): PolicyChange {
  const memberState = random.pick(STATES);
  const desk = random.pick(DESKS);
  const owner = { desk, memberState: stateOfDesk(desk) };
  const near = (): number =>
    Math.max(1, profile.midTicks + random.integer(-profile.spreadTicks, profile.spreadTicks));
  switch (random.integer(0, 24)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4: {
      const priceTicks = random.chance(0.5) ? near() : Math.max(1, near() - profile.spreadTicks);
      return { type: 'setFloor', floorVersion: world.floorVersion + 1, priceTicks };
    }
    case 5:
    case 6:
      return { type: 'setMembership', memberState, status: random.pick(STATUSES) };
    case 7:
      return { type: 'setAnnex', memberState, mineral, productionStage, inForce: random.chance(0.6) };
    case 8:
    case 9:
    case 10:
      return { type: 'registerCertificate', certificate: randomCertificate(random, world, profile, count) };
    case 11: {
      const lots = random.integer(0, profile.lotsMax * 60);
      return {
        type: 'setCertificateLots',
        certificateId: random.pick([...world.certificates, 'none']),
        lots,
      };
    }
    case 12:
      // The first three are the founding's, which offers need to go on.
      return {
        type: 'withdrawCertificate',
        certificateId: world.certificates[random.integer(3, 7)] ?? 'none',
      };
    case 13:
      return { type: 'setReferencePrice', priceTicks: near() };
    case 14:
    case 15: {
      const positionLots = random.integer(-profile.lotsMax * 3, profile.lotsMax * 3);
      return { type: 'setPosition', ...owner, positionLots };
    }
    case 16:
    case 17:
      return {
        type: 'setBands',
        bands: randomBands(random),
        expiryMicros: world.nowMicros + random.integer(0, 900),
      };
    case 18:
    case 19:
      return { type: 'setLimits', ...owner, limits: random.chance(0.3) ? {} : randomLimits(random, profile) };
    case 20:
      return randomSwitch(random, desk, memberState);
    case 21:
    case 22:
    case 23: {
      const budget = String(100 * profile.midTicks * random.integer(0, profile.lotsMax * 4));
      const capLots = random.integer(0, profile.lotsMax * 4);
      return { type: 'setReserve', desk: 'reserve-1', memberState: 'KAZ', budget, capLots };
    }
    default:
      return { type: 'configureInstrument', instrument: randomInstrument(random, instrumentId) };
  }
}

function randomSwitch(random: SeededRandom, desk: string, memberState: string): PolicyChange {
  const engaged = random.chance(0.8);
  const scope = random.pick(['desk', 'desk', 'memberState', 'venue'] as const);
  if (scope === 'venue') return { type: 'setKillSwitch', scope, engaged };
  return { type: 'setKillSwitch', scope, name: scope === 'desk' ? desk : memberState, engaged };
}
