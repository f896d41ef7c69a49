import { describe, expect, it } from '@jest/globals';
import { murmur2, partitionOf } from './partitioner.js';

/** The test vectors of Kafka's own implementation. */
const VECTORS: readonly (readonly [string, number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
];

describe('the partitioner', () => {
  it.each(VECTORS)('hashes %s as Kafka does', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash);
  });

  it('never leaves the partitions, whatever the key', () => {
    for (let i = 0; i < 1_000; i++) {
      const partition = partitionOf(Buffer.from(`key${i * 7919}`), 7);
      expect(partition).toBeGreaterThanOrEqual(0);
      expect(partition).toBeLessThan(7);
    }
    expect(partitionOf(Buffer.alloc(0), 3)).toBe((murmur2(Buffer.alloc(0)) & 0x7fffffff) % 3);
  });
});
