import { describe } from '@jest/globals';
import {
  describeAppending,
  describeAppendLimits,
  describeConcurrentAppending,
} from './conformance/appending.js';
import { describeFollowing } from './conformance/following.js';
import type { StoreFactory } from './conformance/harness.js';
import { describeReadingAll, describeReadingStreams } from './conformance/reading.js';
import { describeSharing } from './conformance/sharing.js';

export type { StoreFactory } from './conformance/harness.js';

/**
 * Holds an implementation of the port to what all of them promise.
 *
 * Nothing is assumed that a distant server could not give: the store need not be empty, positions may have gaps,
 * and everything may take its time. For tests only.
 */
export function describeEventStore(name: string, factory: StoreFactory): void {
  describe(`${name} as an event store`, () => {
    describeAppending(factory);
    describeConcurrentAppending(factory);
    describeAppendLimits(factory);
    describeReadingStreams(factory);
    describeReadingAll(factory);
    describeFollowing(factory);
    describeSharing(factory);
  });
}
