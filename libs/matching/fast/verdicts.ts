import { lackOfStanding } from '../rules/membership.js';
import { lackOfOrigin } from '../rules/origin.js';
import { RULES_VERSION } from '../rules-version.js';
import { Cell, Region, Room } from '../layout/memory-map.js';
import type { FastState } from './fast-state.js';
import { Flag } from '../layout/order-layout.js';
import { Profile, Request, Terms } from '../layout/request-layout.js';

/** From the low word of 64 bits to the high one, in bytes. */
const HIGH_WORD = 4;
/** What a profile is found to be; 0 is not known yet. */
const IS_ORDINARY = 1;
const IS_UNUSUAL = 2;

/**
 * What the rules would say of every desk and certificate, and what bounds prices, worked out once when policy changes
 * so that the hot path only looks. Whatever is not plainly allowed here is left to the rules themselves.
 */
export class Verdicts {
  /** 1 for accounts that may enter, amend and trade without further questions. */
  private readonly accounts: Uint8Array;
  /** 1 for certificates that carry anybody's offers. */
  private readonly certificates: Uint8Array;
  /** By profile of a request: whether its terms, its desk and its certificate are ordinary. */
  private readonly profiles: Uint8Array;
  private seenPolicy = -1;
  private seenChanges = -1;
  private seenAccounts = 0;

  constructor(private readonly state: FastState) {
    const { bytes, calls, words } = state.memory;
    const table = (from: number, room: number): Uint8Array => bytes.subarray(from, from + room);
    this.accounts = table(Region.ACCOUNT_VERDICTS, Room.ACCOUNTS);
    this.certificates = table(Region.CERTIFICATE_VERDICTS, Room.CERTIFICATES);
    this.profiles = table(Region.PROFILE_VERDICTS, Room.PROFILES);
    calls.judge = (body) => this.judge(words, body);
    state.memory.setWord(Cell.RULES_VERSION, RULES_VERSION);
  }

  /** Whether nothing has changed since it looked last. */
  isFresh(): boolean {
    return this.state.changes === this.seenChanges && this.state.parties.accountCount === this.seenAccounts;
  }

  /** Looks at what has changed since it looked last. */
  refresh(): void {
    const { state } = this;
    const { accountCount } = state.parties;
    this.seenChanges = state.changes;
    const isKnown = state.policyVersion === this.seenPolicy && accountCount === this.seenAccounts;
    const isOpen = state.instrument !== undefined && state.phase === 'continuous';
    this.noteDue(isOpen);
    if (isKnown || !isOpen) return;
    this.seenPolicy = state.policyVersion;
    this.seenAccounts = accountCount;
    state.accounts.ensure();
    for (let account = 1; account < accountCount; account++) {
      this.accounts[account] = this.isAccountFree(account) ? 1 : 0;
    }
    this.judgeCertificates();
    this.noteFloor();
    this.noteReserve();
    this.noteBands();
    this.noteNotional();
    this.profiles.fill(0, 0, state.parties.profiles.size);
  }

  private noteDue(isOpen: boolean): void {
    const { memory, nextDueMicros } = this.state;
    if (isOpen) memory.setWhole(Cell.DUE_MICROS, Math.min(nextDueMicros, Number.MAX_SAFE_INTEGER));
    else memory.setWord(Cell.DUE_MICROS + HIGH_WORD, -1);
  }

  /** What is found of a profile is kept. @param at - of a request in words. */
  private judge(words: Int32Array, at: number): boolean {
    const isOrdinary = this.arePlainTerms(words, at) && this.isStanding(words, at);
    const profile = words[at + Request.PROFILE] ?? 0;
    if (profile !== Profile.NONE) this.profiles[profile] = isOrdinary ? IS_ORDINARY : IS_UNUSUAL;
    return isOrdinary;
  }

