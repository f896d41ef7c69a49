import type { TradingPhase } from '#contracts';
import { refusal, type Refusal } from '../decision.js';

/** What desks ask for; a mass cancel is a cancel (PHAS-1). */
export type DeskAction = 'enter' | 'amend' | 'cancel';

/** PHAS-1, column "takes". */
const TAKES: Readonly<Record<TradingPhase, readonly DeskAction[]>> = {
  closed: ['cancel'],
  preOpen: ['enter', 'amend', 'cancel'],
  noCancel: ['enter'],
  openingAuction: [],
  continuous: ['enter', 'amend', 'cancel'],
  volatilityAuction: ['enter', 'amend', 'cancel'],
  closingCall: ['enter', 'amend', 'cancel'],
  closingAuction: [],
  halted: ['cancel'],
  suspended: [],
};

/** PHAS-1, column "goes to", without halted and suspended, which any phase can go to. */
const GOES_TO: Readonly<Record<TradingPhase, readonly TradingPhase[]>> = {
  closed: ['preOpen'],
  preOpen: ['noCancel', 'openingAuction'],
  noCancel: ['openingAuction'],
  openingAuction: ['continuous'],
  continuous: ['closingCall', 'volatilityAuction', 'closed'],
  volatilityAuction: ['continuous', 'closingCall'],
  closingCall: ['closingAuction'],
  closingAuction: ['closed'],
  halted: ['preOpen'],
  suspended: [],
};

const CALL_PHASES: readonly TradingPhase[] = ['preOpen', 'noCancel', 'volatilityAuction', 'closingCall'];

/** PHAS-1: phases that collect orders for an auction. */
export function isCallPhase(phase: TradingPhase): boolean {
  return CALL_PHASES.includes(phase);
}

/** PHAS-1: a command that the phase does not take is refused naming it. */
export function refuseAction(phase: TradingPhase, action: DeskAction): Refusal | undefined {
  return TAKES[phase].includes(action) ? undefined : refusal('PHASE_NOT_ALLOWED', { phase });
}

/** PHAS-1: a transition that is not in the table is refused; to stay is no transition. */
export function refuseTransition(from: TradingPhase, to: TradingPhase): Refusal | undefined {
  const isStop = (to === 'halted' || to === 'suspended') && from !== to;
  const isResumption = from === 'suspended' && to === 'halted';
  if (isStop || isResumption || GOES_TO[from].includes(to)) return undefined;
  return refusal('PHASE_TRANSITION', { from, to });
}
