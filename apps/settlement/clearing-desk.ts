import type { ClearingCommandBody } from '#contracts';
import type { ReadinessState } from '#platform';
import type { ClearingReads } from './view/clearing-reads.js';
import type { ClearingOutcome } from './writer/clearing-writer.js';

/** The reads of clearing by their names. */
export type ClearingReadName = {
  [Name in keyof ClearingReads]: ClearingReads[Name] extends (...values: never[]) => unknown ? Name : never;
}[keyof ClearingReads];
export type ClearingReadValues<Name extends ClearingReadName> = Parameters<ClearingReads[Name]>;
export type ClearingReadAnswer<Name extends ClearingReadName> = Awaited<ReturnType<ClearingReads[Name]>>;

/** What was read, and the store position that it shows. */
export interface ClearingShown<Answer> {
  readonly answer: Answer;
  readonly position: number;
}

/** Where requests to clearing are decided and its reads answered, in whichever thread that is. */
export interface ClearingDesk {
  /**
   * Decides and records a request of a person; resolves when it is durable. Netting and settling wait for the trades
   * before them.
   */
  request(actor: string, body: ClearingCommandBody): Promise<ClearingOutcome>;
  /**
   * Reads once the view shows everything up to a store position, when one is named.
   *
   * @throws ProblemException 503 `POSITION_NOT_REACHED` when that takes too long.
   */
  read<Name extends ClearingReadName>(
    afterPosition: number | undefined,
    name: Name,
    values: ClearingReadValues<Name>,
  ): Promise<ClearingShown<ClearingReadAnswer<Name>>>;
  readiness(): ReadinessState;
}

/** Injection token of the `ClearingDesk`. */
export const CLEARING_DESK = Symbol('CLEARING_DESK');
