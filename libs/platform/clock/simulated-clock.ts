import type { Clock } from './clock.js';

/** A clock that moves only when told to: for simulations and tests, never chosen without being asked for. */
export class SimulatedClock implements Clock {
  private micros: number;

  /** @param startMicros - UTC microseconds of the first reading. */
  constructor(startMicros: number) {
    this.micros = checked(startMicros);
  }

  nowMicros(): number {
    return this.micros;
  }

  /**
   * Moves the clock to an instant.
   *
   * @throws RangeError when it lies before the present one: time never decreases (SEQ-3).
   */
  set(micros: number): void {
    if (checked(micros) < this.micros) throw new RangeError('a clock never goes back');
    this.micros = micros;
  }

  /** Moves the clock forward by a whole number of microseconds, 0 or more. */
  advance(micros: number): void {
    this.set(this.micros + micros);
  }
}

function checked(micros: number): number {
  if (!Number.isSafeInteger(micros)) throw new RangeError(`not whole microseconds: ${micros}`);
  return micros;
}
