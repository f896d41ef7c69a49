import { applyPolicyEvent, decidePolicy, emptyPolicyState, policyStateHash } from '#bloc';
import { applyEvent, clearingStateHash, ClearingState, decideClearing } from '#clearing';
import {
  CLEARING_STREAM,
  decodeClearingEvent,
  decodePolicyEvent,
  encodeClearingEvent,
  encodePolicyEvent,
  POLICY_STREAM,
  type ClearingCommand,
  type ClearingEvent,
  type PolicyCommand,
  type PolicyEvent,
} from '#contracts';
import type { EventBytes } from './event-comparison.js';

/** What every event of a stream of decisions carries. */
export interface DecidedEvent<Command> {
  /** Place in the stream, from 1. */
  readonly sequence: number;
  /** The whole input, on the first event of a command. */
  readonly command?: Command;
  readonly end?: true;
}

/** How one stream's events follow from its commands, from an empty state on. */
export interface StreamRules<Command, Event extends DecidedEvent<Command>> {
  readonly stream: string;
  decode(type: string, version: number, data: Uint8Array): Event;
  encode(event: Event): EventBytes;
  /** Decides a command on the state as the events so far have left it. */
  decide(command: Command): readonly Event[];
  apply(event: Event): void;
  stateHash(): string;
}

/** What the bloc's acts are decided by. */
export function policyRules(): StreamRules<PolicyCommand, PolicyEvent> {
  const state = emptyPolicyState();
  return {
    stream: POLICY_STREAM,
    decode: decodePolicyEvent,
    encode: encodePolicyEvent,
    decide: (command) => decidePolicy(state, command),
    apply: (event) => applyPolicyEvent(state, event),
    stateHash: () => policyStateHash(state),
  };
}

/** What trades are novated, netted, settled and reconciled by. */
export function clearingRules(): StreamRules<ClearingCommand, ClearingEvent> {
  const state = new ClearingState();
  return {
    stream: CLEARING_STREAM,
    decode: decodeClearingEvent,
    encode: encodeClearingEvent,
    decide: (command) => decideClearing(state, command),
    apply: (event) => applyEvent(state, event),
    stateHash: () => clearingStateHash(state),
  };
}
