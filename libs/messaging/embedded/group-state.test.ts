import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeGroup,
  emptyGroup,
  encodeGroup,
  type GroupState,
  leave,
  type Member,
  renew,
} from './group-state.js';

const PARTITIONS = 7;
const SESSION_MS = 100;

function join(state: GroupState, id: string, nowMs: number, busy: readonly number[] = []): GroupState {
  const member: Member = { id, expiresMs: nowMs + SESSION_MS, process: `process of ${id}` };
  return renew(state, { member, nowMs, busy: new Set(busy), isGone: () => false });
}

function heldBy(state: GroupState, id: string): number[] {
  return state.claims.flatMap((claim, partition) => (claim?.memberId === id ? [partition] : []));
}

describe('a group', () => {
  it('gives everything to its only member', () => {
    expect(heldBy(join(emptyGroup(PARTITIONS), 'a', 0), 'a')).toHaveLength(PARTITIONS);
  });

  it('moves half of the partitions to a second member, when the first renews', () => {
    let state = join(join(emptyGroup(PARTITIONS), 'a', 0), 'b', 0);
    expect(heldBy(state, 'b')).toEqual([]);
    state = join(join(state, 'a', 1), 'b', 1);
    expect([heldBy(state, 'a').length, heldBy(state, 'b').length]).toEqual([4, 3]);
  });

  it('leaves a partition with its member while a batch is in hand', () => {
    const all = Array.from({ length: PARTITIONS }, (_, i) => i);
    let state = join(join(emptyGroup(PARTITIONS), 'a', 0), 'b', 0);
    state = join(state, 'a', 1, all);
    expect(heldBy(state, 'a')).toEqual(all);
    expect(heldBy(join(state, 'a', 2, [6]), 'a')).toContain(6);
  });

  it('counts a renewal that changes nothing as none', () => {
    const state = join(emptyGroup(PARTITIONS), 'a', 0);
    const renewed = join(state, 'a', 50);
    expect(renewed.generation).toBe(state.generation);
    expect(renewed.members[0]?.expiresMs).toBe(50 + SESSION_MS);
  });

  it('drops a member at the instant its lease ends, or when its process is gone', () => {
    const both = join(join(emptyGroup(PARTITIONS), 'a', 0), 'b', 50);
    expect(join(both, 'b', 99).members).toHaveLength(2);
    expect(heldBy(join(both, 'b', 100), 'b')).toHaveLength(PARTITIONS);
    const member: Member = { id: 'b', expiresMs: 200, process: 'process of b' };
    const isGone = (other: Member): boolean => other.id === 'a';
    const survivors = renew(both, { member, nowMs: 60, busy: new Set(), isGone });
    expect(heldBy(survivors, 'b')).toHaveLength(PARTITIONS);
  });

  it('gives a partition that comes back a new epoch', () => {
    const first = join(emptyGroup(1), 'a', 0);
    const second = join(join(first, 'b', 150), 'a', 300);
    expect(second.claims[0]?.memberId).toBe('a');
    expect(second.claims[0]?.epoch).toBeGreaterThan(first.claims[0]?.epoch ?? 0);
  });

  it('is fair and complete whatever has happened, once everybody alive has renewed', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('join' as const), id, busy: fc.subarray([0, 1, 2, 3, 4, 5, 6]) }),
      fc.record({ kind: fc.constant('leave' as const), id }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(120) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state = emptyGroup(PARTITIONS);
        let nowMs = 0;
        for (const next of steps) {
          if (next.kind === 'wait') nowMs += next.ms;
          else if (next.kind === 'leave') state = leave(state, next.id);
          else state = join(state, next.id, nowMs, next.busy);
          const ids = state.members.map((member) => member.id);
          expect(new Set(ids).size).toBe(ids.length);
          for (const claim of state.claims) if (claim !== null) expect(ids).toContain(claim.memberId);
          state = decodeGroup(encodeGroup(state), PARTITIONS);
        }
        const alive = state.members.filter((member) => member.expiresMs > nowMs).map((member) => member.id);
        for (let round = 0; round < 2; round++)
          for (const member of alive) state = join(state, member, nowMs);
        if (alive.length === 0) return;
        const shares = alive.map((member) => heldBy(state, member).length);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(PARTITIONS);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        const settled = state.generation;
        for (const member of alive) state = join(state, member, nowMs);
        expect(state.generation).toBe(settled);
      }),
      { numRuns: 500 },
    );
  });
});
