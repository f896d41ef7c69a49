import { createRequire } from 'node:module';
import { guardMethod } from './guard-method.js';

/** What of the client's runner is touched here. */
interface Runner {
  readonly running: boolean;
}

type Fetch = (this: Runner, nodeId: number) => Promise<unknown>;

/**
 * A consumer of kafkajs 2.2.4 that is stopped just while its fetchers are made anew, for the brokers have changed, starts
 * them all the same. Each then asks a runner that has stopped, is given nothing at once, and asks again, without ever
 * letting the process do anything else. Here such a runner refuses instead, which ends the fetchers and lets the stop
 * come to its end.
 */
export function endFetchingOfStoppedRunners(): void {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/consumer/runner.js') as {
    readonly prototype: { fetch: Fetch };
  };
  guardMethod(
    prototype,
    'fetch',
    (fetch: Fetch) =>
      async function (nodeId) {
        if (!this.running) throw new Error('the consumer has stopped');
        return fetch.call(this, nodeId);
      },
  );
}
