/** Turns of the event loop, and the time. */
export interface Turns {
  /** Milliseconds that only grow. */
  nowMs(): number;
  /** Resolves once the event loop has taken in what had arrived by now. */
  next(): Promise<void>;
}

/** How far a gathering may go. */
export interface GatherBounds {
  /** So many are worth no more waiting. */
  readonly countMax: number;
  /** Milliseconds after which it goes in any case. */
  readonly msMax: number;
}

/**
 * Lets things come together for one commit, which costs the same for one as for many: one turn of the event loop, and
 * another one for as long as each brings more. Where little arrives that is a single turn and no wait; a process that
 * turns without rest takes in what is on its way to it first.
 *
 * @param count - how many there are by now.
 */
export async function gatherWhileBusy(
  count: () => number,
  { countMax, msMax }: GatherBounds,
  turns: Turns,
): Promise<void> {
  const startedMs = turns.nowMs();
  for (let before = 0; count() > before && count() < countMax && turns.nowMs() - startedMs < msMax;) {
    before = count();
    await turns.next();
  }
}

/** The turns of this process. */
export const EVENT_LOOP_TURNS: Turns = {
  nowMs: () => performance.now(),
  next: () => new Promise((resolve) => setImmediate(resolve)),
};
