import { lackOfStanding } from '../rules/membership.js';
import { lackOfOrigin } from '../rules/origin.js';
import type { FastState } from './fast-state.js';
import { Flag } from './order-layout.js';
import { Request, Terms } from './request-words.js';

const BASIS = 10_000;
const PRICE_MAX = 0x7fffffff;
/** What a profile is found to be; 0 is not known yet. */
const IS_ORDINARY = 1;
const IS_UNUSUAL = 2;

/**
 * What the rules would say of every desk and certificate, and what bounds prices, worked out once when policy changes
 * so that the hot path only looks. Whatever is not plainly allowed here is left to the rules themselves.
 */
export class Verdicts {
  /** 1 for accounts that may enter, amend and trade without further questions. */
  accounts = new Uint8Array(0);
  /** 1 for certificates that carry anybody's offers. */
  certificates = new Uint8Array(0);
  /** By profile of a request: whether its terms, its desk and its certificate are ordinary. */
  private profiles = new Uint8Array(64);
  /** 0: no floor. */
  floorTicks = 0;
  /** Its number among all floors that were in force; 0: none. */
  floorNumber = 0;
  /** 1 when the venue has a reserve, else 0. */
  reserveCount = 0;
  /** The reserve's desk, 0 without a reserve. */
  reserveAccount = 0;
  /** Basis points of the bands, below zero where there is none. */
  private staticBasisPoints = -1;
  private dynamicBasisPoints = -1;
  /** What both bands allow around a reference price, below zero when that is not worked out. */
  private lowestTicks = 0;
  private highestTicks = 0;
  private boundsReference = -1;
  notionalNumerator = 1;
  notionalDenominator = 1;
  /** The largest product of ticks and lots whose notional is surely small enough and exact to work out. */
  tickLotsMax = 0;
  /** Nothing falls due before this instant; below zero when the book is in no state that the hot path knows. */
  dueMicros = -1;
  private seenPolicy = -1;
  private seenChanges = -1;
  private seenAccounts = 0;

  constructor(private readonly state: FastState) {}

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
    this.dueMicros = isOpen ? state.nextDueMicros : -1;
    this.boundsReference = -1;
    if (isKnown || !isOpen) return;
    this.seenPolicy = state.policyVersion;
    this.seenAccounts = accountCount;
    state.accounts.ensure();
    this.accounts = new Uint8Array(accountCount);
    for (let account = 1; account < accountCount; account++) {
      this.accounts[account] = this.isAccountFree(account) ? 1 : 0;
    }
    this.judgeCertificates();
    this.notePrices();
    this.profiles.fill(0);
  }

  /**
   * Whether the terms of a request are plain ones that its desk and its certificate may enter without further questions.
   * What was found of a profile is kept.
   */
  isOrdinary(words: Int32Array, at: number): boolean {
    const profile = words[at + Request.PROFILE] ?? 0;
    if (profile < this.profiles.length) {
      const known = this.profiles[profile];
      if (known === IS_ORDINARY) return true;
      if (known === IS_UNUSUAL) return false;
    }
    return this.judge(words, at, profile);
  }

  private judge(words: Int32Array, at: number, profile: number): boolean {
    const isOrdinary = this.arePlainTerms(words, at) && this.isStanding(words, at);
    if (profile === 0) return isOrdinary;
    if (profile >= this.profiles.length) {
      const larger = new Uint8Array(profile * 2);
      larger.set(this.profiles);
      this.profiles = larger;
    }
    this.profiles[profile] = isOrdinary ? IS_ORDINARY : IS_UNUSUAL;
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
    this.certificates = new Uint8Array(state.parties.certificates.size);
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

  private notePrices(): void {
    const { state } = this;
    const { instrument, floor, reserve } = state;
    this.floorTicks = floor?.priceTicks ?? 0;
    this.floorNumber = floor === undefined ? 0 : this.numberOfFloor(floor.floorVersion);
    this.reserveCount = reserve === undefined ? 0 : 1;
    this.reserveAccount =
      reserve === undefined ? 0 : state.parties.findAccount(reserve.memberState, reserve.desk);
    // What the reserve's desk has open or holds is what its bid may not buy any more (RESV-2): the rules look at that.
    if (this.reserveAccount !== 0) this.accounts[this.reserveAccount] = 0;
    const bands = state.bandOverride?.bands ?? instrument?.priceBands;
    this.staticBasisPoints = bands?.staticBasisPoints ?? -1;
    this.dynamicBasisPoints = bands?.dynamicBasisPoints ?? -1;
    this.notionalNumerator = instrument?.notionalNumerator ?? 1;
    this.notionalDenominator = instrument?.notionalDenominator ?? 1;
    this.tickLotsMax = Math.floor(Number.MAX_SAFE_INTEGER / this.notionalNumerator);
  }

  private numberOfFloor(floorVersion: number): number {
    const { floorVersions } = this.state;
    if (floorVersions.at(-1) !== floorVersion || floorVersions.length === 1) floorVersions.push(floorVersion);
    return floorVersions.length - 1;
  }

  /** Whether a price lies within both bands as they stand. Without a reference price nothing does: the rules are asked. */
  isWithinBands(priceTicks: number): boolean {
    const reference = this.state.referencePriceTicks ?? 0;
    if (reference !== this.boundsReference) this.findBounds(reference);
    return priceTicks >= this.lowestTicks && priceTicks <= this.highestTicks;
  }

  /** BAND-1: what both bands allow, in whole ticks. */
  private findBounds(referenceTicks: number): void {
    const staticTicks = this.state.staticReferencePriceTicks ?? 0;
    this.boundsReference = referenceTicks;
    this.lowestTicks = Math.max(
      lowestWithin(staticTicks, this.staticBasisPoints),
      lowestWithin(referenceTicks, this.dynamicBasisPoints),
    );
    this.highestTicks = Math.min(
      highestWithin(staticTicks, this.staticBasisPoints),
      highestWithin(referenceTicks, this.dynamicBasisPoints),
    );
  }
}

/** @param basisPoints - below zero where there is no band. */
function lowestWithin(referenceTicks: number, basisPoints: number): number {
  if (basisPoints < 0) return 0;
  const scaled = referenceTicks * (BASIS - basisPoints) + BASIS - 1;
  return (scaled - (scaled % BASIS)) / BASIS;
}

/** @param basisPoints - below zero where there is no band. */
function highestWithin(referenceTicks: number, basisPoints: number): number {
  if (basisPoints < 0) return PRICE_MAX;
  const scaled = referenceTicks * (BASIS + basisPoints);
  return Math.min(PRICE_MAX, (scaled - (scaled % BASIS)) / BASIS);
}
