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

  it('has how many of those wait for an operator, and the last count while the store is away', async () => {
    const metrics = new Metrics();
    let open: number | undefined = 2;
    new EngineMeter(metrics).watchPoison(() =>
      open === undefined ? Promise.reject(new Error('away')) : Promise.resolve(open),
    );
    expect(await metrics.text()).toMatch(/^orebook_messages_set_aside_open 2$/m);
    open = undefined;
    expect(await metrics.text()).toMatch(/^orebook_messages_set_aside_open 2$/m);
    open = 0;
    expect(await metrics.text()).toMatch(/^orebook_messages_set_aside_open 0$/m);
  });
});
