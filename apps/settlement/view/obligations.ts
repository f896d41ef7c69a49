import { keyOfSide, obligationKey } from '#clearing';
import type { ClearingEventOf, Side } from '#contracts';
import type { InstructionRow } from './clearing-rows.js';

/** Obligations that net into one instruction: what they have in common, and the instruction once there is one. */
export interface ObligationGroup {
  readonly participant: string;
  readonly instrument: string;
  readonly settlementDate: string;
  instruction?: InstructionRow;
}

/** One side of a trade; the event of the trade's novation tells the rest of it. */
export interface Obligation {
  /** Sequence of the novation. */
  readonly sequence: number;
  readonly side: Side;
  readonly group: ObligationGroup;
}

/**
 * Every obligation in order of novation, the buyer's before the seller's, as numbers alone: what a trade is about stands in
 * the stream, and a venue has more trades than its memory could hold.
 */
export class Obligations {
  private readonly sequences: number[] = [];
  /** Places in `groups`, two of each trade. */
  private readonly groupsOfTrades: number[] = [];
  private readonly groups: ObligationGroup[] = [];
  /** Places of the groups without an instruction, by what they net in. */
  private readonly open = new Map<string, number>();

  get count(): number {
    return this.groupsOfTrades.length;
  }

  /** @param index - from 0. */
  at(index: number): Obligation | undefined {
    const sequence = this.sequences[index >>> 1];
    const group = this.groups[this.groupsOfTrades[index] ?? -1];
    if (sequence === undefined || group === undefined) return undefined;
    return { sequence, side: index % 2 === 0 ? 'buy' : 'sell', group };
  }

  add(event: ClearingEventOf<'TradeNovated'>): void {
    this.sequences.push(event.sequence);
    this.groupsOfTrades.push(this.openGroup(event, event.buyer), this.openGroup(event, event.seller));
  }

  /** CLRG-2: from now on an instruction stands for the obligations of its group. */
  net(event: ClearingEventOf<'InstructionCreated'>, instruction: InstructionRow): void {
    const key = obligationKey(event);
    const group = this.groups[this.open.get(key) ?? -1];
    if (group !== undefined) group.instruction = instruction;
    this.open.delete(key);
  }

  private openGroup(event: ClearingEventOf<'TradeNovated'>, participant: string): number {
    const key = keyOfSide(event, participant);
    let place = this.open.get(key);
    if (place === undefined) {
      const { instrument, settlementDate } = event;
      place = this.groups.push({ participant, instrument, settlementDate }) - 1;
      this.open.set(key, place);
    }
    return place;
  }
}
