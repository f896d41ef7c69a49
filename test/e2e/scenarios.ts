import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '#platform';
import type { DistributedVenue } from '../distributed/distributed-venue.js';
import type { ExchangeProcess } from '../support/exchange-process.js';
import { userWithRole } from '../support/sample-traders.js';
import type { SeededRandom } from '../support/seeded-random.js';
import type { VenueSession } from '../support/venue-session.js';
import type { BusProbe } from './bus-probe.js';
import type { Desks } from './desks.js';
import { PoisonDecisions } from './poison-decisions.js';
import type { SlowLine } from './slow-line.js';

/** What a scenario has to do harm with, while the desks trade. */
export interface Stage {
  readonly venue: DistributedVenue;
  readonly session: VenueSession;
  readonly desks: Desks;
  readonly probe: BusProbe;
  /** Between the second intake and the second engine on one side and the brokers on the other. */
  readonly slowLine: SlowLine;
  readonly random: SeededRandom;
  readonly instruments: readonly string[];
}

export interface Scenario {
  readonly name: string;
  readonly harm: (stage: Stage) => Promise<void>;
}

/** How long the brokers wait for word of an engine: short, for each of these harms has to outlast it. */
export const SESSION_MS = 4_000;
const FROZEN_MS = SESSION_MS + 2_000;
const LOOK_AGAIN_MS = 50;
const OTHERS_TRADE_MS_MAX = 3_000;
const FREEZE_TRIES_MAX = 20;
const TAKE_OVER_MS_MAX = 30_000;
const TRADING_MS = 1_000;
/** Before it the others do not count a broker as dead, and a little more. */
const BROKER_SESSION_MS = 10_000;

/** Each begins and ends with everything up, and the desks trade all the while. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'nothing happens', harm: () => delay(TRADING_MS) },
  kill('order-intake'),
  kill('matching-engine'),
  kill('policy'),
  kill('settlement'),
  kill('audit'),
  { name: 'an engine stands still past its session, another takes over, and it wakes', harm: zombie },
  {
    name: 'the way of an intake and an engine to the brokers is slow, then slower than a session',
    harm: slow,
  },
  { name: 'engines come and go', harm: rebalance },
  { name: 'one of three brokers is killed', harm: (stage) => loseBroker(stage, 'kill') },
  {
    name: 'the broker that coordinates the engines is killed, and they go on without it',
    harm: loseCoordinator,
  },
  { name: 'a broker is restarted', harm: (stage) => loseBroker(stage, 'stop') },
  { name: 'commands are delivered again', harm: duplicates },
  { name: 'poison lies on the bus, is sent again while an engine is killed, and is given up', harm: poison },
];

function kill(service: ServiceName): Scenario {
  const harm = async ({ venue, random }: Stage): Promise<void> => {
    await delay(random.integer(500, 1_500));
    const victim = pick(venue.services[service], random);
    await victim.kill();
    await delay(random.integer(0, 1_000));
    await victim.start();
    await delay(TRADING_MS);
  };
  return { name: `kill -9 of ${service}`, harm };
}

async function zombie({ venue, random, desks }: Stage): Promise<void> {
  const engine = pick(venue.services['matching-engine'], random);
  await delay(TRADING_MS);
  await freezeOutsideOfWrite(engine, desks);
  await delay(FROZEN_MS);
  await untilTrading(desks);
  engine.thaw();
  await delay(2 * TRADING_MS);
}

/**
 * One that stands still within a write holds the lock of a store that processes of one machine share, as no machine of its
 * own could: then nobody records anything, and it is let go on to stand still elsewhere.
 */
async function freezeOutsideOfWrite(engine: ExchangeProcess, desks: Desks): Promise<void> {
  for (let tries = 1; ; tries++) {
    engine.freeze();
    // Each desk may still be answered what was recorded before; more than that, another engine records.
    const before = desks.decided() + desks.count;
    for (let waitedMs = 0; waitedMs < OTHERS_TRADE_MS_MAX; waitedMs += LOOK_AGAIN_MS) {
      await delay(LOOK_AGAIN_MS);
      if (desks.decided() > before) return;
    }
    if (tries >= FREEZE_TRIES_MAX) throw new Error('no other engine trades while one stands still');
    engine.thaw();
    await delay(TRADING_MS);
  }
}

