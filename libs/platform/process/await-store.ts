import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreError, type EventStore } from '#event-store';

/** A store on a server, and what an operator knows it by. */
export interface AwaitedStore {
  readonly store: Pick<EventStore, 'lastPosition'>;
  /** The variable that says where it is. */
  readonly variable: string;
  /** Host and port, without a user or password. */
  readonly address: string;
}

/** Resolves after so many milliseconds; rejects as soon as the signal aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/** By then a server that is there has answered: whoever looks wants to know what is waited for. */
const NOTICE_MS = 3_000;
const PATIENCE_MS = 45_000;
const RETRY_MS = 500;

const realPause: Pause = (ms, signal) => delay(ms, undefined, { signal });

/**
 * Waits until a store on a server answers, so that a start does not break off at a server that comes up beside it.
 *
 * @param tell - is given one line once the wait is long: for what, and until when.
 * @param pause - real time when absent.
 * @throws EventStoreError `UNAVAILABLE` when it did not answer in time; at once what waiting cannot mend.
 */
export async function awaitStore(
  { store, variable, address }: AwaitedStore,
  tell: (line: string) => void,
  pause: Pause = realPause,
): Promise<void> {
  const named = `the event store at ${address} (${variable})`;
  const ending = new AbortController();
  const { signal } = ending;
  let last: unknown;

  const answered = async (): Promise<void> => {
    for (;;) {
      try {
        await store.lastPosition();
        return;
      } catch (error) {
        if (!(error instanceof EventStoreError && error.retriable)) throw error;
        last = error;
      }
      await pause(RETRY_MS, signal);
    }
  };
  const givenUp = async (): Promise<never> => {
    await pause(NOTICE_MS, signal);
    tell(`waiting for ${named}, which does not answer; giving up in ${(PATIENCE_MS - NOTICE_MS) / 1_000} s`);
    await pause(PATIENCE_MS - NOTICE_MS, signal);
    const reason = last instanceof Error ? `: ${last.message}` : '';
    const message = `${named} did not answer within ${PATIENCE_MS / 1_000} s${reason}`;
    throw new EventStoreError('UNAVAILABLE', message, { cause: last });
  };
  try {
    await Promise.race([answered(), givenUp()]);
  } finally {
    ending.abort();
  }
}

/**
 * Host and port of an address such as `esdb://user:password@host:2113?tls=false`, or several with commas between. What
 * stands before the last @ is never shown: no password can slip through.
 */
export function addressOf(connectionString: string): string {
  const behindUser = connectionString.slice(connectionString.lastIndexOf('@') + 1);
  return behindUser.replace(/^[a-z+]+:\/\//, '').replace(/[/?].*$/s, '');
}
