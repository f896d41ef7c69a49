import { InvariantViolation } from '../invariant-violation.js';
import { Violation } from '../layout/violations.js';

/** What the hot path found wrong (`layout/violations.ts`), in words; with the floor in force, in ticks. */
export function violationOf(what: Violation, first: number, second: number, floor: number): Error {
  switch (what) {
    case Violation.NO_LEVEL:
      return new InvariantViolation('ORDR-2', 'no order stands at this price');
    case Violation.CROSSED:
      return new InvariantViolation('INV-2', `bid ${first} rests at or above offer ${second}`);
    case Violation.BELOW_FLOOR:
      return new InvariantViolation('INV-1', `trade at ${first}, floor ${floor}`);
    case Violation.NO_LOTS:
      return new InvariantViolation('INV-3', `trade of ${first} lots`);
    case Violation.NOT_IN_INDEX:
      return new InvariantViolation('INV-3', `order ${first} is not in the index`);
    case Violation.SEQUENCE_FULL:
      return new InvariantViolation('INV-5', 'the sequence is too large');
    case Violation.RECORDS_FULL:
      return recordsFull();
    case Violation.BOOK_FULL:
      return new RangeError('the book holds no more orders');
  }
}

/** The error of records for which there is no room. */
export function recordsFull(): RangeError {
  return new RangeError('the ring of records is full: drain it');
}
