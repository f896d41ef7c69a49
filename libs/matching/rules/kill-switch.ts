import type { PolicyChange } from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';
import { refusal, type Decision, type Refusal } from '../decision.js';
import { cancelWhole } from './cancels.js';

type KillSwitchChange = Extract<PolicyChange, { type: 'setKillSwitch' }>;

/** RISK-2: entry and amends stop where a switch is engaged; the refusal names the widest one that is. */
export function refuseKilled(book: BookReader, memberState: string, desk: string): Refusal | undefined {
  if (book.isKillSwitchEngaged('venue', undefined)) return refusal('KILL_SWITCH', { scope: 'venue' });
  if (book.isKillSwitchEngaged('memberState', memberState)) {
    return refusal('KILL_SWITCH', { scope: 'memberState', name: memberState });
  }
  if (book.isKillSwitchEngaged('desk', desk)) return refusal('KILL_SWITCH', { scope: 'desk', name: desk });
  return undefined;
}

/** RISK-2: a switch that is pulled cancels what rests, in entry order and in every phase; lifting brings nothing back. */
export function setKillSwitch(decision: Decision, { scope, name, engaged }: KillSwitchChange): void {
  const { book, emit } = decision;
  emit({ type: 'KillSwitchSet', scope, ...(name === undefined ? {} : { name }), engaged });
  if (!engaged) return;
  for (const order of [...ordersUnder(book, scope, name ?? '')]) cancelWhole(decision, order, 'KILL_SWITCH');
}

function ordersUnder(book: BookReader, scope: KillSwitchChange['scope'], name: string): Iterable<LiveOrder> {
  switch (scope) {
    case 'desk':
      return book.ordersOfDesk(name);
    case 'memberState':
      return book.ordersOfState(name);
    case 'venue':
      return book.liveOrders();
  }
}
