import { Region, Room } from '../layout/memory-map.js';
import type { BookMemory } from './book-memory.js';
import { IdSeries } from './id-series.js';
import { Names } from './names.js';
import { RequestProfiles } from './request-profiles.js';

/** Integers for pairs of integers, from 1 in order of first appearance. */
class Pairs {
  private readonly numbers = new Map<number, number>();
  readonly firsts: number[] = [0];
  readonly seconds: number[] = [0];

  numberOf(first: number, second: number): number {
    const key = first * 2 ** 26 + second;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.firsts.length;
    this.numbers.set(key, number);
    this.firsts.push(first);
    this.seconds.push(second);
    return number;
  }

  find(first: number, second: number): number {
    return this.numbers.get(first * 2 ** 26 + second) ?? 0;
  }
}

/**
 * Who stands behind orders, as small integers in order of first appearance: names; accounts, which are desks of member
 * states; parties, which are traders of accounts; stpIds of member states; series of a desk's ids; and what requests
 * have in common.
 */
export class Parties {
  readonly names = new Names();
  readonly certificates = new Names();
  readonly series = new IdSeries();
  readonly profiles = new RequestProfiles();
  private readonly accounts = new Pairs();
  private readonly traders = new Pairs();
  private readonly stps = new Pairs();
  /** How many accounts there are, 0 included. */
  accountCount = 1;
  /** Account of each party. */
  readonly accountOf: Int32Array;

  constructor({ words }: BookMemory) {
    this.accountOf = words.subarray(
      Region.ACCOUNT_OF_PARTY >>> 2,
      (Region.ACCOUNT_OF_PARTY >>> 2) + Room.PARTIES,
    );
  }

  party(desk: string, memberState: string, trader: string): number {
    const account = this.account(memberState, desk);
    const party = this.traders.numberOf(account, this.names.numberOf(trader));
    if (party >= Room.PARTIES) throw new RangeError(`a book knows at most ${Room.PARTIES} traders`);
    this.accountOf[party] = account;
    return party;
  }

  account(memberState: string, desk: string): number {
    const account = this.accounts.numberOf(this.names.numberOf(memberState), this.names.numberOf(desk));
    if (account >= this.accountCount) this.accountCount = account + 1;
    return account;
  }

  /** The account of a desk, 0 when it never appeared. */
  findAccount(memberState: string, desk: string): number {
    return this.accounts.find(this.names.find(memberState), this.names.find(desk));
  }

  stateOfAccount(account: number): string {
    return this.names.text(this.accounts.firsts[account] ?? 0);
  }

  deskOfAccount(account: number): string {
    return this.names.text(this.deskNumber(account));
  }

  /** The interned name of an account's desk. */
  deskNumber(account: number): number {
    return this.accounts.seconds[account] ?? 0;
  }

  stateNumber(account: number): number {
    return this.accounts.firsts[account] ?? 0;
  }

  traderOf(party: number): string {
    return this.names.text(this.traders.seconds[party] ?? 0);
  }

  /** STP-1: orders of one state with one stpId share this. */
  stp(memberState: string, stpId: string): number {
    return this.stps.numberOf(this.names.numberOf(memberState), this.names.numberOf(stpId));
  }

  stpIdOf(stp: number): string {
    return this.names.text(this.stps.seconds[stp] ?? 0);
  }
}
