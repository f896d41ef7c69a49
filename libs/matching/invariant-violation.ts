/**
 * A book is wrong, or is asked to do what a single writer never asks: stop the process, a wrong book must not trade.
 * Its `invariant` is the rule that does not hold, e.g. `INV-2`.
 */
export class InvariantViolation extends Error {
  constructor(
    readonly invariant: string,
    message: string,
  ) {
    super(`${invariant}: ${message}`);
    this.name = 'InvariantViolation';
  }
}
