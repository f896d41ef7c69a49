import type { Day } from '../day.js';
import type { BookReport, OrderReport } from '../reports.js';

/** What earlier scenes leave for later ones. */
export interface Memory {
  bookAfterOpening?: BookReport;
  /** The first order after the opening auction. */
  firstAfterOpening?: OrderReport;
  /** An order with a long life, for the regulator. */
  repriced?: OrderReport;
  /** What the strategic reserve bought: it has no desk that could say so itself. */
  reserveFills?: readonly { readonly price: string; readonly quantityLots: number }[];
  crash?: { acknowledged: number; unknown: number; found: number; resent: number; restartMs: number };
  settlementDate?: string;
  instructions?: number;
  settled?: { instructions: number; settled: number; failed: readonly string[] };
  reconciled?: { counts: Readonly<Record<string, number>>; difference: string; residual: string };
  verified?: { books: number; commands: number; events: number };
  exported?: { events: number; trades: number };
}

/** One part of the day. */
export interface Scene {
  readonly title: string;
  play(day: Day, memory: Memory): Promise<void>;
}
