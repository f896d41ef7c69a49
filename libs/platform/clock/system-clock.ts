import type { Clock } from './clock.js';

const MICROS_PER_MILLI = 1_000;

/**
 * The machine's time with microseconds. The operating system's time decides the millisecond, the monotonic counter
 * fills in the microseconds within it, so neither drifts; a step back of the machine's time stands still here
 * until time has caught up.
 */
export class SystemClock implements Clock {
  private anchorWallMicros: number;
  private anchorMonotonicNanos: bigint;
  private lastMicros = 0;

  constructor(
    private readonly wallMillis: () => number = () => Date.now(),
    private readonly monotonicNanos: () => bigint = () => process.hrtime.bigint(),
  ) {
    this.anchorWallMicros = wallMillis() * MICROS_PER_MILLI;
    this.anchorMonotonicNanos = monotonicNanos();
  }

  nowMicros(): number {
    const monotonicNanos = this.monotonicNanos();
    const wallMicros = this.wallMillis() * MICROS_PER_MILLI;
    const elapsedMicros = Number((monotonicNanos - this.anchorMonotonicNanos) / 1_000n);
    let micros = this.anchorWallMicros + elapsedMicros;
    const errorMicros = micros - wallMicros;
    if (errorMicros < 0 || errorMicros >= MICROS_PER_MILLI) {
      micros = errorMicros < 0 ? wallMicros : wallMicros + MICROS_PER_MILLI - 1;
      this.anchorWallMicros = micros;
      this.anchorMonotonicNanos = monotonicNanos;
    }
    if (micros > this.lastMicros) this.lastMicros = micros;
    return this.lastMicros;
  }
}
