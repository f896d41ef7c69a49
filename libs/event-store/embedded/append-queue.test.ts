import { describe, expect, it } from '@jest/globals';
import { anEvent } from '../conformance/harness.js';
import { NO_STREAM } from '../port.js';
import { AppendQueue } from './append-queue.js';
import { encodeBlocks } from './block.js';
import type { EventLog } from './event-log.js';

const LIMITS = { waitingAppendsMax: 10, waitingBytesMax: 1_000_000, groupBytesMax: 1_000_000 };

/** A log whose commits end as they are told to. */
class ToldLog {
  private end: ((outcome: boolean | Error) => void) | undefined;

  refresh(): void {
    // Nobody else writes here.
  }

  newestBlock(): number {
    return -1;
  }

  nextPosition(): number {
    return 0;
  }

  lastRevision(): number {
    return NO_STREAM;
  }

  commit(): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.end = (outcome) => (typeof outcome === 'boolean' ? resolve(outcome) : reject(outcome));
    });
  }

  /** Ends the commit under way, and lets what follows from it happen. */
  async endWith(outcome: boolean | Error): Promise<void> {
    this.end?.(outcome);
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function oneAppend(): Promise<{
  log: ToldLog;
  queue: AppendQueue;
  told: string[];
  done: Promise<unknown>;
}> {
  const log = new ToldLog();
  const told: string[] = [];
  const queue = new AppendQueue(log as unknown as EventLog, LIMITS, () => true, {
    committed: (position) =>
      told.push(`committed ${position}, ${queue.isCommitting ? 'under way' : 'not under way'}`),
    failed: () => told.push(`failed, ${queue.isCommitting ? 'under way' : 'not under way'}`),
  });
  const event = anEvent();
  const blocks = encodeBlocks('a', 0, [event]);
  const append = {
    stream: 'a',
    expectedRevision: NO_STREAM,
    ids: [event.id],
    blocks,
    bytes: event.data.length,
  };
  expect(queue.isCommitting).toBe(false);
  const done = queue.submit(append).catch((error: unknown) => error);
  await settled();
  return { log, queue, told, done };
}

describe('the queue of appends', () => {
  it('says that a commit is under way until it tells of it', async () => {
    const { log, queue, told, done } = await oneAppend();
    expect(queue.isCommitting).toBe(true);
    await log.endWith(true);
    expect(told).toEqual(['committed 0, not under way']);
    expect(queue.isCommitting).toBe(false);
    await expect(done).resolves.toEqual({ revision: 0, position: 0 });
  });

  it('tells of a commit that another process was ahead of, and tries again', async () => {
    const { log, queue, told, done } = await oneAppend();
    await log.endWith(false);
    expect(told).toEqual(['failed, not under way']);
    expect(queue.isCommitting).toBe(true);
    await log.endWith(true);
    expect(told).toEqual(['failed, not under way', 'committed 0, not under way']);
    await expect(done).resolves.toEqual({ revision: 0, position: 0 });
  });

  it('tells of a commit that failed', async () => {
    const { log, queue, told, done } = await oneAppend();
    await log.endWith(new Error('the disk is gone'));
    await expect(done).resolves.toMatchObject({ name: 'EventStoreError' });
    expect(told).toEqual(['failed, not under way']);
    expect(queue.isCommitting).toBe(false);
  });
});
