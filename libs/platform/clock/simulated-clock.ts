import type { Clock } from './clock.js';

/** A clock that moves only when told to: for simulations and tests, never chosen without being asked for. */
export class SimulatedClock implements Clock {
  private readonly micros: BigInt64Array;

  /**
   * @param startMicros - UTC microseconds of the first reading; or the memory of a clock of another thread, which moves
   *   both.
   */
  constructor(startMicros: number | SharedArrayBuffer) {
    if (typeof startMicros === 'number') {
      this.micros = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
      this.micros[0] = BigInt(checked(startMicros));
    } else this.micros = new BigInt64Array(startMicros);
  }

  /** What a clock of another thread is made of, to show the same time. */
  get memory(): SharedArrayBuffer {
    return this.micros.buffer as SharedArrayBuffer;
  }

  nowMicros(): number {
    return Number(Atomics.load(this.micros, 0));
  }

  /**
   * Moves the clock to an instant.
   *
   * @throws RangeError when it lies before the present one: time never decreases (SEQ-3).
   */
  set(micros: number): void {
    if (checked(micros) < this.nowMicros()) throw new RangeError('a clock never goes back');
    Atomics.store(this.micros, 0, BigInt(micros));
  }

  /** Moves the clock forward by a whole number of microseconds, 0 or more. */
  advance(micros: number): void {
    this.set(this.nowMicros() + micros);
  }
}

function checked(micros: number): number {
  if (!Number.isSafeInteger(micros)) throw new RangeError(`not whole microseconds: ${micros}`);
  return micros;
}
