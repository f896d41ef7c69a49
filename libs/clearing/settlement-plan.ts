import type { SettlementFailReason, SettlementHoldReason } from '#contracts';
import {
  CLEARING_HOUSE_ACCOUNT,
  CLEARING_HOUSE_PARTICIPANT,
  lotsAsset,
  participantAccount,
} from './accounts.js';
import type { ClearingState, OpenInstruction } from './clearing-state.js';
import { invariant } from './invariant-violation.js';
import { amountForPart, shareLots, type Claim } from './shares.js';

/** What moves of one instruction; above zero to the participant. */
export interface PlannedMove {
  readonly instruction: OpenInstruction;
  readonly lots: number;
  readonly amount: bigint;
}

export interface PlannedFail {
  readonly instruction: OpenInstruction;
  readonly reason: SettlementFailReason;
  readonly short: bigint;
}

export interface PlannedHold {
  readonly instruction: OpenInstruction;
  readonly reason: SettlementHoldReason;
  readonly lots: number;
  readonly amount: bigint;
}

export interface SettlementPlan {
  readonly moves: readonly PlannedMove[];
  readonly fails: readonly PlannedFail[];
  readonly holds: readonly PlannedHold[];
}

const restLots = (instruction: OpenInstruction): number => instruction.lots - instruction.settledLots;
const restAmount = (instruction: OpenInstruction): bigint => instruction.amount - instruction.settledAmount;

/** Balances as they would be after the moves; read from the ledger when first asked for. */
class Projection {
  private readonly amounts = new Map<string, { account: string; asset: string; amount: bigint }>();

  constructor(private readonly state: ClearingState) {}

  amount(account: string, asset: string): bigint {
    return this.entry(account, asset).amount;
  }

  add(account: string, asset: string, amount: bigint): void {
    this.entry(account, asset).amount += amount;
  }

  private entry(account: string, asset: string) {
    const key = `${account}|${asset}`;
    let entry = this.amounts.get(key);
    if (entry === undefined) {
      entry = { account, asset, amount: this.state.ledger.balance(account, asset) };
      this.amounts.set(key, entry);
    }
    return entry;
  }
}

/**
 * Finds what of the due instructions can settle together. All moves count as one instant: a participant may deliver
 * what it gets and pay from what it is paid in the same run. It begins with everything and takes out, one after
 * another, what cannot be: first instructions of participants short of metal, then of those short of cash (each
 * fails alone, its newest obligations first), then what the clearing house cannot pay. What is taken out never comes
 * back, so the search ends.
 *
 * @see CLRG-3, CLRG-4, and RULES.md for the order
 */
export class SettlementPlanner {
  private readonly included: Set<OpenInstruction>;
  private readonly fails = new Map<OpenInstruction, PlannedFail>();
  private readonly unpaid = new Set<OpenInstruction>();
  /** Currencies in which deliveries are cut to what is taken, as the house cannot pay for more. */
  private readonly cutCurrencies = new Set<string>();

  /** @param due - oldest settlement date first, then oldest trade. */
  constructor(
    private readonly state: ClearingState,
    private readonly due: readonly OpenInstruction[],
  ) {
    this.included = new Set(due);
  }

  plan(): SettlementPlan {
    for (;;) {
      const moves = this.allocate();
      const after = this.project(moves);
      if (this.failShort(moves, after, 'SHORT_OF_METAL')) continue;
      if (this.failShort(moves, after, 'SHORT_OF_CASH')) continue;
      if (this.holdUnpayable(moves, after)) continue;
      return { moves, fails: [...this.fails.values()], holds: this.holdsBeside(moves) };
    }
  }

  /** Every included instruction in full, but those that share what there is too little of. */
  private allocate(): PlannedMove[] {
    const cuts = new Map<string, number>();
    for (const instrument of new Set(this.due.map((one) => one.instrument))) this.share(instrument, cuts);
    const moves: PlannedMove[] = [];
    for (const instruction of this.due) {
      if (!this.included.has(instruction)) continue;
      const rest = restLots(instruction);
      const cut = cuts.get(instruction.instructionId);
      const lots = cut === undefined ? rest : cut * Math.sign(rest);
      if (lots === 0 && rest !== 0) continue;
      const amount = lots === rest ? restAmount(instruction) : amountForPart(instruction, lots);
      moves.push({ instruction, lots, amount });
    }
    return moves;
  }

