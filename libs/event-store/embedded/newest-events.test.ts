import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_STREAM, type NewEvent, type RecordedEvent } from '../port.js';
import { EmbeddedEventStore } from './embedded-event-store.js';
import { openEmbeddedEnvironment, type EmbeddedEnvironment } from './environment.js';

const STREAMS = ['book-a', 'book-b', 'policy', 'clearing'];

describe('the newest event of a prefix', () => {
  let directory: string;
  let environment: EmbeddedEnvironment;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'orebook-newest-'));
    environment = openEmbeddedEnvironment(directory);
  });
  afterEach(async () => {
    await environment.close();
    rmSync(directory, { recursive: true });
  });

  const events = (count: number): NewEvent[] =>
    Array.from({ length: count }, () => ({
      id: randomUUID(),
      type: 'Happened',
      version: 1,
      data: new Uint8Array(8),
    }));

  async function newest(store: EmbeddedEventStore, streamPrefix: string): Promise<RecordedEvent | undefined> {
    for await (const [event] of store.readAll({ direction: 'backward', countMax: 1, streamPrefix }))
      return event;
    return undefined;
  }

  it('is what a whole read would find, whoever appended and whenever it was asked before', async () => {
    const step = fc.record({
      stream: fc.constantFrom(...STREAMS),
      count: fc.integer({ min: 1, max: 6 }),
      isOther: fc.boolean(),
      asked: fc.constantFrom('', 'book-', 'policy', 'none'),
      isFollowed: fc.boolean(),
    });
    const own = EmbeddedEventStore.open({ ...environment, tailEventsMax: 8 });
    const other = EmbeddedEventStore.open(environment);
    const expected = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const { stream, count, isOther, asked, isFollowed } of steps) {
          const store = isOther ? other : own;
          const revision = await store.lastRevision(stream);
          const appended = events(count);
          await store.append(stream, revision < 0 ? NO_STREAM : revision, appended);
          const id = appended.at(-1)?.id ?? '';
          for (const prefix of ['', 'book-', 'policy'])
            if (stream.startsWith(prefix)) expected.set(prefix, id);
          if (isFollowed) {
            const follower = own.subscribe({ afterPosition: await own.lastPosition() }, () =>
              Promise.resolve(),
            );
            await follower.close();
          }
          expect((await newest(own, asked))?.id).toBe(expected.get(asked));
        }
      }),
      { numRuns: 60 },
    );
    await own.close();
    await other.close();
  });
});
