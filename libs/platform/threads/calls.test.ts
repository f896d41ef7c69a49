import { afterAll, describe, expect, it } from '@jest/globals';
import { MessageChannel } from 'node:worker_threads';
import { EventStoreError } from '#event-store';
import { ProblemException } from '../http/problem.js';
import { answerCalls, ThreadCalls } from './calls.js';

describe('calls between threads', () => {
  const { port1, port2 } = new MessageChannel();
  const calls = new ThreadCalls(port1);
  answerCalls(port2, {
    add: (one: bigint, other: bigint) => one + other,
    later: () => new Promise((resolve) => setTimeout(() => resolve('late'), 20)),
    never: () => new Promise(() => undefined),
    problem: () => {
      throw new ProblemException(422, 'OFF_TICK', 'no tick', { field: 'price' }, { 'retry-after': '1' });
    },
    store: () => Promise.reject(new EventStoreError('STORAGE_FULL', 'full')),
    other: () => Promise.reject(new TypeError('odd')),
  });
  afterAll(() => port2.close());

  it('answers each call by itself, whatever takes longer', async () => {
    const late = calls.call('later');
    expect(await calls.call('add', 1n, 2n)).toBe(3n);
    expect(await late).toBe('late');
  });

  it('carries problems and the errors of the store as what they are', async () => {
    const problem = await calls.call('problem').catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ProblemException);
    expect(problem).toMatchObject({
      problem: new ProblemException(422, 'OFF_TICK', 'no tick', { field: 'price' }).problem,
      headers: { 'retry-after': '1' },
    });
    const full = await calls.call('store').catch((error: unknown) => error);
    expect(full).toBeInstanceOf(EventStoreError);
    expect(full).toMatchObject({ code: 'STORAGE_FULL', message: 'full' });
    await expect(calls.call('other')).rejects.toMatchObject({ name: 'TypeError', message: 'odd' });
    await expect(calls.call('missing')).rejects.toThrow('no method missing');
  });

  it('leaves the outcome of what is under way at the end unknown', async () => {
    const open = calls.call('never').catch((error: unknown) => error);
    calls.close();
    expect(await open).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });
});
