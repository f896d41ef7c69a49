import type { MembershipStatus } from '#contracts';

/**
 * Which standing may follow which (MEMB-1). A state comes in as an observer or acceding, becomes full by accession,
 * and leaves by notice (`withdrawing`) and then for good; a suspension can fall on whoever may trade, and ends where it
 * began. `withdrawn` may come back by the same door as anyone.
 */
export const MEMBERSHIP_TRANSITIONS: Readonly<Record<MembershipStatus, readonly MembershipStatus[]>> = {
  observer: ['acceding'],
  acceding: ['full', 'observer'],
  full: ['suspended', 'withdrawing'],
  suspended: ['full', 'withdrawing'],
  withdrawing: ['withdrawn', 'full', 'suspended'],
  withdrawn: ['observer', 'acceding'],
};

/** What a state that the bloc does not know yet can become. */
export const FIRST_STANDINGS: readonly MembershipStatus[] = ['observer', 'acceding'];

/** A standing that an act gives, and from when. */
export interface Standing {
  readonly actId: string;
  readonly approvalNumber: number;
  /** UTC microseconds at which it acts: the act's instant, or its decision when that came later. */
  readonly actsMicros: number;
  readonly status: MembershipStatus;
}

/** Puts a standing into its place by instant, then by approval (SEQ-3). */
export function withStanding(timeline: readonly Standing[], standing: Standing): readonly Standing[] {
  return [...timeline, standing].sort(
    (left, right) => left.actsMicros - right.actsMicros || left.approvalNumber - right.approvalNumber,
  );
}

/** The standing in force for a command at the instant; undefined before the first. */
export function standingAt(timeline: readonly Standing[], micros: number): MembershipStatus | undefined {
  return timeline.findLast((standing) => standing.actsMicros <= micros)?.status;
}
