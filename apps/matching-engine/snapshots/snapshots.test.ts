import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bookStream, type BookEvent } from '#contracts';
import {
  appendInParts,
  EmbeddedEventStore,
  openEmbeddedEnvironment,
  type EmbeddedEnvironment,
} from '#event-store';
import { createFastBook, createNaiveBook, type BookFactory } from '#matching';
import { BookScenario, sampleInstrument } from '#testing';
import { toStored } from '../recorder.js';
import { readBook, recoverBook } from '../recovery.js';
import { sha256, WITHOUT_SNAPSHOTS, type Snapshots } from './restore-book.js';
import { SnapshotDirectory } from './snapshot-directory.js';
import { SnapshotMaker } from './snapshot-maker.js';

const { instrumentId: INSTRUMENT } = sampleInstrument();

/** A day of so many bids behind its opening. */
function day(orders: number, priceTicks: number): readonly BookEvent[] {
  const venue = new BookScenario({ floorTicks: 95, referenceTicks: 100 });
  for (let index = 0; index < orders; index++) venue.buy(`o${index}`, index + 1, priceTicks);
  return venue.events;
}

describe('snapshots of the engine', () => {
  let directory: string;
  let environment: EmbeddedEnvironment;
  let store: EmbeddedEventStore;
  let snapshots: Snapshots;
  let refused: string[];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'orebook-snapshots-'));
    environment = openEmbeddedEnvironment(join(directory, 'store'));
    store = EmbeddedEventStore.open(environment);
    refused = [];
    snapshots = {
      store: new SnapshotDirectory(join(directory, 'snapshots')),
      onRefused: (name, reason) => refused.push(`${name}: ${reason}`),
    };
  });
  afterEach(async () => {
    await store.close();
    await environment.close();
    rmSync(directory, { recursive: true });
  });

  const files = (): string[] => readdirSync(join(directory, 'snapshots', INSTRUMENT)).sort();
  const fileOf = (name: string): string => join(directory, 'snapshots', INSTRUMENT, name);
  const maker = (create: BookFactory = createFastBook): SnapshotMaker =>
    new SnapshotMaker(store, create, snapshots, 10);
  const stateHash = async (create: BookFactory, from: Snapshots): Promise<string> =>
    (await recoverBook(store, INSTRUMENT, create, from)).stateHash();

  /** Records the part of a history from one event on up to another, both counted from 0. */
  async function record(events: readonly BookEvent[], from = 0, to = events.length): Promise<void> {
    const stored = toStored(INSTRUMENT, events.slice(from, to));
    await appendInParts(store, bookStream(INSTRUMENT), from - 1, stored);
  }

  it('INV-6 a book restored from either kind’s snapshot and the events since is the one that its whole stream tells', async () => {
    const events = day(40, 99);
    await record(events, 0, events.length - 15);
    expect(await maker(createNaiveBook).makeIfDue(INSTRUMENT)).toBe(events.length - 15);
    expect(await maker().makeIfDue(INSTRUMENT)).toBeUndefined();
    await record(events, events.length - 15, events.length - 3);
    expect(await maker().makeIfDue(INSTRUMENT)).toBe(events.length - 3);
    await record(events, events.length - 3);
    expect(await maker().makeIfDue(INSTRUMENT)).toBeUndefined();
    const whole = await stateHash(createFastBook, WITHOUT_SNAPSHOTS);
    expect(await stateHash(createFastBook, snapshots)).toBe(whole);
    expect(await stateHash(createNaiveBook, snapshots)).toBe(whole);
    const { lastEventId } = await readBook(store, INSTRUMENT, createFastBook, snapshots);
    expect(lastEventId).toBeDefined();
    expect(refused).toEqual([]);
  });

  it('INV-6 the newest two are kept', async () => {
    const events = day(40, 99);
    for (let from = 0; from < events.length; from += 10) {
      await record(events, from, Math.min(from + 10, events.length));
      await maker().makeIfDue(INSTRUMENT);
    }
    expect(files()).toHaveLength(2);
  });

  it('INV-6 one that is broken or cut short is passed over by name, for the older one and at last for the stream', async () => {
    const events = day(40, 99);
    await record(events, 0, 30);
    await maker().makeIfDue(INSTRUMENT);
    await record(events, 30);
    await maker().makeIfDue(INSTRUMENT);
    const [older = '', newest = ''] = files();
    const whole = await stateHash(createFastBook, WITHOUT_SNAPSHOTS);

    const bytes = readFileSync(fileOf(newest));
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(fileOf(newest), bytes);
    expect(await stateHash(createFastBook, snapshots)).toBe(whole);
    expect(refused).toEqual([expect.stringMatching(new RegExp(`${newest}: .*not those that were stamped`))]);

    writeFileSync(fileOf(older), readFileSync(fileOf(older)).subarray(0, 10));
    expect(await stateHash(createFastBook, snapshots)).toBe(whole);
    expect(refused.at(-1)).toContain(`${older}: the bytes are not a snapshot`);
  });

  it('INV-6 one of another history is passed over: its last event is not the stream’s', async () => {
    const elsewhere = new BookScenario({ floorTicks: 95, referenceTicks: 100 });
    for (let index = 0; index < 40; index++) elsewhere.buy(`o${index}`, 1, 98);
    await record(day(20, 99));
    const { book } = elsewhere;
    const bytes = book.writeSnapshot(toStored(INSTRUMENT, elsewhere.events).at(-1)?.id ?? '', sha256);
    await snapshots.store.save(INSTRUMENT, book.sequence, bytes);
    const whole = await stateHash(createFastBook, WITHOUT_SNAPSHOTS);
    expect(await stateHash(createFastBook, snapshots)).toBe(whole);
    expect(refused).toEqual([expect.stringContaining(`the stream has no event ${book.sequence}`)]);

    await record(day(60, 99), (await store.lastRevision(bookStream(INSTRUMENT))) + 1);
    refused.length = 0;
    await recoverBook(store, INSTRUMENT, createFastBook, snapshots);
    expect(refused).toEqual([expect.stringMatching(/the stream's event \d+ is .*, not /)]);
  });

  it('INV-6 what a killed process left half-written beside its place is nothing', async () => {
    await record(day(20, 99));
    await maker().makeIfDue(INSTRUMENT);
    const [whole = ''] = files();
    writeFileSync(fileOf('9999999999999999.snapshot.new'), readFileSync(fileOf(whole)).subarray(0, 99));
    expect(await snapshots.store.newestSequence(INSTRUMENT)).toBe(Number(whole.slice(0, 16)));
    await recoverBook(store, INSTRUMENT, createFastBook, snapshots);
    expect(refused).toEqual([]);
  });

  it('SEQ-1 no snapshot holds a part of a command', async () => {
    const events = day(20, 99);
    const cut = events.findLastIndex(({ end }) => end !== true);
    expect(cut).toBeGreaterThan(0);
    await record(events, 0, cut + 1);
    const sequence = await maker().makeIfDue(INSTRUMENT);
    expect(sequence).toBeLessThanOrEqual(cut);
    expect(events[(sequence ?? 0) - 1]?.end).toBe(true);
  });
});
