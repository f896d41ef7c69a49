import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalJson, type PolicyEvent } from '#contracts';
import { applyPolicyEvent } from './apply.js';
import { decidePolicy } from './decide.js';
import { emptyPolicyState, type PolicyState } from './policy-state.js';

/** Hash of all that the state holds: equal histories give equal hashes (INV-6). Lower-case hexadecimal. */
export function policyStateHash(state: PolicyState): string {
  const { acts, instruments, standings, certificates, certificateWithdrawals, floorVersions, ...counts } =
    state;
  const text = canonicalJson({
    ...counts,
    acts: [...acts],
    instruments: [...instruments],
    standings: [...standings],
    certificates: [...certificates],
    certificateWithdrawals: [...certificateWithdrawals],
    floorVersions: [...floorVersions],
  });
  return bytesToHex(sha256(new TextEncoder().encode(text)));
}

/** What re-running the acts showed. */
export interface PolicyVerification {
  readonly commands: number;
  readonly events: number;
  readonly equal: boolean;
  readonly stateHash: string;
  /** The first event that a re-run decides otherwise. */
  readonly difference?: { readonly sequence: number; readonly recorded: string; readonly decided: string };
}

/**
 * Re-runs every command from the input that its first event holds and compares each event (AUDT-3). A command at the
 * end of the history whose last event is missing is compared as far as it goes.
 */
export function verifyPolicy(events: Iterable<PolicyEvent>): PolicyVerification {
  const state = emptyPolicyState();
  const due: PolicyEvent[] = [];
  let commands = 0;
  for (const event of events) {
    if (event.command !== undefined && due.length === 0) {
      due.push(...decidePolicy(state, event.command));
      commands += 1;
    }
    const counterpart = due.shift();
    const recorded = canonicalJson(event);
    const decided = counterpart === undefined ? 'nothing' : canonicalJson(counterpart);
    if (recorded !== decided) {
      const difference = { sequence: event.sequence, recorded, decided };
      return {
        commands,
        events: state.sequence,
        equal: false,
        stateHash: policyStateHash(state),
        difference,
      };
    }
    applyPolicyEvent(state, event);
  }
  return { commands, events: state.sequence, equal: true, stateHash: policyStateHash(state) };
}
