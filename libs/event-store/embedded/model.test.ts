import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventStoreError, type NewEvent, NO_STREAM, type RecordedEvent } from '../port.js';
import { EmbeddedEventStore } from './embedded-event-store.js';
import { type EmbeddedEnvironment, openEmbeddedEnvironment } from './environment.js';

/** The store in its plainest form: an array of everything. */
class Model {
  readonly all: RecordedEvent[] = [];

  stream(stream: string): RecordedEvent[] {
    return this.all.filter((event) => event.stream === stream);
  }

  /** What the store must answer to an append. */
  append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): { revision: number } | 'conflict' {
    const existing = this.stream(stream);
    if (existing.length - 1 === expectedRevision) {
      for (const [i, event] of events.entries()) {
        const position = this.all.length;
        this.all.push({ ...event, stream, revision: expectedRevision + 1 + i, position });
      }
      return { revision: expectedRevision + events.length };
    }
    const next = existing.slice(expectedRevision + 1, expectedRevision + 1 + events.length);
    const repeats = next.length === events.length && next.every((event, i) => event.id === events[i]?.id);
    return repeats ? { revision: expectedRevision + events.length } : 'conflict';
  }
}

const stream = fc.constantFrom('a', 'a-b', 'b', 'ł');
const direction = fc.constantFrom('forward' as const, 'backward' as const);
const data = fc
  .uint8Array({ maxLength: 40 })
  .chain((bytes) =>
    fc
      .constantFrom(0, 0, 700, 1_300, 30_000)
      .map((padding) => Uint8Array.from([...bytes, ...new Uint8Array(padding)])),
  );
const event = fc.record({
  id: fc.oneof(
    fc.uuid(),
    // Nearly one.
    fc.uuid().map((id) => id.toUpperCase()),
    fc.tuple(fc.uuid(), fc.nat(35)).map(([id, at]) => `${id.slice(0, at)}g${id.slice(at + 1)}`),
    fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
  ),
  type: fc.constantFrom('Opened', 'Zamknięto', 'x'.repeat(255)),
  version: fc.constantFrom(1, 2, 65_535),
  data,
});
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream,
      events: fc.array(event, { minLength: 1, maxLength: 12 }),
      off: fc.constantFrom(0, 0, 0, 0, -1, 1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const), choice: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('readStream' as const),
      stream,
      direction,
      from: fc.option(fc.nat(30)),
      countMax: fc.option(fc.nat(20)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('readAll' as const),
      direction,
      after: fc.option(fc.nat(60)),
      countMax: fc.option(fc.nat(30)),
      prefix: fc.constantFrom('', 'a', 'a-', 'b', 'zz'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type AppendMade = { stream: string; expectedRevision: number; events: NewEvent[] };

describe('the embedded store beside its model', () => {
  it('answers every sequence of appends and reads like a plain array would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const path = mkdtempSync(join(tmpdir(), 'event-store-model-'));
        try {
          await play(path, steps);
        } finally {
          rmSync(path, { recursive: true, force: true });
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

async function play(path: string, steps: readonly Step[]): Promise<void> {
  const model = new Model();
  const made: AppendMade[] = [];
  let environment: EmbeddedEnvironment = openEmbeddedEnvironment(path);
  let store = EmbeddedEventStore.open({ ...environment, batchBytesMax: 50_000, batchEventsMax: 9 });
  for (const next of steps) {
    switch (next.kind) {
      case 'append': {
        const expectedRevision = Math.max(NO_STREAM, model.stream(next.stream).length - 1 + next.off);
        made.push({ stream: next.stream, expectedRevision, events: next.events });
        await checkAppend(store, model, next.stream, expectedRevision, next.events);
        break;
      }
      case 'repeat': {
        const again = made[next.choice % Math.max(1, made.length)];
        if (again !== undefined)
          await checkAppend(store, model, again.stream, again.expectedRevision, again.events);
        break;
      }
      case 'readStream':
        await checkReadStream(store, model, next);
        break;
      case 'readAll':
        await checkReadAll(store, model, next);
        break;
      case 'reopen':
        await store.close();
        await environment.close();
        environment = openEmbeddedEnvironment(path);
        store = EmbeddedEventStore.open({ ...environment, batchBytesMax: 50_000, batchEventsMax: 9 });
        break;
    }
    expect(await store.lastPosition()).toBe(model.all.length - 1);
  }
  expect(legible(await collect(store.readAll()))).toEqual(legible(model.all));
  await store.close();
  await environment.close();
}

async function checkAppend(
  store: EmbeddedEventStore,
  model: Model,
  name: string,
  expectedRevision: number,
  events: readonly NewEvent[],
): Promise<void> {
  const wanted = model.append(name, expectedRevision, events);
  let got: unknown;
  try {
    const { revision, position } = await store.append(name, expectedRevision, events);
    expect(model.all[position]).toMatchObject({ stream: name, revision });
    got = { revision };
  } catch (error) {
    if (!(error instanceof EventStoreError && error.code === 'WRONG_EXPECTED_REVISION')) throw error;
    got = 'conflict';
  }
  expect(got).toEqual(wanted);
}

async function checkReadStream(
  store: EmbeddedEventStore,
  model: Model,
  next: Extract<Step, { kind: 'readStream' }>,
): Promise<void> {
  const fromRevision = next.from ?? undefined;
  const countMax = next.countMax ?? undefined;
  const events = model.stream(next.stream);
  const wanted =
    next.direction === 'forward'
      ? events.slice(fromRevision ?? 0)
      : events.slice(0, (fromRevision ?? events.length) + 1).reverse();
  const options = { direction: next.direction, fromRevision, countMax };
  expect(legible(await collect(store.readStream(next.stream, options)))).toEqual(
    legible(wanted.slice(0, countMax)),
  );
}

async function checkReadAll(
  store: EmbeddedEventStore,
  model: Model,
  next: Extract<Step, { kind: 'readAll' }>,
): Promise<void> {
  const afterPosition = next.after ?? undefined;
  const countMax = next.countMax ?? undefined;
  const events =
    next.direction === 'forward'
      ? model.all.slice(afterPosition === undefined ? 0 : afterPosition + 1)
      : model.all.slice(0, afterPosition).reverse();
  const wanted = events.filter((found) => found.stream.startsWith(next.prefix)).slice(0, countMax);
  const options = { direction: next.direction, afterPosition, countMax, streamPrefix: next.prefix };
  expect(legible(await collect(store.readAll(options)))).toEqual(legible(wanted));
}

async function collect(batches: AsyncIterable<readonly RecordedEvent[]>): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of batches) {
    expect(batch.length).toBeGreaterThan(0);
    expect(batch.length).toBeLessThanOrEqual(9);
    events.push(...batch);
  }
  return events;
}

/** The events with their data as text: bytes are slow to compare one by one. */
function legible(events: readonly RecordedEvent[]): unknown[] {
  return events.map((found) => ({ ...found, data: Buffer.from(found.data).toString('latin1') }));
}
