import { QUANTITY_MAX } from '#contracts';
import type { PolicyRefusal } from './act-rules.js';
import type { PolicyState } from './policy-state.js';

/** Makes a refusal. */
export function refusal(code: PolicyRefusal['code'], details: PolicyRefusal['details']): PolicyRefusal {
  return { code, details };
}

/** Acts speak of instruments that the venue has. */
export function refuseInstrument(state: PolicyState, instrument: string): PolicyRefusal | undefined {
  return state.instruments.has(instrument) ? undefined : refusal('UNKNOWN_INSTRUMENT', { instrument });
}

/** Acts speak of states that the bloc knows (MEMB-1). */
export function refuseUnknownMember(state: PolicyState, memberState: string): PolicyRefusal | undefined {
  return state.standings.has(memberState) ? undefined : refusal('UNKNOWN_MEMBER', { memberState });
}

/** UNIT-2: lots from a least to what a book can hold. */
export function refuseLots(lots: number, least: number): PolicyRefusal | undefined {
  return isWithin(lots, least, QUANTITY_MAX)
    ? undefined
    : refusal('LOTS_OUT_OF_RANGE', { lots: String(lots), min: least, max: QUANTITY_MAX });
}

/** Whether a value is a whole number between two others, both included. */
export function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
