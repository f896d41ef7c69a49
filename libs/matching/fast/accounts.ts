import type { DeskLimits, Side } from '#contracts';
import type { DeskLimitState, DeskPosition, StateLots } from '../book-reader.js';
import { Region, Room } from '../layout/memory-map.js';
import { compareDesks } from '../ordered-maps.js';
import type { BookMemory } from './book-memory.js';
import type { Parties } from './parties.js';
import { Account } from '../layout/account-layout.js';

const NO_LOTS: StateLots = { positionLots: 0, buyLeavesLots: 0, sellLeavesLots: 0 };

/** What each account holds and has open, with its limits (MEMB-2, RISK-1). */
export class Accounts {
  readonly doubles: Float64Array;
  private readonly limitsOf = new Map<number, DeskLimits>();
  private count = 0;

  constructor(
    { doubles }: BookMemory,
    private readonly parties: Parties,
  ) {
    this.doubles = doubles.subarray(
      Region.ACCOUNTS >>> 3,
      (Region.ACCOUNTS >>> 3) + Room.ACCOUNTS * Account.DOUBLES,
    );
  }

  /** Makes room for all accounts that there are by now. */
  ensure(): void {
    const { accountCount } = this.parties;
    if (accountCount === this.count) return;
    if (accountCount > Room.ACCOUNTS) throw new RangeError(`a book holds at most ${Room.ACCOUNTS} accounts`);
    for (let account = this.count; account < accountCount; account++) {
      const at = account << Account.SHIFT;
      this.doubles.fill(Infinity, at + Account.SIZE_MAX, at + Account.MESSAGES_MAX + 1);
    }
    this.count = accountCount;
  }

  /** The account of a desk, made when it is new. */
  of(memberState: string, desk: string): number {
    const account = this.parties.account(memberState, desk);
    this.ensure();
    return account;
  }

  addLeaves(account: number, side: Side, lots: number): void {
    const at = (account << Account.SHIFT) + (side === 'buy' ? Account.BUY_LEAVES : Account.SELL_LEAVES);
    this.doubles[at] = (this.doubles[at] ?? 0) + lots;
  }

  addPosition(account: number, lots: number): void {
    const at = account << Account.SHIFT;
    this.doubles[at + Account.POSITION] = (this.doubles[at + Account.POSITION] ?? 0) + lots;
    this.doubles[at + Account.HAS_POSITION] = 1;
  }

  setPosition(account: number, lots: number): void {
    const at = account << Account.SHIFT;
    // Adding zero turns a minus zero into zero, as adding a difference does.
    this.doubles[at + Account.POSITION] = lots + 0;
    this.doubles[at + Account.HAS_POSITION] = 1;
  }

  setLimits(account: number, limits: DeskLimits): void {
    const at = account << Account.SHIFT;
    const { doubles } = this;
    this.limitsOf.set(account, limits);
    doubles[at + Account.SIZE_MAX] = limits.orderSizeLotsMax ?? Infinity;
    doubles[at + Account.OPEN_MAX] = limits.openQuantityLotsMax ?? Infinity;
    doubles[at + Account.POSITION_MAX] = limits.positionLotsMax ?? Infinity;
    doubles[at + Account.NOTIONAL_MAX] =
      limits.notionalMax === undefined ? Infinity : Number(limits.notionalMax);
    doubles[at + Account.MESSAGES_MAX] = limits.messagesPerSecondMax ?? Infinity;
  }

  countMessage(account: number, second: number): void {
    const at = account << Account.SHIFT;
    const { doubles } = this;
    if (doubles[at + Account.MESSAGES_MAX] === Infinity) return;
    doubles[at + Account.MESSAGES] =
      doubles[at + Account.SECOND] === second ? (doubles[at + Account.MESSAGES] ?? 0) + 1 : 1;
    doubles[at + Account.SECOND] = second;
  }

  /** The messages that a desk with limits has sent in its last second. */
  setMessages(account: number, second: number, messages: number): void {
    const at = account << Account.SHIFT;
    this.doubles[at + Account.SECOND] = second;
    this.doubles[at + Account.MESSAGES] = messages;
  }

  lotsOf(account: number): StateLots {
    if (account === 0) return NO_LOTS;
    const at = account << Account.SHIFT;
    return {
      positionLots: this.doubles[at + Account.POSITION] ?? 0,
      buyLeavesLots: this.doubles[at + Account.BUY_LEAVES] ?? 0,
      sellLeavesLots: this.doubles[at + Account.SELL_LEAVES] ?? 0,
    };
  }

  /** The sum over all desks of a state. */
  lotsOfState(memberState: string): StateLots {
    const state = this.parties.names.find(memberState);
    const sum = { positionLots: 0, buyLeavesLots: 0, sellLeavesLots: 0 };
    for (let account = 1; account < this.count; account++) {
      if (this.parties.stateNumber(account) !== state) continue;
      const lots = this.lotsOf(account);
      sum.positionLots += lots.positionLots;
      sum.buyLeavesLots += lots.buyLeavesLots;
      sum.sellLeavesLots += lots.sellLeavesLots;
    }
    return sum;
  }

  limitsOfAccount(account: number): DeskLimitState | undefined {
    const limits = this.limitsOf.get(account);
    if (limits === undefined) return undefined;
    const at = account << Account.SHIFT;
    return {
      memberState: this.parties.stateOfAccount(account),
      desk: this.parties.deskOfAccount(account),
      limits,
      second: this.doubles[at + Account.SECOND] ?? 0,
      messages: this.doubles[at + Account.MESSAGES] ?? 0,
    };
  }

  /** By state, then desk. */
  positions(): DeskPosition[] {
    const positions: DeskPosition[] = [];
    for (let account = 1; account < this.count; account++) {
      const at = account << Account.SHIFT;
      if (this.doubles[at + Account.HAS_POSITION] !== 1) continue;
      const memberState = this.parties.stateOfAccount(account);
      const desk = this.parties.deskOfAccount(account);
      positions.push({ memberState, desk, positionLots: this.doubles[at + Account.POSITION] ?? 0 });
    }
    return positions.sort(compareDesks);
  }

  /** By state, then desk. */
  allLimits(): DeskLimitState[] {
    return [...this.limitsOf.keys()]
      .flatMap((account) => this.limitsOfAccount(account) ?? [])
      .sort(compareDesks);
  }
}
