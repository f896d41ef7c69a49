/** A consumer in its group. */
export interface Member {
  readonly id: string;
  /** Until when it counts as alive, in milliseconds of the bus's clock, exclusive. */
  readonly expiresMs: number;
  /** Which process it lives in, for its neighbours on the same machine to see when that has died. */
  readonly process: string;
}

/** A partition held by a member. A new claim is a new epoch: what was read under the old one is read again. */
interface Claim {
  readonly memberId: string;
  readonly epoch: number;
}

/** Who is in a group and who holds which partition of the topic. */
export interface GroupState {
  /** Grows whenever members or claims change, not when a lease is only prolonged. */
  readonly generation: number;
  readonly members: readonly Member[];
  readonly claims: readonly (Claim | null)[];
}

/** A group that nobody has joined. */
export function emptyGroup(partitions: number): GroupState {
  return { generation: 0, members: [], claims: Array.from({ length: partitions }, () => null) };
}

/** What a member brings to a renewal. */
export interface Renewal {
  readonly member: Member;
  readonly nowMs: number;
  /** Partitions whose batch is in hand: not given away yet, whatever the share. */
  readonly busy: ReadonlySet<number>;
  readonly isGone: (member: Member) => boolean;
}

/**
 * Joins or prolongs one member and moves its partitions towards a fair share.
 *
 * Nobody leads: each member drops the dead, gives up what is above its own share and takes free partitions up to it.
 * Shares add up to all partitions, so the group settles once every living member has renewed twice.
 */
export function renew(state: GroupState, { member, nowMs, busy, isGone }: Renewal): GroupState {
  const others = state.members.filter(
    (other) => other.id === member.id || (other.expiresMs > nowMs && !isGone(other)),
  );
  const joined = others.some((other) => other.id === member.id);
  const members = joined
    ? others.map((other) => (other.id === member.id ? member : other))
    : [...others, member];
  const ids = new Set(members.map((other) => other.id));
  const generation = state.generation + 1;
  let changed = !joined || members.length !== state.members.length;
  const claims = state.claims.map((claim) => (claim !== null && ids.has(claim.memberId) ? claim : null));
  let excess =
    claims.filter((claim) => claim?.memberId === member.id).length -
    shareOf(member.id, members, claims.length);
  for (const [partition, claim] of claims.entries()) {
    if (excess > 0 && claim?.memberId === member.id && !busy.has(partition)) {
      claims[partition] = null;
      excess--;
    } else if (excess < 0 && claim === null) {
      claims[partition] = { memberId: member.id, epoch: generation };
      excess++;
    }
  }
  changed ||= claims.some((claim, partition) => claim !== state.claims[partition]);
  return { generation: changed ? generation : state.generation, members, claims };
}

/** Whether the member holds more than its share and should give up something when it can. */
export function isOverShare(state: GroupState, memberId: string): boolean {
  const held = state.claims.filter((claim) => claim?.memberId === memberId).length;
  return held > shareOf(memberId, state.members, state.claims.length);
}

/** Takes a member and its claims out of the group. */
export function leave(state: GroupState, memberId: string): GroupState {
  return {
    generation: state.generation + 1,
    members: state.members.filter((member) => member.id !== memberId),
    claims: state.claims.map((claim) => (claim?.memberId === memberId ? null : claim)),
  };
}

function shareOf(memberId: string, members: readonly Member[], partitions: number): number {
  const place = members.findIndex((member) => member.id === memberId);
  return Math.floor(partitions / members.length) + (place < partitions % members.length ? 1 : 0);
}

/** The stored form of a group. */
export function encodeGroup(state: GroupState): Buffer {
  return Buffer.from(JSON.stringify(state));
}

/** Reads a stored group; none yet is an empty one. */
export function decodeGroup(bytes: Buffer | undefined, partitions: number): GroupState {
  return bytes === undefined ? emptyGroup(partitions) : (JSON.parse(bytes.toString('utf8')) as GroupState);
}
