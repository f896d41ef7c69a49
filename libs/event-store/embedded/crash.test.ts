import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BEFORE_ALL, type RecordedEvent } from '../port.js';
import { EmbeddedEventStore } from './embedded-event-store.js';
import { openEmbeddedEnvironment } from './environment.js';

const STREAMS = 6;
const LIBRARY = resolve('dist/libs/event-store/index.js');

/**
 * Appends without end, several appends at a time, two workers racing for each stream, and says what was acknowledged.
 * An append's events carry its name, their place in it and its size, so that half of one would show.
 */
const WORKER = `
import { writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
const [library, path, name] = process.argv.slice(-3);
const { EmbeddedEventStore, openEmbeddedEnvironment } = await import(library);
const store = EmbeddedEventStore.open(openEmbeddedEnvironment(path));
let appends = 0;
async function write(stream) {
  for (;;) {
    const revision = await store.lastRevision(stream);
    const append = name + '.' + appends++;
    const size = 1 + (appends % 5);
    const events = Array.from({ length: size }, (_, place) => ({
      id: randomUUID(), type: 'Written', version: 1,
      data: Buffer.from(JSON.stringify({ append, place, size, filler: 'x'.repeat((appends * 37) % 900) })),
    }));
    try {
      const result = await store.append(stream, revision, events);
      writeSync(1, JSON.stringify({ stream, append, revision: result.revision, position: result.position }) + '\\n');
    } catch (error) {
      if (error.code !== 'WRONG_EXPECTED_REVISION') throw error;
    }
  }
}
for (let i = 0; i < ${STREAMS}; i++) void write('stream-' + i);
`;

interface Acknowledged {
  readonly stream: string;
  readonly append: string;
  readonly revision: number;
  readonly position: number;
}

interface Written {
  readonly append: string;
  readonly place: number;
  readonly size: number;
}

describe('the embedded store, killed', () => {
  it('has everything acknowledged and nothing by halves, whenever its processes are killed', async () => {
    const seed = Number(process.env['OREBOOK_SEED'] ?? Date.now() % 1_000_000);
    const random = randomOf(seed);
    const path = mkdtempSync(join(tmpdir(), 'event-store-crash-'));
    const acknowledged: Acknowledged[] = [];
    try {
      for (let round = 0; round < 6; round++) {
        const workers = ['a', 'b'].map((name) => startWorker(path, `${name}${round}`, acknowledged));
        await Promise.all(
          workers.map(async (worker) => {
            await worker.begun;
            await new Promise((wake) => setTimeout(wake, 5 + random() * 150));
            await worker.kill();
          }),
        );
        await verify(path, acknowledged);
      }
    } catch (error) {
      throw new Error(`failed with OREBOOK_SEED=${seed}`, { cause: error });
    } finally {
      rmSync(path, { recursive: true, force: true });
    }
    expect(acknowledged.length).toBeGreaterThan(12);
  }, 60_000);

  it('delivers what other processes append, in order, while they live and die', async () => {
    const path = mkdtempSync(join(tmpdir(), 'event-store-follow-'));
    const environment = openEmbeddedEnvironment(path);
    const store = EmbeddedEventStore.open(environment);
    const acknowledged: Acknowledged[] = [];
    const positions: number[] = [];
    const subscription = store.subscribe({ afterPosition: BEFORE_ALL }, (events) => {
      positions.push(...events.map((event) => event.position));
      return Promise.resolve();
    });
    for (const name of ['first', 'second']) {
      const worker = startWorker(path, name, acknowledged);
      await worker.begun;
      await new Promise((wake) => setTimeout(wake, 60));
      await worker.kill();
    }
    const last = await store.lastPosition();
    while (positions.length <= last) await new Promise((wake) => setTimeout(wake, 2));
    await subscription.close();
    expect(positions).toEqual(Array.from({ length: last + 1 }, (_, position) => position));
    expect(acknowledged.every(({ position }) => position <= last)).toBe(true);
    await store.close();
    await environment.close();
    rmSync(path, { recursive: true, force: true });
  }, 30_000);
});

interface Worker {
  /** Resolves at the first acknowledgement. */
  readonly begun: Promise<void>;
  readonly kill: () => Promise<void>;
}

function startWorker(path: string, name: string, acknowledged: Acknowledged[]): Worker {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--input-type=module', '-e', WORKER, LIBRARY, path, name],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const begun = new Promise<void>((begin, fail) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const lines = output.split('\n');
      output = lines.pop() ?? '';
      for (const line of lines) acknowledged.push(JSON.parse(line) as Acknowledged);
      if (lines.length > 0) begin();
    });
    child.on('close', () => fail(new Error(`the worker ended by itself: ${complaints}`)));
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    if (child.signalCode !== 'SIGKILL') throw new Error(`the worker ended by itself: ${complaints}`);
  };
  return { begun, kill };
}

/** Opens what the killed left and holds it to what they had said. */
async function verify(path: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  const environment = openEmbeddedEnvironment(path);
  const store = EmbeddedEventStore.open(environment);
  const all: RecordedEvent[] = [];
  for await (const batch of store.readAll()) all.push(...batch);
  const byStream = new Map<string, RecordedEvent[]>();
  for (const event of all) {
    const stream = byStream.get(event.stream);
    if (stream === undefined) byStream.set(event.stream, [event]);
    else stream.push(event);
  }
  const lastOfAppend = new Map<string, RecordedEvent>();
  for (const [stream, events] of byStream) {
    let revision = 0;
    let open: Written | undefined;
    for (const event of events) {
      const written = JSON.parse(Buffer.from(event.data).toString()) as Written;
      const wanted = {
        revision: revision++,
        place: (open?.place ?? -1) + 1,
        append: open?.append ?? written.append,
      };
      const { append, place } = written;
      if (event.revision !== wanted.revision || place !== wanted.place || append !== wanted.append) {
        expect({ revision: event.revision, place, append }).toEqual(wanted);
      }
      open = written.place === written.size - 1 ? undefined : written;
      lastOfAppend.set(written.append, event);
    }
    expect(open).toBeUndefined();
    expect(await store.lastRevision(stream)).toBe(revision - 1);
    const read: RecordedEvent[] = [];
    for await (const batch of store.readStream(stream)) read.push(...batch);
    expect(read.map((event) => event.id)).toEqual(events.map((event) => event.id));
  }
  for (const { stream, append, revision, position } of acknowledged) {
    const found = lastOfAppend.get(append);
    if (found?.stream === stream && found.revision === revision && found.position === position) continue;
    expect(found).toMatchObject({ stream, revision, position });
  }
  await store.close();
  await environment.close();
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
