import type { ClearingCommand, ClearingEvent, ClearingEventBody } from '#contracts';
import type { ClearingState } from './clearing-state.js';
import { importStatement } from './import-statement.js';
import { moveCash, moveMetal, postOpeningBalances } from './movements.js';
import { netObligations } from './netting.js';
import { novateTrade } from './novation.js';
import { settleInstructions } from './settlement.js';

/**
 * Decides one command: what happens, in order. The state stays as it is; `applyEvent` changes it.
 *
 * @returns the events to record; none for a repeat of what has been done (a reference, a trade, a file, the opening
 *   balances). A refusal is `ClearingCommandRefused`.
 * @throws InvariantViolation when clearing contradicts itself: stop the process.
 */
export function decideClearing(state: ClearingState, command: ClearingCommand): ClearingEvent[] {
  const bodies = decideBody(state, command);
  return bodies.map((body, index) => ({
    ...body,
    sequence: state.sequence + 1 + index,
    recordedMicros: command.recordedMicros,
    actor: command.actor,
    cause: command.cause,
    ...(index === 0 ? { command } : {}),
    ...(index === bodies.length - 1 ? { end: true } : {}),
  }));
}

function decideBody(state: ClearingState, { body }: ClearingCommand): ClearingEventBody[] {
  switch (body.kind) {
    case 'postOpeningBalances':
      return postOpeningBalances(state, body);
    case 'depositCash':
    case 'withdrawCash':
      return moveCash(state, body);
    case 'receiveMetal':
    case 'withdrawMetal':
      return moveMetal(state, body);
    case 'novateTrade':
      return novateTrade(state, body);
    case 'netObligations':
      return netObligations(state, body);
    case 'settleInstructions':
      return settleInstructions(state, body);
    case 'importStatement':
      return importStatement(state, body);
    default:
      return body satisfies never;
  }
}
