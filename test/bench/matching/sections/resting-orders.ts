import { RULES_VERSION, type FastBook } from '#matching';
import { FOUNDED_MICROS } from '#testing';
import { orderOf, ownerOf, REFERENCE_TICKS } from '../contenders/bench-venue.js';
import { OP_ADD, SIDE_BUY } from '../workloads/workload.js';

const LEVELS = 200;

/** Enters an order that rests, at one of two hundred prices a side. @returns its number. */
export function enterResting(book: FastBook, id: number): number {
  const side = id % 2;
  const offset = 1 + (id % LEVELS);
  const price = side === SIDE_BUY ? REFERENCE_TICKS - offset : REFERENCE_TICKS + offset;
  const order = book.sequence + 1;
  run(book, orderOf(OP_ADD, side, price, 1 + (id % 100), id));
  return order;
}

/** Cancels an order that `enterResting` entered. */
export function cancelResting(book: FastBook, id: number, order: number): void {
  run(book, { kind: 'cancelOrder', ...ownerOf(id, id % 2), trader: 'trader', order });
}

function run(book: FastBook, body: Parameters<FastBook['encode']>[0]['body']): void {
  const sequenced = {
    commandId: 'resting',
    cause: 'command',
    actor: 'bench',
    receiveMicros: FOUNDED_MICROS,
    bookMicros: FOUNDED_MICROS,
    rulesVersion: RULES_VERSION,
    body,
  } as const;
  const at = book.commandsAt;
  if (book.encode(sequenced, at) === at) throw new Error('a command of the bench has no numeric form');
  book.stepRecord(at);
  book.records.clear();
}
