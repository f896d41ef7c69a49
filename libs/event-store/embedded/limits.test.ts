import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreError, type NewEvent, NO_STREAM, type RecordedEvent } from '../port.js';
import { EmbeddedEventStore } from './embedded-event-store.js';
import { backupEnvironment, openEmbeddedEnvironment } from './environment.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'event-store-limits-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function anEvent(bytes = 10): NewEvent {
  return { id: randomUUID(), type: 'Happened', version: 1, data: new Uint8Array(bytes) };
}

async function readAll(store: EmbeddedEventStore): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of store.readAll()) events.push(...batch);
  return events;
}

describe('the bounds of the embedded store', () => {
  it('refuses appends at once while too many or too heavy ones wait', async () => {
    const environment = openEmbeddedEnvironment(directory);
    const store = EmbeddedEventStore.open({ ...environment, waitingAppendsMax: 3, waitingBytesMax: 1_000 });
    const append = (stream: string, bytes: number): Promise<string> =>
      store.append(stream, NO_STREAM, [anEvent(bytes)]).then(
        () => 'resolved',
        (error: unknown) => (error instanceof EventStoreError ? error.code : 'thrown'),
      );
    expect(await Promise.all([append('a', 1), append('b', 1), append('c', 1), append('d', 1)])).toEqual([
      'resolved',
      'resolved',
      'resolved',
      'UNAVAILABLE',
    ]);
    expect(await Promise.all([append('e', 600), append('f', 600)])).toEqual(['resolved', 'UNAVAILABLE']);
    // One that is heavier than all that may wait goes when it is alone.
    expect(await append('g', 5_000)).toBe('resolved');
    expect(await append('d', 1)).toBe('resolved');
    await store.close();
    await environment.close();
  });

  it('commits groups of bounded size in order', async () => {
    const environment = openEmbeddedEnvironment(directory);
    const store = EmbeddedEventStore.open({ ...environment, groupBytesMax: 500 });
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, i) => store.append('one', i - 1, [anEvent(100)])),
    );
    expect(results.map((result) => result.revision)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    await store.close();
    await environment.close();
  });

  it('grows beyond the address space that it first took', async () => {
    const environment = openEmbeddedEnvironment(directory, { mapSizeBytes: 2 ** 20 });
    const store = EmbeddedEventStore.open(environment);
    for (let i = 0; i < 12; i++) await store.append('large', i - 1, [anEvent(500_000)]);
    expect(await store.lastRevision('large')).toBe(11);
    await store.close();
    await environment.close();
  });

  it('refuses to write while the disk is nearly full, and goes on when there is room again', async () => {
    const environment = openEmbeddedEnvironment(directory);
    let room = false;
    const store = EmbeddedEventStore.open({ root: environment.root, hasRoom: () => room });
    await expect(store.append('s', NO_STREAM, [anEvent()])).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await store.lastRevision('s')).toBe(NO_STREAM);
    room = true;
    expect((await store.append('s', NO_STREAM, [anEvent()])).revision).toBe(0);
    await store.close();
    await environment.close();
  });

  it('knows from the file system that a disk is nearly full', async () => {
    const environment = openEmbeddedEnvironment(directory, { freeBytesMin: 2 ** 60, freeSpaceIntervalMs: 0 });
    while (environment.hasRoom(1)) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(environment.hasRoom(1)).toBe(false);
    await environment.close();
  });
});

const FULL_DISK_WORKER = `
const [library, path] = process.argv.slice(-2);
const { EmbeddedEventStore, openEmbeddedEnvironment } = await import(library);
const environment = openEmbeddedEnvironment(path);
const store = EmbeddedEventStore.open(environment);
const event = (id, bytes) => ({ id, type: 'Happened', version: 1, data: Buffer.alloc(bytes, 7) });
let revision = -1;
let refused = [];
while (refused.length < 5) {
  const batch = [event('a' + revision, 3000), event('b' + revision, 3000), event('c' + revision, 9000)];
  try {
    revision = (await store.append('s', revision, batch)).revision;
  } catch (error) {
    refused.push(error.code);
  }
}
const readable = await store.lastRevision('s');
await store.close();
await environment.close();
console.log(JSON.stringify({ revision, readable, refused }));
`;

describe('the embedded store on a disk that takes no more', () => {
  it('answers STORAGE_FULL, writes nothing by halves, stays readable and closes', async () => {
    const command = 'ulimit -f 2000; exec "$0" --input-type=module -e "$1" "$2" "$3"';
    const library = resolve('dist/libs/event-store/index.js');
    const child = spawnSync('bash', ['-c', command, process.execPath, FULL_DISK_WORKER, library, directory], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    const lastLine = child.stdout.trim().split('\n').at(-1) ?? '';
    const told = JSON.parse(lastLine) as { revision: number; readable: number; refused: string[] };
    expect(child.status).toBe(0);
    expect(told.refused).toEqual(Array.from({ length: 5 }, () => 'STORAGE_FULL'));
    expect(told.readable).toBe(told.revision);

    const environment = openEmbeddedEnvironment(directory);
    const store = EmbeddedEventStore.open(environment);
    expect(await store.lastRevision('s')).toBe(told.revision);
    expect(await readAll(store)).toHaveLength(told.revision + 1);
    expect((await store.append('s', told.revision, [anEvent()])).revision).toBe(told.revision + 1);
    await store.close();
    await environment.close();
  });
});

describe('an embedded environment', () => {
  it('is copied while it runs: everything acknowledged before, nothing by halves', async () => {
    const environment = openEmbeddedEnvironment(join(directory, 'live'));
    const store = EmbeddedEventStore.open(environment);
    let running = true;
    let acknowledged = NO_STREAM;
    const writer = (async () => {
      while (running) {
        acknowledged = (
          await store.append('s', acknowledged, [anEvent(2_000), anEvent(2_000), anEvent(2_000)])
        ).revision;
      }
    })();
    while (acknowledged < 100) await new Promise((resolve) => setTimeout(resolve, 2));
    const before = acknowledged;
    const target = join(directory, 'backups', 'first');
    await backupEnvironment(environment.root, target);
    await expect(backupEnvironment(environment.root, target)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    running = false;
    await writer;
    await store.close();
    await environment.close();

    const copy = openEmbeddedEnvironment(target);
    const copied = EmbeddedEventStore.open(copy);
    const revision = await copied.lastRevision('s');
    expect(revision).toBeGreaterThanOrEqual(before);
    expect((revision + 1) % 3).toBe(0);
    expect((await readAll(copied)).map((event) => event.revision)).toEqual(
      Array.from({ length: revision + 1 }, (_, i) => i),
    );
    await copied.append('s', revision, [anEvent()]);
    await copied.close();
    await copy.close();
  });

  it('says in one line when it cannot be opened', () => {
    const file = join(directory, 'a-file');
    writeFileSync(file, 'not a directory');
    let said: unknown;
    try {
      openEmbeddedEnvironment(file);
    } catch (error) {
      said = error;
    }
    expect(said).toBeInstanceOf(EventStoreError);
    expect(String(said)).toMatch(/^EventStoreError: cannot open the data in [^\n]*a-file[^\n]*$/);
  });
});
