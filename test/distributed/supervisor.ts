import { setTimeout as delay } from 'node:timers/promises';

/** A process that can be started again. */
export interface Supervised {
  /** Resolves once it is ready; rejects when it ends before, or takes too long. */
  start(): Promise<void>;
  /** The exit code of the process that was started last, null when a signal ended it. */
  ended(): Promise<number | null>;
  kill(): Promise<void>;
  /** What it has printed since its last start. */
  readonly printed: string;
}

export interface SupervisorOptions {
  /** So many quick failures in a row are the last. */
  readonly quickFailuresMax: number;
  /** Whoever ran longer than that is taken to have been well. */
  readonly quickMs: number;
  /** Before the first start anew; it doubles with every quick failure, up to the longest. */
  readonly pauseMs: number;
  readonly pauseMsMax: number;
}

const DEFAULTS: SupervisorOptions = {
  quickFailuresMax: 5,
  quickMs: 30_000,
  pauseMs: 1_000,
  pauseMsMax: 15_000,
};

/**
 * Starts a running process again whenever it fails, for as long as that helps.
 *
 * @param tell - told in one line of each failure and what follows.
 * @param signal - aborted when the process is to end.
 * @returns true when it has ended in order or was to end; false when it was given up.
 */
export async function supervise(
  name: string,
  service: Supervised,
  tell: (line: string) => void,
  signal: AbortSignal,
  options: Partial<SupervisorOptions> = {},
): Promise<boolean> {
  const { quickFailuresMax, quickMs, pauseMs, pauseMsMax } = { ...DEFAULTS, ...options };
  let quickFailures = 0;
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  let failure = await Promise.race([aborted, firstFailure(service)]);
  for (;;) {
    if (failure === undefined || signal.aborted) return true;
    quickFailures = failure.ranMs < quickMs ? quickFailures + 1 : 1;
    if (quickFailures >= quickFailuresMax) {
      tell(`${name} ${failure.what}; given up after ${quickFailures} failures in a row`);
      return false;
    }
    const waitMs = Math.min(pauseMs * 2 ** (quickFailures - 1), pauseMsMax);
    tell(`${name} ${failure.what}; started again in ${waitMs / 1_000} s`);
    const goesOn = await delay(waitMs, true, { signal }).catch(() => false);
    if (!goesOn) return true;
    failure = await Promise.race([aborted, failureOf(service)]);
  }
}

/** How a run of the process came to its end. */
interface Failure {
  readonly what: string;
  readonly ranMs: number;
}

async function firstFailure(service: Supervised): Promise<Failure | undefined> {
  const startedMs = performance.now();
  return endOf(service, await service.ended(), startedMs);
}

/** Starts the process and waits for its end; undefined when that was in order. */
async function failureOf(service: Supervised): Promise<Failure | undefined> {
  const startedMs = performance.now();
  try {
    await service.start();
  } catch {
    // It ended at its start, or it hangs: there must never be two.
    await service.kill();
  }
  return endOf(service, await service.ended(), startedMs);
}

function endOf({ printed }: Supervised, code: number | null, startedMs: number): Failure | undefined {
  if (code === 0) return undefined;
  const said = printed.trimEnd().split('\n').at(-1) ?? '';
  const how = code === null ? 'was killed' : `ended with exit code ${code}`;
  return { what: said === '' ? how : `${how} (${said})`, ranMs: performance.now() - startedMs };
}
