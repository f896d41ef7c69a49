import { describe, expect, it } from '@jest/globals';
import { EventStoreError, type EventStore } from '#event-store';
import { openTemporaryStore } from '#testing';
import { AUDIT_READS_STREAM, encodeRegulatorRead, ReadJournal, type RegulatorRead } from './read-journal.js';

const read: RegulatorRead = {
  micros: 1_795_392_000_000_001,
  userId: 'regulator-one',
  name: 'R. One',
  route: 'GET /v1/audit/events',
  query: { limit: 100, desk: 'kaz-one' },
};

async function storedReads(store: EventStore): Promise<number> {
  return (await store.lastRevision(AUDIT_READS_STREAM)) + 1;
}

describe("the record of regulators' reads", () => {
  it('AUDT-1 keeps its stored form for ever (version 1)', () => {
    const { type, version, data } = encodeRegulatorRead(read);
    expect([type, version, new TextDecoder().decode(data)]).toEqual([
      'RegulatorRead',
      1,
      '{"micros":1795392000000001,"name":"R. One","query":{"desk":"kaz-one","limit":100},"route":"GET /v1/audit/events","userId":"regulator-one"}',
    ]);
  });

  it('AUDT-1 goes on when another process wrote in between', async () => {
    const temporary = await openTemporaryStore();
    const { store } = temporary;
    const [one, other] = [new ReadJournal(store), new ReadJournal(store)];
    for (let count = 0; count < 5; count++) {
      await Promise.all([one.record(read), other.record(read), one.record(read)]);
    }
    expect(await storedReads(store)).toBe(15);
    await temporary.close();
  });

  it('AUDT-1 records once what the store was unsure about, and refuses what it cannot record', async () => {
    const temporary = await openTemporaryStore();
    const { store } = temporary;
    const faults: string[] = ['OUTCOME_UNKNOWN', 'UNAVAILABLE'];
    const flaky = Object.create(store, {
      append: {
        value: async (...parameters: Parameters<EventStore['append']>) => {
          const fault = faults.shift();
          if (fault === 'STORAGE_FULL') throw new EventStoreError(fault, 'full');
          if (fault === 'UNAVAILABLE') throw new EventStoreError(fault, 'away');
          const result = await store.append(...parameters);
          if (fault === 'OUTCOME_UNKNOWN') throw new EventStoreError(fault, 'lost answer');
          return result;
        },
      },
      lastRevision: { value: (stream: string) => store.lastRevision(stream) },
    }) as EventStore;
    const journal = new ReadJournal(flaky);
    await journal.record(read);
    expect(await storedReads(store)).toBe(1);
    faults.push('STORAGE_FULL');
    await expect(journal.record(read)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    await journal.record(read);
    expect(await storedReads(store)).toBe(2);
    await temporary.close();
  });
});
