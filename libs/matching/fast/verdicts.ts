import { lackOfStanding } from '../rules/membership.js';
import { lackOfOrigin } from '../rules/origin.js';
import type { FastState } from './fast-state.js';

const BASIS = 10_000;

/**
 * What the rules would say of every desk and certificate, and what bounds prices, worked out once when policy changes
 * so that the hot path only looks. Whatever is not plainly allowed here is left to the rules themselves.
 */
export class Verdicts {
  /** Whether the whole book is in a state that the hot path knows. */
  isOpen = false;
  /** 1 for accounts that may enter, amend and trade without further questions. */
  accounts = new Uint8Array(0);
  /** 1 for certificates that carry anybody's offers. */
  certificates = new Uint8Array(0);
  /** 0: no floor. */
  floorTicks = 0;
  /** Its number among all floors that were in force; 0: none. */
  floorNumber = 0;
  hasReserve = false;
  /** The reserve's desk, 0 without a reserve. */
  reserveAccount = 0;
  /** Basis points of the bands, below zero where there is none. */
  staticBasisPoints = -1;
  dynamicBasisPoints = -1;
  notionalNumerator = 1;
  notionalDenominator = 1;
  /** The largest product of ticks and lots whose notional is surely small enough and exact to work out. */
  tickLotsMax = 0;
  /** Nothing falls due before this instant. */
  dueMicros = Infinity;
  private seenPolicy = -1;

  constructor(private readonly state: FastState) {}

  /** Looks at what has changed since it looked last. */
  refresh(): void {
    const { state } = this;
    const { accountCount } = state.parties;
    state.isTouched = false;
    this.dueMicros = state.nextDue(Number.MAX_SAFE_INTEGER)?.dueMicros ?? Infinity;
    if (state.policyVersion === this.seenPolicy && accountCount === this.accounts.length) return;
    this.seenPolicy = state.policyVersion;
    this.isOpen = state.instrument !== undefined && state.phase === 'continuous';
    if (!this.isOpen) return;
    state.accounts.ensure();
    this.accounts = new Uint8Array(accountCount);
    for (let account = 1; account < accountCount; account++) {
      this.accounts[account] = this.isAccountFree(account) ? 1 : 0;
    }
    this.judgeCertificates();
    this.notePrices();
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
    this.hasReserve = reserve !== undefined;
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

  /** Whether a price lies within both bands as they stand. */
  isWithinBands(priceTicks: number): boolean {
    const { staticBasisPoints, dynamicBasisPoints, state } = this;
    return (
      (staticBasisPoints < 0 ||
        isWithin(priceTicks, state.staticReferencePriceTicks ?? 0, staticBasisPoints)) &&
      (dynamicBasisPoints < 0 || isWithin(priceTicks, state.referencePriceTicks ?? 0, dynamicBasisPoints))
    );
  }
}

/** Without a reference price, 0, nothing is within: the rules are asked. */
function isWithin(priceTicks: number, referenceTicks: number, basisPoints: number): boolean {
  const scaled = priceTicks * BASIS;
  return scaled >= referenceTicks * (BASIS - basisPoints) && scaled <= referenceTicks * (BASIS + basisPoints);
}
