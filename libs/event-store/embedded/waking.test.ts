import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { anEvent, until } from '../conformance/harness.js';
import { BEFORE_ALL, NO_STREAM } from '../port.js';
import { EmbeddedEventStore } from './embedded-event-store.js';
import { type EmbeddedEnvironment, openEmbeddedEnvironment } from './environment.js';
import { EventLog } from './event-log.js';

/** The longest that a timer takes, 24 days: nothing that comes within a test comes because somebody looked. */
const NEVER_MS = 2 ** 31 - 1;

/** Events that are waited for one after the other: at the later ones the follower has long been idle. */
const ROUNDS = 8;

let directory: string;
let environment: EmbeddedEnvironment;
let stores: EmbeddedEventStore[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'event-store-waking-'));
  environment = openEmbeddedEnvironment(directory);
  stores = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  await environment.close();
  rmSync(directory, { recursive: true, force: true });
});

function openStore(tailEventsMax = 10_000): EmbeddedEventStore {
  const store = EmbeddedEventStore.open({ ...environment, pollIntervalMs: NEVER_MS, tailEventsMax });
  stores.push(store);
  return store;
}

/** Appends one event to one stream at each call, and gives its id. */
function writer(store: EmbeddedEventStore, stream: string): () => Promise<string> {
  let revision = NO_STREAM;
  return async () => {
    const event = anEvent();
    ({ revision } = await store.append(stream, revision, [event]));
    return event.id;
  };
}

/** Follows a store from its beginning, and gathers the ids of what comes. */
class Follower {
  readonly ids: string[] = [];

  constructor(store: EmbeddedEventStore, streamPrefix: string) {
    store.subscribe({ afterPosition: BEFORE_ALL, streamPrefix }, (events) => {
      this.ids.push(...events.map(({ id }) => id));
      return Promise.resolve();
    });
  }

  async has(id: string): Promise<void> {
    await until(() => this.ids.at(-1) === id, 'the append woke its follower');
  }
}

/** Has the next commit wait until it is told to fail; `isUnderWay` once it does. */
function holdNextCommit(): { isUnderWay: () => boolean; fail: () => void } {
  let failCommit: (() => void) | undefined;
  const commit = jest
    .spyOn(EventLog.prototype, 'commit')
    .mockImplementationOnce(
      () => new Promise((_, reject) => (failCommit = () => reject(new Error('the disk is gone')))),
    );
  return {
    isUnderWay: () => failCommit !== undefined,
    fail: () => {
      commit.mockRestore();
      failCommit?.();
    },
  };
}

describe('a follower of the embedded store, where nobody ever looks for news', () => {
  it('is woken by each append', async () => {
    const store = openStore();
    const append = writer(store, 'a');
    const follower = new Follower(store, 'a');
    for (let round = 0; round < ROUNDS; round++) await follower.has(await append());
  });

  it('goes on waiting after an append to another stream, and is woken again', async () => {
    const store = openStore();
    const append = writer(store, 'a');
    const appendOther = writer(store, 'b');
    const follower = new Follower(store, 'a');
    const other = new Follower(store, 'b');
    for (let round = 0; round < ROUNDS; round++) {
      await other.has(await appendOther());
      await follower.has(await append());
    }
    expect(follower.ids).toHaveLength(ROUNDS);
  });

  it('is woken by the append of another store that is open on the same environment', async () => {
    const append = writer(openStore(), 'a');
    const follower = new Follower(openStore(), 'a');
    for (let round = 0; round < ROUNDS; round++) await follower.has(await append());
  });

  it('misses nothing of stores that commit at the same time', async () => {
    const [one, other] = [openStore(), openStore()];
    const writers = [writer(one, 'a'), writer(other, 'b')];
    const followers = [new Follower(one, ''), new Follower(other, '')];
    const ids: string[] = [];
    for (let round = 0; round < ROUNDS * 4; round++)
      ids.push(...(await Promise.all(writers.map((append) => append()))));
    for (const follower of followers)
      await until(() => follower.ids.length === ids.length, 'every event has come');
    for (const follower of followers) expect(new Set(follower.ids)).toEqual(new Set(ids));
  });

  it('is woken when a commit under way fails, and finds what another store appended meanwhile', async () => {
    const [store, other] = [openStore(), openStore()];
    const append = writer(store, 'a');
    const appendOther = writer(other, 'b');
    const follower = new Follower(store, '');
    await follower.has(await append());
    const held = holdNextCommit();
    const lost = append().catch((error: unknown) => error);
    await until(held.isUnderWay, 'the commit was under way');
    const id = await appendOther();
    held.fail();
    await follower.has(id);
    await expect(lost).resolves.toBeInstanceOf(Error);
  });

  it('reads on while a commit is under way, as long as it is not at the end', async () => {
    const store = openStore(2);
    const append = writer(store, 'a');
    const ids: string[] = [];
    for (let round = 0; round < ROUNDS; round++) ids.push(await append());
    const held = holdNextCommit();
    const lost = append().catch((error: unknown) => error);
    await until(held.isUnderWay, 'the commit was under way');
    const follower = new Follower(store, '');
    await follower.has(ids.at(-1) ?? '');
    expect(follower.ids).toEqual(ids);
    held.fail();
    await expect(lost).resolves.toBeInstanceOf(Error);
  });

  it('is woken with all others', async () => {
    const store = openStore();
    const append = writer(store, 'a');
    const followers = Array.from({ length: 5 }, () => new Follower(store, 'a'));
    for (let round = 0; round < ROUNDS; round++) {
      const id = await append();
      for (const follower of followers) await follower.has(id);
    }
  });

  it('closes while it waits', async () => {
    const store = openStore();
    const append = writer(store, 'a');
    const subscription = store.subscribe({ afterPosition: BEFORE_ALL }, () => Promise.resolve());
    await append();
    await subscription.close();
    await expect(subscription.closed).resolves.toBeUndefined();
  });
});
