import { describe, expect, it } from '@jest/globals';
import { MessageBusError } from '../port.js';
import { toBusError } from './storage-error.js';

function failure(code: unknown): Error {
  return Object.assign(new Error('the write failed'), { code });
}

describe('what a failed commit means to the bus', () => {
  it.each([5, 27, 28, 122, -30_792, -30_795, 'ENOSPC', 'EDQUOT', 'EFBIG'])(
    'the disk is full: %s',
    async (code) => {
      const cause = failure(code);
      const error = await toBusError(cause);
      expect(error).toMatchObject({ code: 'STORAGE_FULL', cause });
      expect(error.message).toContain('the write failed');
    },
  );

  it.each([undefined, 13, 'EACCES'])('it may be tried again: %s', async (code) => {
    expect(await toBusError(failure(code))).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('the reason that lmdb tells a little later counts', async () => {
    const commitError = Promise.reject(failure(28));
    const wrapper = Object.assign(new Error('commit failed'), { commitError });
    expect(await toBusError(wrapper)).toMatchObject({ code: 'STORAGE_FULL' });
    const toldNothing = Object.assign(new Error('commit failed'), { commitError: Promise.resolve() });
    expect(await toBusError(toldNothing)).toMatchObject({ code: 'UNAVAILABLE', cause: toldNothing });
  });

  it("an error of the bus's own stays what it is", async () => {
    const own = new MessageBusError('CLOSED', 'the message bus is closed');
    expect(await toBusError(own)).toBe(own);
  });
});
