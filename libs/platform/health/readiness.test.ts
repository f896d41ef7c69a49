import { describe, expect, it } from '@jest/globals';
import { Readiness } from './readiness.js';

describe('readiness', () => {
  it('is that of every part', async () => {
    const readiness = new Readiness();
    expect(await readiness.check()).toEqual({ ready: true, parts: {} });
    readiness.register('store', () => ({ ready: true }));
    readiness.register('view', () => Promise.resolve({ ready: false, detail: 'catching up' }));
    expect(await readiness.check()).toEqual({
      ready: false,
      parts: { store: { ready: true }, view: { ready: false, detail: 'catching up' } },
    });
    readiness.register('view', () => ({ ready: true }));
    expect((await readiness.check()).ready).toBe(true);
  });

  it('does not wait for a part that hangs, nor fall with one that throws', async () => {
    const readiness = new Readiness();
    readiness.register('hangs', () => new Promise(() => undefined));
    readiness.register('throws', () => {
      throw new Error('no');
    });
    expect((await readiness.check()).parts).toEqual({
      hangs: { ready: false, detail: 'no answer in time' },
      throws: { ready: false, detail: 'the check failed' },
    });
  });

  it('ends with draining', async () => {
    const readiness = new Readiness();
    readiness.drain();
    expect((await readiness.check()).ready).toBe(false);
  });
});
