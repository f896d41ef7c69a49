import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { NO_STREAM, type EventStore, type RecordedEvent } from '#event-store';
import { openTemporaryStore, type TemporaryStore } from '#testing';
import { checkRecord } from './index.js';

let temporary: TemporaryStore;
let store: EventStore;

/** Two streams by turns: positions 0 to 5, a at 0, 2 and 4. */
beforeEach(async () => {
  temporary = await openTemporaryStore();
  store = temporary.store;
  for (let revision = NO_STREAM; revision < 2; revision++) {
    for (const stream of ['a', 'b']) {
      const event = { id: randomUUID(), type: 'Happened', version: 1, data: new Uint8Array([revision + 1]) };
      await store.append(stream, revision, [event]);
    }
  }
});
afterEach(() => temporary.close());

/** The store as it would be read after somebody had a hand in it. */
function altered(change: {
  readonly record?: (event: RecordedEvent) => readonly RecordedEvent[];
  readonly lastRevision?: (stream: string, revision: number) => number;
}): EventStore {
  const record = change.record ?? ((event: RecordedEvent) => [event]);
  const lastRevision = change.lastRevision ?? ((_stream: string, revision: number) => revision);
  return new Proxy(store, {
    get(target, name) {
      if (name === 'readAll') {
        return async function* () {
          for await (const batch of target.readAll()) yield batch.flatMap(record);
        };
      }
      if (name === 'lastRevision')
        return async (stream: string) => lastRevision(stream, await target.lastRevision(stream));
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

describe('the check of the whole record', () => {
  it('INV-5 finds nothing in what the venue wrote', async () => {
    expect(await checkRecord(store)).toEqual({
      streams: 2,
      events: 6,
      lastPosition: 5,
      complete: true,
      faults: [],
    });
  });

  it('INV-5 names what was taken out, and between which events', async () => {
    const { complete, faults } = await checkRecord(
      altered({ record: (event) => (event.position === 2 || event.position === 3 ? [] : [event]) }),
    );
    expect(complete).toBe(false);
    expect(faults.map(({ kind, position }) => [kind, position])).toEqual([
      ['missing', 2],
      ['misplaced', 4],
      ['misplaced', 5],
    ]);
    expect(faults[0]?.message).toBe(
      '2 events are missing between event 1 of b (Happened) and event 3 of a (Happened)',
    );
    expect(faults[1]?.message).toBe(
      'event 3 of a (Happened) stands at position 4, where event 2 of a belongs',
    );
  });

  it("INV-5 finds a stream's cut-off end by what was stored after it", async () => {
    const { faults } = await checkRecord(
      altered({
        record: (event) => (event.position === 4 ? [] : [event]),
        lastRevision: (stream, revision) => (stream === 'a' ? 1 : revision),
      }),
    );
    expect(faults).toMatchObject([{ kind: 'missing', position: 4 }]);
  });

  it('INV-5 finds events that their stream does not list', async () => {
    const { faults } = await checkRecord(
      altered({ lastRevision: (stream, revision) => (stream === 'b' ? 0 : revision) }),
    );
    expect(faults).toEqual([
      {
        kind: 'unlisted',
        position: 5,
        message: 'by its name, b ends with event 1; the record holds 3 of them',
      },
    ]);
  });

  it('tells what the store cannot read, and where', async () => {
    const { faults, events } = await checkRecord(
      altered({
        record: (event) => {
          if (event.position < 3) return [event];
          throw new Error('its checksum is wrong');
        },
      }),
    );
    expect(faults).toEqual([{ kind: 'unreadable', position: 0, message: 'its checksum is wrong' }]);
    expect(events).toBe(0);
  });
});
