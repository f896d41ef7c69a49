import type { BookEventBody, CancelReason, Side } from '#contracts';
import type { BookReader, LiveOrder } from '../book-reader.js';
import { refusal, type Decision, type Refusal } from '../decision.js';
import { refuseOutsideBand } from './bands.js';
import { cancelWhole } from './cancels.js';
import { refuseBelowFloor } from './floor.js';
import { matchIncoming } from './matching.js';
import type { OrderTerms } from './terms.js';
import { mustTradeAtOnce } from './time-in-force.js';
import { uncrossWhileCrossed } from './uncross.js';

/** ORDR-6: whether a trade is at or through a trigger; equality passes (UNIT-4). */
function isReached(side: Side, triggerPriceTicks: number, tradeTicks: number): boolean {
  return side === 'buy' ? tradeTicks >= triggerPriceTicks : tradeTicks <= triggerPriceTicks;
}

/** ORDR-6: a stop that the last trade would have triggered is refused at entry. */
export function refuseAlreadyThrough(book: BookReader, terms: OrderTerms): Refusal | undefined {
  const { side, triggerPriceTicks } = terms;
  const lastTicks = book.referencePriceTicks;
  if (triggerPriceTicks === undefined || lastTicks === undefined) return undefined;
  if (!isReached(side, triggerPriceTicks, lastTicks)) return undefined;
  return refusal('STOP_ALREADY_THROUGH', { triggerPriceTicks, referencePriceTicks: lastTicks });
}

/** The trades of one command, as far as they can trigger stops: nothing but the lowest and highest price matter. */
export class TradedRange {
  private lowestTicks: number | undefined;
  private highestTicks: number | undefined;

  /** Hears every event of the command. */
  hear(body: BookEventBody): void {
    if (body.type !== 'Traded') return;
    this.lowestTicks = Math.min(this.lowestTicks ?? body.priceTicks, body.priceTicks);
    this.highestTicks = Math.max(this.highestTicks ?? body.priceTicks, body.priceTicks);
  }

  /** The price that goes farthest towards a side's triggers; undefined when nothing traded. */
  extreme(side: Side): number | undefined {
    return side === 'buy' ? this.highestTicks : this.lowestTicks;
  }
}

/**
 * ORDR-6: once all else of a command is done, stops that its trades triggered become their orders one after the other;
 * those that they trigger in turn queue behind.
 */
export function runTriggeredStops(decision: Decision, traded: TradedRange): void {
  const queue: number[] = [];
  const queued = new Set<number>();
  const seen: { [Each in Side]?: number } = {};
  const enqueue = (): void => {
    for (const side of ['sell', 'buy'] as const) {
      const priceTicks = traded.extreme(side);
      // Trades that go no farther than those before reach no other stops.
      if (priceTicks === undefined || priceTicks === seen[side]) continue;
      seen[side] = priceTicks;
      for (const order of triggeredStops(decision.book, side, priceTicks)) {
        if (queued.has(order)) continue;
        queued.add(order);
        queue.push(order);
      }
    }
  };
  enqueue();
  for (const order of queue) {
    // What the reserve bought on the way may have cut it.
    if (decision.book.order(order) === undefined) continue;
    activate(decision, order);
    uncrossWhileCrossed(decision);
    enqueue();
  }
}

/** Stops that wait and that a price reaches, in their order. */
function triggeredStops(book: BookReader, side: Side, priceTicks: number): number[] {
  const reached: number[] = [];
  for (const { order, triggerPriceTicks } of book.waitingStops(side)) {
    if (triggerPriceTicks === undefined || !isReached(side, triggerPriceTicks, priceTicks)) break;
    reached.push(order);
  }
  return reached;
}

/** ORDR-6: the stop becomes its order with a new time, is judged as it comes in, and joins the book in any phase. */
function activate(decision: Decision, number: number): void {
  const { book, emit } = decision;
  emit({ type: 'OrderTriggered', order: number });
  const order = book.order(number);
  if (order === undefined) return;
  const reason = refuseJoining(book, order);
  if (reason === undefined) matchIncoming(decision, number);
  else cancelWhole(decision, order, reason);
}

function refuseJoining(book: BookReader, order: LiveOrder): CancelReason | undefined {
  if (book.phase !== 'continuous' && mustTradeAtOnce(order.timeInForce)) return 'PHASE_NOT_ALLOWED';
  if (refuseBelowFloor(book, order) !== undefined) return 'BELOW_FLOOR';
  return refuseOutsideBand(book, order) === undefined ? undefined : 'OUTSIDE_BAND';
}
