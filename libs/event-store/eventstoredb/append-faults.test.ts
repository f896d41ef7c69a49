import { describe, expect, it } from '@jest/globals';
import { appendInParts } from '../append-in-parts.js';
import { anEvent, asGiven, codeOf, collect, someEvents } from '../conformance/harness.js';
import { NO_STREAM } from '../port.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';
import { openEventStoreDb } from './open.js';
import { stubBench } from './stub/harness.js';
import type { AppendFault } from './stub/stub-server.js';

/** A deadline that a test can wait for, in milliseconds. */
const SHORT_MS = 400;

describe('EventStoreDB adapter on the STUB: appends that go wrong', () => {
  const { stub, open } = stubBench();

  it.each(['loseAnswer', 'noPosition'] as const)(
    'learns from the stream what became of it: %s',
    async (fault) => {
      const store = open();
      await store.append('s', NO_STREAM, someEvents(2));
      const events = someEvents(3);
      stub().appendFaults.push(fault);
      const result = await store.append('s', 1, events);
      const stored = await collect(store.readStream('s', { fromRevision: 2 }));
      expect(asGiven(stored)).toEqual(asGiven(events));
      expect(result).toEqual({ revision: 4, position: stored[2]?.position });
      expect(await store.append('s', 1, events)).toEqual(result);
    },
  );

  it('waits no longer than the deadline for an answer, then learns it from the stream', async () => {
    const store = open({ deadlineMs: SHORT_MS });
    stub().appendFaults.push('hang');
    const begin = Date.now();
    expect(await store.append('s', NO_STREAM, someEvents(2))).toMatchObject({ revision: 1 });
    expect(Date.now() - begin).toBeLessThan(10 * SHORT_MS);
  });

  it('says that the outcome is unknown where the stream cannot be read either', async () => {
    const store = open({ deadlineMs: SHORT_MS });
    const events = someEvents(2);
    stub().appendFaults.push('loseAnswer');
    stub().silent = true;
    expect(await codeOf(store.append('s', NO_STREAM, events))).toBe('OUTCOME_UNKNOWN');
    stub().silent = false;
    expect(await store.append('s', NO_STREAM, events)).toMatchObject({ revision: 1 });
    expect(await collect(store.readStream('s'))).toHaveLength(2);
  });

  it('calls nothing failed that may still be written; sent again it is there once', async () => {
    const store = open();
    for (const [stream, fault] of [
      ['later', 'writeLater'],
      ['never', 'breakOff'],
    ] as const) {
      const events = someEvents(2);
      stub().appendFaults.push(fault);
      expect(['resolved', 'OUTCOME_UNKNOWN']).toContain(
        await codeOf(store.append(stream, NO_STREAM, events)),
      );
      await appendInParts(store, stream, NO_STREAM, events);
      expect(asGiven(await collect(store.readStream(stream)))).toEqual(asGiven(events));
    }
  });

  it('knows a broken-off append as failed where another has taken its place', async () => {
    const store = open();
    await store.append('s', NO_STREAM, someEvents(2));
    stub().appendFaults.push('breakOff');
    expect(await codeOf(store.append('s', NO_STREAM, someEvents(2)))).toBe('WRONG_EXPECTED_REVISION');
  });

  it('tells a server that takes nothing from one that may have', async () => {
    const store = open();
    stub().appendFaults.push('notReady');
    expect(await codeOf(store.append('s', NO_STREAM, someEvents(2)))).toBe('UNAVAILABLE');
    stub().stop();
    const begin = Date.now();
    const refused = await codeOf(store.append('s', NO_STREAM, someEvents(2)));
    expect(['UNAVAILABLE', 'OUTCOME_UNKNOWN']).toContain(refused);
    // Once the connection is known to be gone there is no doubt left.
    expect(await codeOf(store.append('s', NO_STREAM, someEvents(2)))).toBe('UNAVAILABLE');
    expect(await codeOf(store.lastRevision('s'))).toBe('UNAVAILABLE');
    expect(await codeOf(store.lastPosition())).toBe('UNAVAILABLE');
    expect(Date.now() - begin).toBeLessThan(10_000);
    await stub().start();
    expect(await appendInParts(store, 's', NO_STREAM, someEvents(2))).toBeGreaterThan(0);
    expect(await store.lastRevision('s')).toBe(1);
  });

  it('refuses what is too large before it is sent, and takes the server as the judge', async () => {
    const store = open();
    const longType = 'T'.repeat(200);
    const tooLong = Array.from({ length: store.appendEventsMax }, () => anEvent(longType, 700));
    expect(await codeOf(store.append('s', NO_STREAM, tooLong))).toBe('APPEND_TOO_LARGE');
    expect(stub().lastAppendHeaders).toEqual({});
    stub().appendBytesMax = 1_000;
    expect(await codeOf(store.append('s', NO_STREAM, [anEvent('T', 990)]))).toBe('APPEND_TOO_LARGE');
    expect(await store.lastRevision('s')).toBe(NO_STREAM);
  });

  it('keeps its own limits below the 1 MiB of a server, all counted', async () => {
    const store = open();
    const bytes = Math.floor(store.appendBytesMax / store.appendEventsMax);
    const events = Array.from({ length: store.appendEventsMax }, () => anEvent('T'.repeat(110), bytes));
    expect(await store.append('s', NO_STREAM, events)).toMatchObject({ revision: events.length - 1 });
  });

  it('takes no more appends at once than it may', async () => {
    const store = open({ appendsInFlightMax: 3 });
    const codes = await Promise.all(
      [0, 1, 2, 3].map((i) => codeOf(store.append(`s${i}`, NO_STREAM, someEvents(1)))),
    );
    expect(codes).toEqual(['resolved', 'resolved', 'resolved', 'UNAVAILABLE']);
  });

  it('sends each append as a call of its own, to the leader', async () => {
    const store = open();
    await Promise.all([1, 2, 3].map((i) => store.append(`s${i}`, NO_STREAM, someEvents(2))));
    expect(stub().batchAppends).toBe(0);
    expect(stub().lastAppendHeaders).toMatchObject({ 'requires-leader': 'true' });
    // Without TLS nothing is said of users, whatever the call was given.
    expect(stub().lastAppendHeaders).not.toHaveProperty('authorization');
  });

  it('writes everything once and in order through many faults', async () => {
    const store = open({ deadlineMs: SHORT_MS });
    const faults: AppendFault[] = ['loseAnswer', 'writeLater', 'notReady', 'breakOff', 'noPosition'];
    const given = Array.from({ length: 20 }, () => someEvents(2));
    let revision = NO_STREAM;
    for (const [i, events] of given.entries()) {
      const fault = faults[i % faults.length];
      if (fault !== undefined) stub().appendFaults.push(fault);
      await appendInParts(store, 's', revision, events);
      revision += events.length;
    }
    expect(asGiven(await collect(store.readStream('s')))).toEqual(asGiven(given.flat()));
  });
});

