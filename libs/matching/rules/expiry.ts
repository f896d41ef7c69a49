import { refusal, type Decision } from '../decision.js';
import { cancelWhole } from './cancels.js';

/** ORDR-1: a gtd order's instant has come; what is left of it is taken off. */
export function expireOrder(decision: Decision, number: number): void {
  const { book, emit, command } = decision;
  const order = book.order(number);
  if (order === undefined) {
    emit({ type: 'CommandRefused', ...refusal('ORDER_NOT_FOUND', { order: number }) });
  } else if (order.expiryMicros === undefined || order.expiryMicros > command.bookMicros) {
    emit({ type: 'CommandRefused', ...refusal('ACT_NOT_PENDING', { order: number }) });
  } else {
    cancelWhole(decision, order, 'EXPIRED');
  }
}
