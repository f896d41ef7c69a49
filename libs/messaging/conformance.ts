import { describe } from '@jest/globals';
import { describeConsuming } from './conformance/consuming.js';
import type { BusFactory } from './conformance/harness.js';
import { describeSending } from './conformance/sending.js';
import { describeSharing } from './conformance/sharing.js';

export type { BusFactory } from './conformance/harness.js';

/**
 * Holds an implementation of the port to what all of them promise.
 *
 * Nothing is assumed that a distant broker could not give: the bus need not be empty, offsets need not begin at 0,
 * and everything may take its time. For tests only.
 */
export function describeMessageBus(name: string, factory: BusFactory): void {
  describe(`${name} as a message bus`, () => {
    describeSending(factory);
    describeConsuming(factory);
    describeSharing(factory);
  });
}
