import type { ClearingEventBody, NetObligations } from '#contracts';
import type { ClearingState } from './clearing-state.js';

/**
 * Makes one instruction of each participant's obligations in one instrument and currency for a settlement date: one
 * delivery and one payment (CLRG-2, DvP model 3); where the instrument settles gross, one for each trade (model 1).
 * Trades novated later get instructions of their own when the date is netted again.
 */
export function netObligations(
  state: ClearingState,
  { settlementDate }: NetObligations,
): ClearingEventBody[] {
  const groups = [...state.obligations]
    .filter(([, group]) => group.settlementDate === settlementDate)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, group]) => group);
  let obligations = 0;
  const instructions = groups.map((group, index): ClearingEventBody => {
    obligations += group.obligations;
    return {
      type: 'InstructionCreated',
      instructionId: `SI-${state.sequence + 1 + index}`,
      participant: group.participant,
      instrument: group.instrument,
      currency: group.currency,
      settlementDate,
      lots: group.lots,
      amount: String(group.amount),
      obligations: group.obligations,
      firstNovation: group.firstNovation,
      ...(group.tradeId === undefined ? {} : { tradeId: group.tradeId }),
    };
  });
  return [
    ...instructions,
    { type: 'NettingCompleted', settlementDate, obligations, instructions: instructions.length },
  ];
}
