/** Actions that fail, none of which is known to be needless. */
export interface Failing<Action> {
  readonly actions: readonly Action[];
  /** What goes wrong in them. */
  readonly fault: string;
}

/**
 * Leaves out ever smaller runs of actions for as long as what remains still fails, within the time.
 *
 * @param failing - plays actions; returns them up to the one that fails, or undefined when none does.
 * @returns undefined when the actions do not fail at all when they are played again.
 */
export function shrink<Action>(
  actions: readonly Action[],
  failing: (actions: readonly Action[]) => Failing<Action> | undefined,
  msMax: number,
): Failing<Action> | undefined {
  const deadline = performance.now() + msMax;
  let kept = failing(actions);
  if (kept === undefined) return undefined;
  let size = Math.max(1, kept.actions.length >> 1);
  while (size >= 1 && performance.now() < deadline) {
    let isShorter = false;
    for (let from = 0; from < kept.actions.length && performance.now() < deadline;) {
      const end = from + size;
      const still = failing(kept.actions.filter((_, index) => index < from || index >= end));
      if (still === undefined) {
        from = end;
        continue;
      }
      kept = still;
      isShorter = true;
    }
    if (!isShorter) size >>= 1;
  }
  return kept;
}
