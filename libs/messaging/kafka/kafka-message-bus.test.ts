import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { describeMessageBus, type BusFactory } from '../conformance.js';
import { KafkaMessageBus } from './kafka-message-bus.js';

/** Comma-separated addresses of a real cluster's brokers; `npm run test:kafka` brings one up. */
const BROKERS = process.env['KAFKA_BROKERS'];

const factory: BusFactory = async () => {
  const opened: KafkaMessageBus[] = [];
  const open = async (): Promise<KafkaMessageBus> => {
    const bus = await KafkaMessageBus.open({
      brokers: (BROKERS ?? '').split(','),
      clientId: `conformance-${randomUUID()}`,
      timings: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 200, fetchWaitMsMax: 20 },
    });
    opened.push(bus);
    return bus;
  };
  const closeAll = async (): Promise<void> => {
    await Promise.all(opened.splice(0).map((bus) => bus.close()));
  };
  return {
    bus: await open(),
    beside: open,
    reopen: async () => {
      await closeAll();
      return open();
    },
    close: closeAll,
  };
};

if (BROKERS === undefined) {
  describe('KafkaMessageBus', () => {
    it('says at once that no broker can be reached', async () => {
      const opening = KafkaMessageBus.open({
        brokers: ['127.0.0.1:1'],
        clientId: 'nobody',
        connectTriesMax: 1,
      });
      await expect(opening).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    });
  });
} else {
  describeMessageBus('KafkaMessageBus', factory);
}
