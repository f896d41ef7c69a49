import type { InstrumentSpec, TradingPhase } from '#contracts';
import type { Words } from '#views';
import type { AuditConnection, WordKind } from './audit-view.js';

/** A floor as it was in force (FLOR-1). */
export interface FloorInForce {
  readonly floorVersion: number;
  readonly priceTicks: number;
}

/** Tells which policy was in force at a sequence of a book (AUDT-1): what the last act at or before it had set. */
export class PolicyInForce {
  private readonly statements;

  constructor(
    view: AuditConnection,
    private readonly words: Words<WordKind>,
  ) {
    this.statements = prepare(view);
  }

  /** Undefined when the book had no floor yet. */
  floor(instrument: string, sequence: number): FloorInForce | undefined {
    const row = this.statements.floor.get(this.words.find('book', instrument) ?? 0, sequence);
    if (row === undefined) return undefined;
    const { floor_version, price_ticks } = row as { floor_version: number; price_ticks: number };
    return { floorVersion: floor_version, priceTicks: price_ticks };
  }

  /** Standing of a member state; undefined when the book had not been told of it. */
  membership(instrument: string, memberState: string, sequence: number): string | undefined {
    const book = this.words.find('book', instrument) ?? 0;
    const state = this.words.find('memberState', memberState) ?? 0;
    const row = this.statements.membership.get(book, state, sequence);
    return row === undefined ? undefined : (row as { status: string }).status;
  }

  /** The trading phase; `closed` until the first change of it. */
  phase(instrument: string, sequence: number): TradingPhase {
    const row = this.statements.phase.get(this.words.find('book', instrument) ?? 0, sequence);
    return row === undefined ? 'closed' : (row as { phase: TradingPhase }).phase;
  }

  /** Undefined when the instrument was not configured yet. */
  specification(instrument: string, sequence: number): InstrumentSpec | undefined {
    const row = this.statements.specification.get(this.words.find('book', instrument) ?? 0, sequence);
    if (row === undefined) return undefined;
    return JSON.parse((row as { specification: string }).specification) as InstrumentSpec;
  }
}

function prepare({ sqlite }: AuditConnection) {
  return {
    floor: sqlite.prepare(
      'select floor_version, price_ticks from floor where book = ? and sequence <= ? order by sequence desc limit 1',
    ),
    membership: sqlite.prepare(
      `select status from membership where book = ? and member_state = ? and sequence <= ?
       order by sequence desc limit 1`,
    ),
    phase: sqlite.prepare(
      'select phase from phase where book = ? and sequence <= ? order by sequence desc limit 1',
    ),
    specification: sqlite.prepare(
      'select specification from specification where book = ? and sequence <= ? order by sequence desc limit 1',
    ),
  };
}
