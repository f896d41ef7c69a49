import { describe, expect, it } from '@jest/globals';
import { CANCEL_REASONS } from '#contracts';
import { Reason } from '../layout/reasons.js';

describe('reasons of the hot path', () => {
  it.each([
    ['USER', Reason.USER],
    ['IOC', Reason.IOC],
    ['FLOOR_PROTECTION', Reason.FLOOR_PROTECTION],
    ['SELF_TRADE', Reason.SELF_TRADE],
  ])('ORDR-4 %s has the place that the contract gives it', (reason, place) => {
    expect(CANCEL_REASONS[place]).toBe(reason);
  });
});
