import { describe, expect, it } from '@jest/globals';
import { Metrics } from '#platform';
import { EngineMeter } from './engine-meter.js';

describe('what Prometheus is told of the engine', () => {
  it('has the messages that were set aside, none at first', async () => {
    const metrics = new Metrics();
    const meter = new EngineMeter(metrics);
    expect(await metrics.text()).toMatch(/^orebook_messages_set_aside_total 0$/m);
    meter.setAside();
    expect(await metrics.text()).toMatch(/^orebook_messages_set_aside_total 1$/m);
  });
});
