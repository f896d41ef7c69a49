import { describe, expect, it } from '@jest/globals';
import { Histogram, Registry } from 'prom-client';
import { Metrics } from './metrics.js';

describe('a distribution', () => {
  it('reads as prom-client’s own histogram does', async () => {
    const buckets = [0.001, 0.01, 1];
    const metrics = new Metrics();
    const ours = metrics.distribution({ name: 'x_seconds', help: 'how long', labels: ['a', 'b'], buckets });
    const plain = metrics.distribution({ name: 'y_events', help: 'how many', buckets });
    const registry = new Registry();
    const theirs = new Histogram({
      name: 'orebook_x_seconds',
      help: 'how long',
      labelNames: ['a', 'b'],
      buckets,
      registers: [registry],
    });
    const other = new Histogram({
      name: 'orebook_y_events',
      help: 'how many',
      buckets,
      registers: [registry],
    });
    const expectAlike = async (): Promise<void> =>
      expect((await metrics.text()).trim()).toBe((await registry.metrics()).trim());
    await expectAlike();
    for (const value of [0, 0.001, 0.0011, 0.5, 1, 1.5, 7]) {
      for (const [a, b] of [
        ['one', 'two'],
        ['onet', 'wo'],
        ['"quoted"', 'x\ny'],
      ] as const) {
        ours.observe({ a, b }, value);
        theirs.observe({ a, b }, value);
      }
      plain.observe({}, value);
      other.observe(value);
    }
    await expectAlike();
  });
});
