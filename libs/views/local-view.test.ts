import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore, RecordedEvent } from '#event-store';
import { AUS_DESK, BookRecording, KAZ_DESK, openTemporaryStore, type TemporaryStore } from '#testing';
import { BOOK_PROGRESS_DDL } from './book-projection.js';
import { LocalView } from './local-view.js';
import type { Projection } from './projection.js';

/** Keeps the sequences of all events, in the order in which they came. */
const SEQUENCES: Projection<unknown> = {
  name: 'sequences',
  schemaVersion: 1,
  ddl: [BOOK_PROGRESS_DDL, 'create table seen (sequence integer primary key)'],
  gatherMs: 0,
  writer: ({ sqlite }) => {
    const insert = sqlite.prepare('insert into seen values (?)');
    return (commands) => {
      for (const { events } of commands) for (const { sequence } of events) insert.run(sequence);
    };
  },
};

/** A store whose subscriptions leave an event out, the first time that it comes. */
function hiding(store: EventStore, isHidden: (event: RecordedEvent) => boolean): EventStore {
  let isPast = false;
  const hides = (event: RecordedEvent): boolean => {
    if (isPast || !isHidden(event)) return false;
    isPast = true;
    return true;
  };
  const subscribe: EventStore['subscribe'] = (options, onBatch) =>
    store.subscribe(options, (events) => onBatch(events.filter((event) => !hides(event))));
  return Object.create(store, { subscribe: { value: subscribe } }) as EventStore;
}

describe('a view that follows the books', () => {
  let temporary: TemporaryStore;
  let recording: BookRecording;

  beforeEach(async () => {
    temporary = await openTemporaryStore();
    recording = BookRecording.founded();
    recording.place(KAZ_DESK, 'sell');
    recording.place(AUS_DESK, 'buy');
    await recording.store(temporary.store);
  });
  afterEach(() => temporary.close());

  it('SEQ-1 begins again where an event was not handed over, and lacks nothing in the end', async () => {
    const { events } = recording;
    for (const hidden of [events.length - 2, events.length - 3, 2]) {
      const faults: unknown[] = [];
      const store = hiding(temporary.store, ({ revision }) => revision === hidden);
      const onFault = (error: unknown): void => {
        if (error !== undefined) faults.push(error);
      };
      const view = new LocalView(SEQUENCES, store, { file: ':memory:', retryMs: 1, onFault });
      view.follow();
      await view.waitFor(await temporary.store.lastPosition(), 30_000);
      const seen = view.sqlite.prepare('select sequence from seen order by sequence').all();
      expect(seen).toEqual(events.map(({ sequence }) => ({ sequence })));
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatchObject({ code: 'UNAVAILABLE', retriable: true, name: 'MissingEvents' });
      await view.close();
    }
  });

  it('whose rows contradict the events is built anew by the next process', async () => {
    const file = join(temporary.directory, 'view.sqlite');
    const caughtUp = async (): Promise<LocalView<unknown>> => {
      const view = new LocalView(SEQUENCES, temporary.store, { file, retryMs: 1 });
      view.follow();
      await view.waitFor(await temporary.store.lastPosition(), 30_000);
      return view;
    };
    const good = await caughtUp();
    // A row that an event to come would be the first to write.
    const next = recording.events.length + 1;
    good.sqlite.prepare('insert into seen values (?)').run(next);
    await good.close();
    recording.place(KAZ_DESK, 'sell');
    await recording.store(temporary.store);

    let faults = 0;
    const onFault = (error: unknown): void => {
      if (error !== undefined) faults++;
    };
    const broken = new LocalView(SEQUENCES, temporary.store, { file, retryMs: 1, onFault });
    broken.follow();
    while (faults < 5) await delay(1);
    await broken.close();
    const anew = await caughtUp();
    expect(anew.fault).toBeUndefined();
    expect(anew.sqlite.prepare('select count(*) as n from seen').get()).toMatchObject({
      n: recording.events.length,
    });
    await anew.close();
  });
});
