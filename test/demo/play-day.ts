import { resolve } from 'node:path';
import { RunningVenue } from '../support/exchange-process.js';
import { VenueSession } from '../support/venue-session.js';
import { INSTRUMENT, openCast } from './cast.js';
import { Day } from './day.js';
import { Expectations } from './expectations.js';
import { bankStatement } from './scenes/bank-statement.js';
import { close } from './scenes/close.js';
import { continuous } from './scenes/continuous.js';
import { crash } from './scenes/crash.js';
import { floorRaise } from './scenes/floor-raise.js';
import { netting } from './scenes/netting.js';
import { opening } from './scenes/opening.js';
import { orderKinds } from './scenes/order-kinds.js';
import { preOpen } from './scenes/pre-open.js';
import { refusals } from './scenes/refusals.js';
import { regulator } from './scenes/regulator.js';
import type { Memory, Scene } from './scenes/scene.js';
import { settlement } from './scenes/settlement.js';
import { suspension } from './scenes/suspension.js';
import { Story } from './story.js';
import type { SceneResult, Summary } from './summary.js';

const SCENES: readonly Scene[] = [
  preOpen,
  opening,
  continuous,
  orderKinds,
  refusals,
  floorRaise,
  suspension,
  crash,
  close,
  netting,
  settlement,
  bankStatement,
  regulator,
];
const BLOC_DIR = resolve('deploy/sample-bloc');

/**
 * Starts a fresh exchange, plays the day, and leaves nothing behind.
 *
 * @param write - takes each line of the story.
 * @param exchange - not started; disposed of in every case.
 */
export async function playDay(write: (line: string) => void, exchange: RunningVenue): Promise<Summary> {
  const begun = performance.now();
  const story = new Story(write);
  const expect = new Expectations((text) => story.failure(text));
  const memory: Memory = {};
  const scenes: SceneResult[] = [];
  let session: VenueSession | undefined;
  try {
    story.remark(
      'A day at the exchange of a made-up bloc (deploy/sample-bloc): nothing here is about real states or firms.',
    );
    await exchange.start();
    session = await VenueSession.open(exchange);
    const cast = await openCast(session, BLOC_DIR);
    story.remark(
      `${cast.bloc.name}; the book of the day is ${INSTRUMENT}; the exchange listens at ${exchange.url}.`,
    );
    const day = new Day(exchange, cast, story, expect);
    for (const [index, scene] of SCENES.entries())
      scenes.push(await playScene(scene, index + 1, day, memory));
  } finally {
    await session?.close();
    await exchange.dispose();
  }
  return {
    ok: expect.failed.length === 0 && scenes.length === SCENES.length,
    seconds: (performance.now() - begun) / 1_000,
    scenes,
    expectations: { total: expect.all.length, failed: expect.failed },
    ...(memory.crash === undefined ? {} : { crash: memory.crash }),
    ...(memory.settled === undefined ? {} : { settlement: memory.settled }),
    ...(memory.reconciled === undefined ? {} : { reconciliation: memory.reconciled }),
    ...(memory.verified === undefined ? {} : { verification: memory.verified }),
    ...(memory.exported === undefined ? {} : { record: memory.exported }),
  };
}

/** A scene that breaks off is a failed expectation; the day goes on. */
async function playScene(scene: Scene, number: number, day: Day, memory: Memory): Promise<SceneResult> {
  const { story, expect } = day;
  const begun = performance.now();
  const [allBefore, failedBefore] = [expect.all.length, expect.failed.length];
  story.scene(number, scene.title);
  expect.enter(scene.title);
  try {
    await scene.play(day, memory);
  } catch (error) {
    expect.that('the scene plays to its end', false, error instanceof Error ? error.message : String(error));
  }
  return {
    scene: scene.title,
    expectations: expect.all.length - allBefore,
    failed: expect.failed.length - failedBefore,
    milliseconds: Math.round(performance.now() - begun),
  };
}
