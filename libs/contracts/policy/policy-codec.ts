import { canonicalJson } from '../codec.js';
import type { PolicyEvent, PolicyEventType } from './policy-event.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Version of the stored form of each policy event; a new meaning is a new version with an upcaster. */
export const POLICY_EVENT_VERSION = 1;

/** The stored form of a policy event: its type and version beside the canonical bytes of the rest. */
export interface EncodedPolicyEvent {
  readonly type: PolicyEventType;
  readonly version: number;
  readonly data: Uint8Array;
}

/** Encodes one event of the policy stream in its newest stored version. */
export function encodePolicyEvent(event: PolicyEvent): EncodedPolicyEvent {
  const { type, ...rest } = event;
  return { type, version: POLICY_EVENT_VERSION, data: encoder.encode(canonicalJson(rest)) };
}

/**
 * Decodes a stored policy event, whatever version it was written in.
 *
 * @throws RangeError on a version that this build does not know: the data is of a later product.
 */
export function decodePolicyEvent(type: string, version: number, data: Uint8Array): PolicyEvent {
  if (version !== POLICY_EVENT_VERSION) {
    throw new RangeError(
      `policy event ${type} has version ${version}; this build reads ${POLICY_EVENT_VERSION}`,
    );
  }
  const body = JSON.parse(decoder.decode(data)) as Omit<PolicyEvent, 'type'>;
  return { type, ...body } as PolicyEvent;
}
