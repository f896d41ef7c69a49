import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { endFetchingOfStoppedRunners } from './end-of-fetching.js';

interface FetchManager {
  start(): Promise<void>;
}

const require = createRequire(import.meta.url);
const Runner = require('kafkajs/src/consumer/runner.js') as {
  readonly prototype: { fetch: (this: object, nodeId: number) => Promise<unknown> };
};
const createFetchManager = require('kafkajs/src/consumer/fetchManager.js') as (
  options: object,
) => FetchManager;

describe('the fetchers of a consumer that has stopped', () => {
  it('end, instead of asking for ever without letting anything else happen', async () => {
    endFetchingOfStoppedRunners();
    endFetchingOfStoppedRunners();
    const logger: object = { debug: () => undefined, info: () => undefined, namespace: () => logger };
    const runner = { running: false, logger, consumerGroup: {} };
    const manager = createFetchManager({
      logger,
      getNodeIds: () => [1, 2],
      fetch: (nodeId: number) => Runner.prototype.fetch.call(runner, nodeId),
      handler: () => Promise.resolve(),
    });
    await expect(manager.start()).rejects.toThrow('the consumer has stopped');
  });
});