  private share(instrument: string, cuts: Map<string, number>): void {
    const mine = this.due.filter((one) => one.instrument === instrument && this.included.has(one));
    const takers = mine.filter((one) => restLots(one) > 0);
    const givers = mine.filter((one) => restLots(one) < 0);
    const asset = lotsAsset(instrument);
    const inHouse = Number(this.houseHolds(asset));
    const demand = sumLots(takers);
    const supply = sumLots(givers) + inHouse;
    if (supply < demand) {
      for (const [key, lots] of shareLots(supply, claimsOf(takers))) cuts.set(key, lots);
    }
    // Each currency's givers are cut by what that currency's takers do not take.
    for (const currency of this.cutCurrencies) {
      const give = givers.filter((one) => one.currency === currency);
      const taken = takers
        .filter((one) => one.currency === currency)
        .reduce((sum, one) => sum + (cuts.get(one.instructionId) ?? restLots(one)), 0);
      for (const [key, lots] of shareLots(taken, claimsOf(give))) cuts.set(key, lots);
    }
  }

  private houseHolds(asset: string): bigint {
    const { ledger } = this.state;
    return (
      ledger.balance(CLEARING_HOUSE_ACCOUNT, asset) +
      ledger.balance(participantAccount(CLEARING_HOUSE_PARTICIPANT), asset)
    );
  }

  private project(moves: readonly PlannedMove[]): Projection {
    const after = new Projection(this.state);
    for (const { instruction, lots, amount } of moves) {
      const account = participantAccount(instruction.participant);
      const asset = lotsAsset(instruction.instrument);
      after.add(account, asset, BigInt(lots));
      after.add(CLEARING_HOUSE_ACCOUNT, asset, BigInt(-lots));
      after.add(account, instruction.currency, amount);
      after.add(CLEARING_HOUSE_ACCOUNT, instruction.currency, -amount);
    }
    return after;
  }

  /** Takes out instructions of participants who would end below zero, newest first, until they would not. */
  private failShort(moves: readonly PlannedMove[], after: Projection, reason: SettlementFailReason): boolean {
    let failed = false;
    for (const { instruction, lots, amount } of [...moves].reverse()) {
      const [asset, given, whole] =
        reason === 'SHORT_OF_METAL'
          ? [lotsAsset(instruction.instrument), BigInt(-lots), BigInt(-restLots(instruction))]
          : [instruction.currency, -amount, -restAmount(instruction)];
      const account = participantAccount(instruction.participant);
      const deficit = -after.amount(account, asset);
      if (given <= 0n || deficit <= 0n) continue;
      this.included.delete(instruction);
      // What is missing for the whole rest, however much of it was to move now.
      const available = deficit < given ? given - deficit : 0n;
      this.fails.set(instruction, { instruction, reason, short: whole - available });
      after.add(account, asset, given);
      failed = true;
    }
    return failed;
  }

  /**
   * Takes out what the clearing house cannot pay: first deliveries are cut to what is taken, so that it pays for no
   * metal that nobody buys; then, where prices differ, whole instructions that are paid, newest first.
   */
  private holdUnpayable(moves: readonly PlannedMove[], after: Projection): boolean {
    const currencies = [...new Set(moves.map(({ instruction }) => instruction.currency))].sort();
    const own = participantAccount(CLEARING_HOUSE_PARTICIPANT);
    let changed = false;
    for (const currency of currencies) {
      let short = -(after.amount(CLEARING_HOUSE_ACCOUNT, currency) + after.amount(own, currency));
      if (short <= 0n) continue;
      changed = true;
      if (!this.cutCurrencies.has(currency)) {
        this.cutCurrencies.add(currency);
        continue;
      }
      const paid = moves.filter((move) => move.instruction.currency === currency && move.amount > 0n);
      invariant(paid.length > 0, `the clearing house is short of ${currency} and pays nobody`);
      for (const { instruction, amount } of paid.reverse()) {
        if (short <= 0n) break;
        this.included.delete(instruction);
        this.unpaid.add(instruction);
        short -= amount;
      }
    }
    return changed;
  }

  private holdsBeside(moves: readonly PlannedMove[]): PlannedHold[] {
    const moved = new Map(moves.map((move) => [move.instruction, move]));
    const holds: PlannedHold[] = [];
    for (const instruction of this.due) {
      if (this.fails.has(instruction)) continue;
      const move = moved.get(instruction);
      const lots = restLots(instruction) - (move?.lots ?? 0);
      const amount = restAmount(instruction) - (move?.amount ?? 0n);
      if (move !== undefined && lots === 0) continue;
      const waitsForCash = this.unpaid.has(instruction) || lots < 0;
      holds.push({ instruction, reason: waitsForCash ? 'AWAITING_CASH' : 'AWAITING_METAL', lots, amount });
    }
    return holds;
  }
}

function sumLots(instructions: readonly OpenInstruction[]): number {
  return instructions.reduce((sum, one) => sum + Math.abs(restLots(one)), 0);
}

function claimsOf(instructions: readonly OpenInstruction[]): Claim[] {
  return instructions.map((one) => ({
    key: one.instructionId,
    lots: Math.abs(restLots(one)),
    firstNovation: one.firstNovation,
  }));
}