describe('EventStoreDB adapter: what it does not begin with', () => {
  it('calls nobody before it is needed', async () => {
    const store = await openEventStoreDb({ connectionString: 'esdb://127.0.0.1:1?tls=false' });
    expect(await codeOf(store.append('s', NO_STREAM, someEvents(1)))).toBe('UNAVAILABLE');
    await store.close();
  });

  it.each([
    ['esdb://127.0.0.1:2113?tls=false&throwOnAppendFailure=false', /throwOnAppendFailure/],
    ['esdb://127.0.0.1:2113?tls=false&colour=red', /no option colour/],
    ['esdb://u:p@127.0.0.1:2113?tlsVerifyCert=false', /tlsCAFile/],
    ['esdb://127.0.0.1:2113', /user:password/],
    ['http://127.0.0.1:2113', /esdb/],
  ])('refuses %s', (connectionString, reason) => {
    expect(() => EventStoreDbEventStore.open({ connectionString })).toThrow(reason);
  });

  it('refuses names and events that a server would take for its own or could not hold', async () => {
    const store = EventStoreDbEventStore.open({ connectionString: 'esdb://127.0.0.1:1?tls=false' });
    const bad = [
      ['$stats', anEvent()],
      ['', anEvent()],
      ['s', anEvent('$type')],
      ['s', anEvent('')],
      ['s', { ...anEvent(), id: 'no-uuid' }],
      ['s', { ...anEvent(), version: 0 }],
    ] as const;
    for (const [stream, event] of bad) {
      await expect(store.append(stream, NO_STREAM, [event])).rejects.toThrow(RangeError);
    }
    await expect(store.append('s', -2, [anEvent()])).rejects.toThrow(RangeError);
    await expect(store.append('s', NO_STREAM, [])).rejects.toThrow(RangeError);
    await store.close();
  });
});
