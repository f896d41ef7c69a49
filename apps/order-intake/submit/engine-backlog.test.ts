import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ENGINE_GROUP, ORDERS_TOPIC } from '#contracts';
import { openEmbeddedEnvironment, type EmbeddedEnvironment } from '#event-store';
import { EmbeddedMessageBus, MessageBusError, type Consumer } from '#messaging';
import { FaultyBus } from '#testing';
import { EngineBacklog } from './engine-backlog.js';

const STALLED_MS_MAX = 3_000;

let directory: string;
let environment: EmbeddedEnvironment;
let bus: FaultyBus;
let backlog: EngineBacklog;
let nowMs: number;
let consumer: Consumer | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'orebook-backlog-'));
  environment = openEmbeddedEnvironment(directory);
  bus = new FaultyBus(EmbeddedMessageBus.open(environment));
  await bus.createTopic(ORDERS_TOPIC, 1);
  nowMs = 0;
  const options = { pollMs: 60_000, answerMsMax: 50, backlogCommandsMax: 3, stalledMsMax: STALLED_MS_MAX };
  backlog = new EngineBacklog(bus, options, () => nowMs);
  // An instrument's partition is looked up when it is first asked for.
  backlog.troubleOf('A');
});
afterEach(async () => {
  await consumer?.stop();
  consumer = undefined;
  await bus.close();
  await environment.close();
  rmSync(directory, { recursive: true });
});

const send = (count: number): Promise<unknown> =>
  bus.send(
    ORDERS_TOPIC,
    Array.from({ length: count }, () => ({ key: 'A', value: Uint8Array.of(1) })),
  );

async function troubleAfter(ms: number): Promise<string | undefined> {
  nowMs += ms;
  await backlog.look();
  return backlog.troubleOf('A')?.detail;
}

/** An engine that is done with all that is on the bus. */
async function catchUp(): Promise<void> {
  consumer = bus.consume({ topic: ORDERS_TOPIC, group: ENGINE_GROUP }, (batch) =>
    batch.commit((batch.messages.at(-1)?.offset ?? -1) + 1),
  );
  for (let tries = 0; backlog.size > 0; tries++) {
    if (tries > 1_000) throw new Error('the backlog stays');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await backlog.look();
  }
}

describe('what the engines have yet to do', () => {
  it('is no trouble while nothing waits, or what waits is new', async () => {
    expect(await troubleAfter(1_000_000)).toBeUndefined();
    await send(2);
    expect(await troubleAfter(STALLED_MS_MAX - 1)).toBeUndefined();
    expect(backlog.size).toBe(2);
  });

  it('is trouble once commands wait and none is decided, until the engine has moved', async () => {
    await send(2);
    await troubleAfter(0);
    expect(await troubleAfter(STALLED_MS_MAX)).toBe('the book does not answer');
    await catchUp();
    expect(await troubleAfter(0)).toBeUndefined();
  });

  it('is trouble once more commands wait than may, whoever sent them', async () => {
    await send(4);
    expect(await troubleAfter(0)).toBe('too many commands wait for the book');
    await catchUp();
    expect(await troubleAfter(0)).toBeUndefined();
  });

  it('is trouble while the bus is away, silent or failing, which is not held against the engines after', async () => {
    await send(1);
    await troubleAfter(0);
    bus.fault.hang();
    expect(await troubleAfter(STALLED_MS_MAX)).toBe('the bus does not answer');
    bus.fault.failWith(new MessageBusError('UNAVAILABLE', 'no broker'));
    expect(await troubleAfter(STALLED_MS_MAX)).toBe('the bus does not answer');
    expect(backlog.readiness()).toEqual({ ready: false, detail: 'no broker' });
    bus.fault.heal();
    expect(await troubleAfter(1)).toBeUndefined();
  });
});
