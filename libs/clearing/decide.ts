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
  const { recordedMicros, actor, cause } = command;
  return bodies.map((body, index) => {
    const sequence = state.sequence + 1 + index;
    const event: Written<ClearingEvent> = { sequence, recordedMicros, actor, cause, ...body };
    if (index === 0) event.command = command;
    if (index === bodies.length - 1) event.end = true;
    return event;
  });
}

/** An event while it is put together. */
type Written<Event> = { -readonly [Field in keyof Event]: Event[Field] };

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
