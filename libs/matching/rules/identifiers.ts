import type { PlaceOrder } from '#contracts';
import type { BookReader, HeldIdentifier } from '../book-reader.js';
import { refusal, type Decision, type Refusal } from '../decision.js';
import { isInstantMicros } from './units.js';

/**
 * SEQ-4: whether two requests of one desk and id are the same. Who pressed the key is not part of what was asked: a
 * colleague's retry is still a retry.
 */
export function isSameRequest(first: PlaceOrder, second: PlaceOrder): boolean {
  const asked = (order: PlaceOrder): Map<string, unknown> => {
    const fields = Object.entries(order).filter(([key, value]) => key !== 'trader' && value !== undefined);
    return new Map<string, unknown>(fields);
  };
  const left = asked(first);
  const right = asked(second);
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value);
}

/** SEQ-4: the first use of an order's id, when the request is an exact repeat of it. */
export function exactRepeat(book: BookReader, order: PlaceOrder): HeldIdentifier | undefined {
  const held = book.identifier(order.desk, order.clientOrderId);
  return held !== undefined && isSameRequest(held.request, order) ? held : undefined;
}

/** SEQ-4: an id names one order; with another body it is refused. Exact repeats are answered before this. */
export function refuseDuplicate(book: BookReader, order: PlaceOrder): Refusal | undefined {
  const held = book.identifier(order.desk, order.clientOrderId);
  return held === undefined ? undefined : refusal('DUPLICATE_ID', { firstSequence: held.sequence });
}

/** SEQ-4: drops the ids of what ended before an instant. */
export function dropIdentifiers(decision: Decision, endedBeforeMicros: number): void {
  if (!isInstantMicros(endedBeforeMicros)) {
    decision.emit({ type: 'CommandRefused', code: 'MALFORMED', details: { field: 'endedBeforeMicros' } });
    return;
  }
  const count = decision.book.identifiersEndedBefore(endedBeforeMicros);
  decision.emit({ type: 'IdentifiersDropped', endedBeforeMicros, count });
}