  /** Plain limit orders that may rest, and those of both types that may not. */
  private arePlainTerms(words: Int32Array, at: number): boolean {
    const terms = words[at + Request.TERMS] ?? 0;
    const type = terms & Flag.TYPE_MASK;
    const time = terms & Flag.TIME_MASK;
    const mayRest = type === 0 && (time === Flag.DAY || time === Flag.GTC);
    return (
      (terms & Terms.UNUSUAL) === 0 &&
      (mayRest || (time === Flag.IOC && (type === 0 || type === Flag.MARKET))) &&
      ((terms & Flag.IS_POST_ONLY) === 0 || mayRest) &&
      (words[at + Request.STP] === 0 || (terms & Flag.STP_MASK) === 0)
    );
  }

  private isStanding(words: Int32Array, at: number): boolean {
    const terms = words[at + Request.TERMS] ?? 0;
    const certificate = words[at + Request.CERTIFICATE] ?? 0;
    const account = this.state.parties.accountOf[words[at + Request.PARTY] ?? 0] ?? 0;
    if (this.accounts[account] !== 1) return false;
    if ((terms & Flag.IS_SELL) !== 0) return this.certificates[certificate] === 1;
    return certificate === 0 && (terms & Terms.HAS_FLOOR_RAISE) === 0;
  }

  private isAccountFree(account: number): boolean {
    const { state } = this;
    const memberState = state.parties.stateOfAccount(account);
    return (
      lackOfStanding(state, memberState) === undefined &&
      state.membership(memberState) !== 'withdrawing' &&
      !state.isKillSwitchEngaged('desk', state.parties.deskOfAccount(account)) &&
      !state.isKillSwitchEngaged('memberState', memberState) &&
      !state.isKillSwitchEngaged('venue', undefined)
    );
  }

  private judgeCertificates(): void {
    const { state } = this;
    const { instrument } = state;
    for (const number of state.certificateTable.numbers()) {
      const certificate = state.certificateTable.get(number);
      if (certificate === undefined || instrument === undefined) continue;
      // Nobody's name: what only the origin's own desks may offer is left to the rules.
      const isFree =
        lackOfOrigin(state, instrument, certificate, '') === undefined &&
        certificate.mineral === instrument.mineral &&
        certificate.productionStage === instrument.productionStage;
      this.certificates[number] = isFree ? 1 : 0;
    }
  }

  private noteFloor(): void {
    const { memory, floor } = this.state;
    memory.setWord(Cell.FLOOR, floor?.priceTicks ?? 0);
    memory.setWord(Cell.FLOOR_NUMBER, floor === undefined ? 0 : this.numberOfFloor(floor.floorVersion));
  }

  private noteReserve(): void {
    const { memory, parties, reserve } = this.state;
    const account = reserve === undefined ? 0 : parties.findAccount(reserve.memberState, reserve.desk);
    memory.setWord(Cell.HAS_RESERVE, reserve === undefined ? 0 : 1);
    memory.setWord(Cell.RESERVE_ACCOUNT, account);
    // What the reserve's desk has open or holds is what its bid may not buy any more (RESV-2): the rules look at that.
    if (account !== 0) this.accounts[account] = 0;
  }

  private noteBands(): void {
    const { memory, instrument, bandOverride } = this.state;
    const bands = bandOverride?.bands ?? instrument?.priceBands;
    memory.setWord(Cell.STATIC_BASIS_POINTS, bands?.staticBasisPoints ?? -1);
    memory.setWord(Cell.DYNAMIC_BASIS_POINTS, bands?.dynamicBasisPoints ?? -1);
  }

  private noteNotional(): void {
    const { memory, instrument } = this.state;
    const numerator = instrument?.notionalNumerator ?? 1;
    memory.setWhole(Cell.NOTIONAL_NUMERATOR, numerator);
    memory.setWhole(Cell.NOTIONAL_DENOMINATOR, instrument?.notionalDenominator ?? 1);
    memory.setWhole(Cell.TICK_LOTS_MAX, Math.floor(Number.MAX_SAFE_INTEGER / numerator));
  }

  private numberOfFloor(floorVersion: number): number {
    const { floorVersions } = this.state;
    if (floorVersions.at(-1) !== floorVersion || floorVersions.length === 1) floorVersions.push(floorVersion);
    return floorVersions.length - 1;
  }
}
