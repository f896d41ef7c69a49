/** Clearing contradicts itself: a wrong ledger must not go on, so the process stops. */
export class InvariantViolation extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvariantViolation';
  }
}

/**
 * Asserts what must always hold.
 *
 * @throws InvariantViolation when it does not.
 */
export function invariant(holds: boolean, message: string): asserts holds {
  if (!holds) throw new InvariantViolation(message);
}
