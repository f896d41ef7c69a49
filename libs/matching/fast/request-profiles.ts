import { GrowableInts } from './growable-ints.js';
import { Room } from '../layout/memory-map.js';
import { HashIndex } from './hash-index.js';

/** Words of a profile. */
const PROFILE_WORDS = 5;
const TERMS = 0;
const PARTY = 1;
const STP = 2;
const CERTIFICATE = 3;
const SERIES = 4;
/** So many profiles a book knows; a request of another is kept whole. */
const PROFILES_MAX: number = Room.PROFILES;

/** What a desk's requests have in common when they ask for the same but the number, the price and the quantity. */
export class RequestProfiles {
  private readonly table = new GrowableInts(PROFILE_WORDS * 64);
  private readonly index = new HashIndex();
  private count = 1;

  /** How many numbers there are, 0 included. */
  get size(): number {
    return this.count;
  }

  /** The number of a profile, a new one getting the next. @returns `Profile.NONE` when all numbers are given. */
  numberOf(terms: number, party: number, stp: number, certificate: number, series: number): number {
    const tag = tagOf(terms, party, stp, certificate, series);
    let profile = this.index.find(tag, 0);
    while (profile !== 0 && !this.isSame(profile, terms, party, stp, certificate, series)) {
      profile = this.index.find(tag, profile);
    }
    if (profile !== 0 || this.count === PROFILES_MAX) return profile;
    profile = this.count++;
    this.table.ensure(this.count * PROFILE_WORDS);
    const { words } = this.table;
    const at = profile * PROFILE_WORDS;
    words[at + TERMS] = terms;
    words[at + PARTY] = party;
    words[at + STP] = stp;
    words[at + CERTIFICATE] = certificate;
    words[at + SERIES] = series;
    this.index.insert(tag, profile);
    return profile;
  }

  private isSame(
    profile: number,
    terms: number,
    party: number,
    stp: number,
    certificate: number,
    series: number,
  ): boolean {
    const { words } = this.table;
    const at = profile * PROFILE_WORDS;
    return (
      words[at + TERMS] === terms &&
      words[at + PARTY] === party &&
      words[at + STP] === stp &&
      words[at + CERTIFICATE] === certificate &&
      words[at + SERIES] === series
    );
  }

  termsOf(profile: number): number {
    return this.table.words[profile * PROFILE_WORDS + TERMS] ?? 0;
  }

  partyOf(profile: number): number {
    return this.table.words[profile * PROFILE_WORDS + PARTY] ?? 0;
  }

  stpOf(profile: number): number {
    return this.table.words[profile * PROFILE_WORDS + STP] ?? 0;
  }

  certificateOf(profile: number): number {
    return this.table.words[profile * PROFILE_WORDS + CERTIFICATE] ?? 0;
  }

  seriesOf(profile: number): number {
    return this.table.words[profile * PROFILE_WORDS + SERIES] ?? 0;
  }
}

function tagOf(terms: number, party: number, stp: number, certificate: number, series: number): number {
  let tag = terms;
  for (const word of [party, stp, certificate, series]) {
    tag = Math.imul(tag ^ word ^ (tag >>> 15), 0x85ebca6b);
  }
  return tag ^ (tag >>> 13);
}