/** Waits for what only whoever took the books over can bring; of one book, or of any. */
async function untilTrading(desks: Desks, instrument?: string): Promise<void> {
  const before = desks.decided(instrument);
  const deadlineMs = performance.now() + TAKE_OVER_MS_MAX;
  while (desks.decided(instrument) === before) {
    if (performance.now() > deadlineMs) throw new Error(`nobody took over ${instrument ?? 'any book'}`);
    await delay(LOOK_AGAIN_MS);
  }
}

/** What was sent arrives late: within the session, and when all its books have long been another's. */
async function slow({ slowLine, desks }: Stage): Promise<void> {
  for (const heldMs of [SESSION_MS / 2, FROZEN_MS]) {
    await delay(TRADING_MS / 2);
    slowLine.hold();
    await delay(heldMs);
    await untilTrading(desks);
    slowLine.release();
  }
  await delay(TRADING_MS);
}

async function rebalance({ venue, random }: Stage): Promise<void> {
  for (const engine of venue.services['matching-engine']) {
    await delay(TRADING_MS);
    await engine.stop();
    await delay(random.integer(200, TRADING_MS));
    await engine.start();
  }
  await delay(TRADING_MS);
}

async function loseBroker({ venue, random }: Stage, how: 'kill' | 'stop'): Promise<void> {
  await delay(TRADING_MS);
  const broker = pick(venue.broker.brokers, random);
  await broker[how]();
  await delay(3 * TRADING_MS);
  await venue.broker.start();
  await delay(TRADING_MS);
}

/** Before it is back, for it alone would say that it coordinates nothing any more. */
async function loseCoordinator({ venue, probe, desks, instruments }: Stage): Promise<void> {
  await delay(TRADING_MS);
  const node = await probe.enginesCoordinator();
  await venue.broker.brokers[node - 1]?.kill();
  await delay(BROKER_SESSION_MS);
  // One order a book may still be decided when nothing is committed any more.
  for (const instrument of instruments) await untilTrading(desks, instrument);
  await venue.broker.start();
  await delay(TRADING_MS);
}

/** Orders come twice under offsets of their own; then everything comes again under the offsets that it had. */
async function duplicates({ venue, probe }: Stage): Promise<void> {
  probe.repeatCommands(true);
  await delay(2 * TRADING_MS);
  // A probe that has only just joined its group is handed its first command some seconds later.
  const deadlineMs = performance.now() + TAKE_OVER_MS_MAX;
  while (probe.repeated === 0) {
    if (performance.now() > deadlineMs) throw new Error('nothing was repeated');
    await delay(LOOK_AGAIN_MS);
  }
  probe.repeatCommands(false);
  const engines = venue.services['matching-engine'];
  await Promise.all(engines.map((engine) => engine.stop()));
  await probe.rewindEngines();
  await Promise.all(engines.map((engine) => engine.start()));
  await delay(TRADING_MS);
}

/** Poison is sent again by a supervisor, while an engine dies, and comes to the same; then it is given up. */
async function poison({ venue, session, probe, instruments, random }: Stage): Promise<void> {
  await delay(TRADING_MS / 2);
  const sent = [];
  for (const instrument of instruments.slice(0, 2)) sent.push(...(await probe.sendPoison(instrument)));
  const decisions = new PoisonDecisions(await session.as(userWithRole('supervisor')));
  const victim = pick(venue.services['matching-engine'], random);
  const killed = delay(random.integer(0, 500)).then(() => victim.kill());
  await Promise.all([killed, ...sent.map((place) => decisions.resend(place))]);
  await victim.start();
  const again = await Promise.all(sent.map((place) => decisions.setAsideAgain(place)));
  probe.poison.push(...again);
  await Promise.all(again.map((place) => decisions.giveUp(place)));
  const unsettled = await decisions.unsettled();
  if (unsettled.length > 0) throw new Error(`all was decided, and ${unsettled.join(', ')} still waits`);
  await delay(TRADING_MS);
}

function pick(items: readonly ExchangeProcess[], random: SeededRandom): ExchangeProcess;
function pick<Item>(items: readonly Item[], random: SeededRandom): Item;
function pick<Item>(items: readonly Item[], random: SeededRandom): Item {
  return random.pick(items);
}
