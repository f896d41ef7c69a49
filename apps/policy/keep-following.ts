import { Logger } from '@nestjs/common';
import { EventStoreError, type Subscription } from '#event-store';

const logger = new Logger('Policy');

/** A subscription that is made again when the store was only away for a while. */
export interface Following {
  /** Never resolves before `stop`; rejects with what following cannot go on from. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Keeps a subscription running. Each new one must begin where the last one's work ended.
 *
 * @param subscribe - starts following from the current checkpoint.
 * @param retryMs - pause before the next try.
 */
export function keepFollowing(subscribe: () => Subscription, retryMs: number): Following {
  let stopped = false;
  let current: Subscription | undefined;
  let wake: () => void = () => undefined;
  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        current = subscribe();
        await current.closed;
      } catch (error) {
        if (!(error instanceof EventStoreError) || !error.retriable) throw error;
        logger.warn(`following the store again: ${error.message}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, retryMs).unref();
        });
      }
    }
  };
  return {
    ended: run(),
    stop: async () => {
      stopped = true;
      wake();
      await current?.close();
    },
  };
}
