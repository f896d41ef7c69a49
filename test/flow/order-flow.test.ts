import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readOrderFlow } from './order-flow.js';

const FILE = '../shared/data/nasdaq-order-flow-30k.csv';

describe('recorded order flow', () => {
  it('enters an order that comes after larger ids where its id belongs', () => {
    const flow = readOrderFlow(
      '1,1,10,5,1000000,1\n2,1,30,5,1000000,1\n3,1,20,5,1000000,1\n4,3,20,5,1000000,1\n',
    );
    expect(flow.enteredLate).toBe(1);
    expect(flow.steps.map((step) => `${step.type} ${step.id}`)).toEqual([
      'enter 10',
      'enter 20',
      'enter 30',
      'delete 20',
    ]);
  });

  it('enters an order that the file never enters with all that is later taken from it', () => {
    const flow = readOrderFlow('1,1,10,5,1000000,1\n2,2,7,3,1010000,-1\n3,4,7,4,1010000,-1\n');
    expect(flow.neverEntered).toBe(1);
    expect(flow.steps[0]).toMatchObject({ type: 'enter', id: 7, size: 7, side: 'sell', priceCents: 10_100 });
  });

  it('names the line that is not of the format', () => {
    expect(() => readOrderFlow('1,1,10,5,1000000,1\nhello\n')).toThrow('line 2');
  });

  const whereTheFileIs = existsSync(FILE) ? it : it.skip;
  whereTheFileIs('finds the 43 missing and 229 late orders of the sample', () => {
    const flow = readOrderFlow(readFileSync(FILE, 'utf8'));
    expect(flow.neverEntered).toBe(43);
    expect(flow.enteredLate).toBe(229);
  });
});
