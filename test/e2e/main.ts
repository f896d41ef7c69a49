import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DistributedVenue } from '../distributed/distributed-venue.js';
import { SERVICES, type ServiceName } from '#platform';
import { KafkaUnavailable } from '../kafka/artifacts.js';
import { endWithChildren } from '../support/child-processes.js';
import { tradableInstruments } from '../support/sample-traders.js';
import { SeededRandom } from '../support/seeded-random.js';
import { VenueSession } from '../support/venue-session.js';
import { BusProbe } from './bus-probe.js';
import { checkHistory } from './check-history.js';
import { Desks } from './desks.js';
import type { PlacedOrder } from './history.js';
import {
  openStoreOf,
  recordedBooks,
  recordedDeadLetters,
  recordedNovations,
  type OpenedStore,
} from './recorded.js';
import { orderStories } from './order-stories.js';
import { SCENARIOS, SESSION_MS, type Stage } from './scenarios.js';
import { SlowLine } from './slow-line.js';

const EXIT_UNAVAILABLE = 69;
const BOOKS = 6;
const DESKS = 6;
const SETTLED_MS_MAX = 30_000;
const SETTLING_LOOK_MS = 200;
const SLOW_SERVICES: readonly ServiceName[] = ['order-intake', 'matching-engine'];
const VIOLATIONS_SHOWN_MAX = 20;
const PRINTED_CHARACTERS_MAX = 4_000;

/** `[--seed N] [--only PATTERN] [--rounds N] [--folder DIR]`: every harm in turn, the whole history checked after each. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '1' },
    folder: { type: 'string', default: '.kafka' },
  },
});

async function main(): Promise<number> {
  const random = new SeededRandom(Number(values.seed));
  console.log(`seed ${random.seed}`);
  const venue = await DistributedVenue.prepare({
    kafkaFolder: resolve(values.folder),
    brokers: 3,
    isShortLived: true,
    instances: { 'order-intake': 2, 'matching-engine': 2 },
    isDetoured: (service, number) => SLOW_SERVICES.includes(service) && number === 2,
    sessionTimeoutMs: SESSION_MS,
    nodeArguments: Object.fromEntries(SERVICES.map((service) => [service, ['--trace-warnings']])),
  });
  endWithChildren(() => rmSync(venue.dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const slowLine = await SlowLine.open(venue.broker.detours);
  try {
    await timed('the venue is up', () => venue.start());
    return await play(venue, slowLine, random);
  } catch (error) {
    tell(venue);
    throw error;
  } finally {
    await venue.dispose();
    await slowLine.close();
  }
}

async function play(venue: DistributedVenue, slowLine: SlowLine, random: SeededRandom): Promise<number> {
  const session = await VenueSession.open(venue);
  const opened = await openStoreOf(venue.dataDir);
  const probe = await BusProbe.open(venue.broker.addresses, random);
  const all = tradableInstruments().slice(0, BOOKS);
  const instruments = [];
  for (const instrument of all) {
    instruments.push({ ...instrument, certificateId: await session.registerAmpleCertificate(instrument) });
  }
  const traders = (instruments[0]?.traders ?? []).slice(0, DESKS);
  const desks = new Desks(session, instruments, traders, random);
  const stage = {
    venue,
    session,
    desks,
    probe,
    slowLine,
    random,
    instruments: all.map(({ instrumentId }) => instrumentId),
  };
  let failed = 0;
  try {
    const only = new RegExp(values.only);
    const chosen = SCENARIOS.filter(({ name }) => only.test(name));
    if (chosen.length === 0) throw new Error(`no harm is called ${values.only}`);
    const rounds = Array.from({ length: Number(values.rounds) }, () => chosen);
    for (const { name, harm } of rounds.flat()) {
      desks.open();
      await timed(name, () => harm(stage));
      const violations = await timed('  … and what it left is known and right', async () => {
        const unknown = await desks.close();
        if (probe.failure !== undefined) throw probe.failure;
        return [...unknown.map(unknownTold), ...(await settledViolations(stage, session, opened))];
      });
      violations.push(...warningsIn(venue));
      if (violations.length === 0) continue;
      failed += 1;
      await tellAll(violations, venue, opened);
      // Every later harm would wait for them again.
      if (desks.acknowledged < desks.history.orders.length) break;
    }
  } finally {
    await probe.close();
    await session.close();
    await opened.close();
  }
  const { orders, cancels, reads } = desks.history;
  console.log(
    JSON.stringify({
      seed: random.seed,
      orders: orders.length,
      acknowledged: desks.acknowledged,
      attempts: orders.reduce((sum, { attempts }) => sum + attempts.length, 0),
      cancels: cancels.length,
      reads: reads.length,
      repeated: probe.repeated,
      failed,
    }),
  );
  return failed === 0 ? 0 : 1;
}

function unknownTold({ desk, instrument, clientOrderId, attempts }: PlacedOrder): string {
  const last = JSON.stringify(attempts.at(-1)?.answer ?? 'no answer');
  return `${desk}'s ${clientOrderId} in ${instrument} stays unknown after ${attempts.length} attempts, the last: ${last}`;
}

/** The violations, what the parts had to say, and what the store has of the orders that either names. */
async function tellAll(
  violations: readonly string[],
  venue: DistributedVenue,
  { store }: OpenedStore,
): Promise<void> {
  const shown = violations.slice(0, VIOLATIONS_SHOWN_MAX);
  for (const violation of shown) console.log(`  VIOLATION ${violation}`);
  tell(venue);
  const { books, positions } = await recordedBooks(store);
  const said = venue.all.map(({ printed }) => printed.slice(-PRINTED_CHARACTERS_MAX));
  for (const line of orderStories([...shown, ...said].join('\n'), books, positions)) console.log(line);
}

/** What is wrong once clearing and the relay have had their time to catch up. */
async function settledViolations(
  stage: Stage,
  session: VenueSession,
  { store }: OpenedStore,
): Promise<string[]> {
  const deadlineMs = Date.now() + SETTLED_MS_MAX;
  for (;;) {
    const violations = checkHistory({
      history: stage.desks.history,
      ...(await recordedBooks(store)),
      novations: await recordedNovations(store),
      published: stage.probe.published,
      deadLetters: await recordedDeadLetters(store),
      poison: stage.probe.poison,
    });
    const isLate = Date.now() > deadlineMs;
    if (violations.length === 0 || isLate) {
      if (!(await session.verifies()))
        violations.push('the regulator’s verification finds a book that differs');
      return violations;
    }
    await delay(SETTLING_LOOK_MS);
  }
}

/** A service that leaks listeners, say, tells so itself, once in its life. */
function warningsIn(venue: DistributedVenue): string[] {
  return venue.all.flatMap(
    ({ printed }) => printed.match(/^\(node:\d+\) .*Warning: .*(\n\s+at .*)*/gm) ?? [],
  );
}

/** What the services and the brokers had to say last. */
function tell(venue: DistributedVenue): void {
  for (const [service, instances] of Object.entries({ ...venue.services, broker: venue.broker.brokers })) {
    instances.forEach(({ printed }, index) => {
      console.error(`--- ${service} ${index + 1}\n${printed.slice(-PRINTED_CHARACTERS_MAX)}`);
    });
  }
}

async function timed<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const startedMs = performance.now();
  const result = await work();
  console.log(`${((performance.now() - startedMs) / 1_000).toFixed(1).padStart(6)} s  ${what}`);
  return result;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof KafkaUnavailable)) throw error;
  console.error(`test:e2e: ${error.message}`);
  process.exitCode = EXIT_UNAVAILABLE;
}
