/** The only source of time outside the pure cores: UTC microseconds (UNIT-3), never decreasing. */
export interface Clock {
  /** UTC microseconds since 1970, never less than the last reading of this clock. */
  nowMicros(): number;
}
