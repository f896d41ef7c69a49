import { describe, expect, it } from '@jest/globals';
import { partitionOf } from '../embedded/partitioner.js';
import { KnownKeys } from './known-keys.js';

describe('keys that are known', () => {
  it('have the bytes and the partitions that they would have anyway, whatever came before', () => {
    const keys = new KnownKeys();
    const texts = Array.from({ length: 25_000 }, (_, index) =>
      index % 3 === 0 ? 'NDPR-OXIDE' : `é${index % 12_000}`,
    );
    for (const [index, text] of texts.entries()) {
      const count = [1, 8, 24][index % 3] ?? 1;
      expect(keys.bytesOf(text)).toEqual(Buffer.from(text));
      expect(keys.partitionOf(text, count)).toBe(partitionOf(Buffer.from(text), count));
    }
  });

  it('share their bytes', () => {
    const keys = new KnownKeys();
    expect(keys.bytesOf('a')).toBe(keys.bytesOf('a'));
  });
});
