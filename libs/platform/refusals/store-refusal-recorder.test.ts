import { describe, expect, it } from '@jest/globals';
import {
  type AppendResult,
  type EventStore,
  EventStoreError,
  type EventStoreErrorCode,
  type NewEvent,
  type Subscription,
} from '#event-store';
import { SimulatedClock } from '../clock/simulated-clock.js';
import { decodeEdgeRefusalEvent } from './edge-refusal-events.js';
import { RefusalNotRecordedError, type EdgeRefusal } from './refusal-recorder.js';
import { StoreRefusalRecorder } from './store-refusal-recorder.js';

/** One stream in memory that holds the port's promises, and fails as told. */
class OneStream implements EventStore {
  readonly appendBytesMax = 1_000_000;
  readonly appendEventsMax = 100;
  readonly events: NewEvent[] = [];
  readonly appends: number[] = [];
  /** Failures of the next appends; `written` loses only the answer. */
  readonly failures: { code: EventStoreErrorCode; written?: boolean }[] = [];

  async append(
    _stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    await Promise.resolve();
    const failure = this.failures.shift();
    if (failure !== undefined && failure.written !== true)
      throw new EventStoreError(failure.code, 'told to fail');
    const after = this.events.slice(expectedRevision + 1, expectedRevision + 1 + events.length);
    const repeat = after.length === events.length && after.every(({ id }, index) => id === events[index]?.id);
    if (!repeat) {
      if (expectedRevision !== this.events.length - 1)
        throw new EventStoreError('WRONG_EXPECTED_REVISION', 'moved on');
      this.events.push(...events);
      this.appends.push(events.length);
    }
    if (failure !== undefined) throw new EventStoreError(failure.code, 'the answer is lost');
    return { revision: expectedRevision + events.length, position: this.events.length };
  }
  lastRevision(): Promise<number> {
    return Promise.resolve(this.events.length - 1);
  }
  readStream(): AsyncIterable<never> {
    throw new Error('not asked for');
  }
  readAll(): AsyncIterable<never> {
    throw new Error('not asked for');
  }
  lastPosition(): Promise<number> {
    throw new Error('not asked for');
  }
  subscribe(): Subscription {
    throw new Error('not asked for');
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

const refusal = (micros: number): EdgeRefusal => ({
  micros,
  userId: 'mia',
  desk: 'aus-lynx',
  memberState: 'AUS',
  method: 'POST',
  route: '/v1/orders',
  code: 'MALFORMED',
  detail: 'the request is malformed',
  errors: [{ field: 'price', code: 'IS_STRING', message: 'price must be a string' }],
  bodySha256: 'ab',
  bodyBytes: 7,
});

const stored = (store: OneStream) =>
  store.events.map((event) =>
    decodeEdgeRefusalEvent({ type: event.type, version: event.version, data: event.data }),
  );

describe('recording refusals in the store', () => {
  it('AUDT-1 keeps them canonical and in order, those that come together in few appends', async () => {
    const store = new OneStream();
    const recorder = new StoreRefusalRecorder(store, new SimulatedClock(0));
    await Promise.all(Array.from({ length: 150 }, (_, index) => recorder.record(refusal(index))));
    expect(stored(store)).toEqual(
      Array.from({ length: 150 }, (_, micros) => ({ type: 'EdgeRefusalRecorded', ...refusal(micros) })),
    );
    expect(store.appends.length).toBeLessThanOrEqual(3);
    expect(new TextDecoder().decode(store.events[0]?.data)).toBe(
      '{"bodyBytes":7,"bodySha256":"ab","code":"MALFORMED","desk":"aus-lynx","detail":"the request is malformed",' +
        '"errors":[{"code":"IS_STRING","field":"price","message":"price must be a string"}],"memberState":"AUS",' +
        '"method":"POST","micros":0,"route":"/v1/orders","userId":"mia"}',
    );
    await recorder.close();
  });

  it('AUDT-1 goes on after another process wrote the stream', async () => {
    const store = new OneStream();
    const one = new StoreRefusalRecorder(store, new SimulatedClock(0));
    const other = new StoreRefusalRecorder(store, new SimulatedClock(0));
    for (let micros = 0; micros < 10; micros += 1)
      await (micros % 2 === 0 ? one : other).record(refusal(micros));
    expect(stored(store)).toMatchObject(Array.from({ length: 10 }, (_, micros) => ({ micros })));
    await Promise.all([one.close(), other.close()]);
  });

  it('AUDT-1 records once when the answer of an append is lost', async () => {
    const store = new OneStream();
    store.failures.push({ code: 'OUTCOME_UNKNOWN', written: true }, { code: 'UNAVAILABLE' });
    const recorder = new StoreRefusalRecorder(store, new SimulatedClock(0));
    await recorder.record(refusal(1));
    expect(store.events).toHaveLength(1);
    await recorder.close();
  });

  it('AUDT-1 says so when it cannot record, and records again later', async () => {
    const store = new OneStream();
    store.failures.push({ code: 'CLOSED' });
    const recorder = new StoreRefusalRecorder(store, new SimulatedClock(0));
    await expect(recorder.record(refusal(1))).rejects.toThrow(RefusalNotRecordedError);
    await recorder.record(refusal(2));
    expect(stored(store)).toMatchObject([{ micros: 2 }]);
    await recorder.close();
    await expect(recorder.record(refusal(3))).rejects.toThrow(RefusalNotRecordedError);
  });

  it('AUDT-1 does not let a caller wait for a store that is silent', async () => {
    const silent = Object.assign(new OneStream(), { append: () => new Promise<never>(() => undefined) });
    const recorder = new StoreRefusalRecorder(silent, new SimulatedClock(0), 20);
    await expect(recorder.record(refusal(1))).rejects.toBeInstanceOf(RefusalNotRecordedError);
  });

  it('bounds what waits', async () => {
    const store = new OneStream();
    const recorder = new StoreRefusalRecorder(store, new SimulatedClock(0));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12_000 }, (_, index) => recorder.record(refusal(index))),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    expect(store.events).toHaveLength(outcomes.filter(({ status }) => status === 'fulfilled').length);
    await recorder.close();
  });

  it('AUDT-1 keeps only the count of unknown callers', async () => {
    const store = new OneStream();
    const recorder = new StoreRefusalRecorder(store, new SimulatedClock(77));
    for (let count = 0; count < 3; count += 1) recorder.countUnauthenticated();
    await recorder.close();
    expect(stored(store)).toEqual([{ type: 'UnauthenticatedRequestsCounted', micros: 77, count: 3 }]);
  });
});
