import { describe, expect, it } from '@jest/globals';
import { EventStoreError } from '#event-store';
import { addressOf, awaitStore, type Pause } from './await-store.js';

/** Time that goes on only when a test says so. */
class TestTime {
  nowMs = 0;
  private readonly sleepers: { readonly untilMs: number; readonly wake: () => void }[] = [];

  readonly pause: Pause = (ms, signal) =>
    new Promise((resolve, reject) => {
      this.sleepers.push({ untilMs: this.nowMs + ms, wake: resolve });
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });

  /** Wakes whoever is due, in order, and lets each do what it wakes for. */
  async advance(ms: number): Promise<void> {
    const targetMs = this.nowMs + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      this.sleepers.sort((one, other) => one.untilMs - other.untilMs);
      const next = this.sleepers[0];
      if (next === undefined || next.untilMs > targetMs) break;
      this.sleepers.shift();
      this.nowMs = next.untilMs;
      next.wake();
    }
    this.nowMs = targetMs;
  }
}

const AWAY = new EventStoreError('UNAVAILABLE', 'connect ECONNREFUSED');

/** A store that answers from some instant on; a silent one keeps its callers waiting until then. */
function storeFrom(answersAtMs: number, time: TestTime, isSilent = false) {
  return {
    lastPosition: async (): Promise<number> => {
      if (time.nowMs >= answersAtMs) return 0;
      if (isSilent) await new Promise(() => undefined);
      throw AWAY;
    },
  };
}

describe('waiting for a store on a server', () => {
  const begin = (time: TestTime, store: { lastPosition: () => Promise<number> }) => {
    const lines: string[] = [];
    const awaited = { store, variable: 'OREBOOK_EVENTSTOREDB_URL', address: 'es:2113' };
    let outcome: unknown = 'waiting';
    const done = awaitStore(awaited, (line) => lines.push(line), time.pause).then(
      () => (outcome = 'reached'),
      (error: unknown) => (outcome = error),
    );
    return { lines, done, outcome: () => outcome };
  };

  it('says nothing where it is there, or soon is', async () => {
    for (const answersAtMs of [0, 2_000]) {
      const time = new TestTime();
      const start = begin(time, storeFrom(answersAtMs, time));
      await time.advance(60_000);
      expect(start.outcome()).toBe('reached');
      expect(start.lines).toEqual([]);
    }
  });

  it.each([
    ['refuses', false],
    ['is silent', true],
  ])('says once what it waits for while it %s, and gives up when it said', async (_, isSilent) => {
    const time = new TestTime();
    const start = begin(time, storeFrom(Infinity, time, isSilent));
    await time.advance(2_999);
    expect(start.lines).toEqual([]);
    await time.advance(1);
    const line =
      'waiting for the event store at es:2113 (OREBOOK_EVENTSTOREDB_URL), which does not answer; giving up in 42 s';
    expect(start.lines).toEqual([line]);
    await time.advance(41_999);
    expect(start.outcome()).toBe('waiting');
    await time.advance(1);
    expect(start.outcome()).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(
        /^the event store at es:2113 \(OREBOOK_EVENTSTOREDB_URL\) did not answer within 45 s/,
      ),
    });
    expect(start.lines).toEqual([line]);
  });

  it('goes on with a server that comes up meanwhile', async () => {
    const time = new TestTime();
    const start = begin(time, storeFrom(20_000, time));
    await time.advance(20_500);
    expect(start.outcome()).toBe('reached');
    expect(start.lines).toHaveLength(1);
  });

  it('does not wait for what waiting cannot mend', async () => {
    const time = new TestTime();
    const denied = new Error('access denied');
    const start = begin(time, { lastPosition: () => Promise.reject(denied) });
    await time.advance(0);
    expect(start.outcome()).toBe(denied);
    expect(start.lines).toEqual([]);
  });
});

describe('the address of a store', () => {
  it.each([
    ['esdb://es:2113?tls=false', 'es:2113'],
    ['esdb://user:secret@es:2113?tls=false', 'es:2113'],
    ['esdb+discover://user:se@cr?et/@one:1,two:2/?tls=true', 'one:1,two:2'],
    ['kurrentdb://user:secret@es', 'es'],
    ['esdb://es:2113?tlsCAFile=/a@b', 'b'],
  ])('is told without its user and password: %s', (connectionString, address) => {
    expect(addressOf(connectionString)).toBe(address);
  });
});
