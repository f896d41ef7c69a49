import { partitionOf } from '../embedded/partitioner.js';

interface KnownKey {
  readonly bytes: Buffer;
  /** Of a topic with so many partitions. */
  readonly partitions: Map<number, number>;
}

/** Beyond these all are forgotten: keys are few, but nobody says so. */
const KEYS_MAX = 10_000;

/** Keys as bytes and the partitions that they go to: instruments come again with every message. */
export class KnownKeys {
  private readonly known = new Map<string, KnownKey>();

  /** The key's UTF-8; nobody may change it. */
  bytesOf(key: string): Buffer {
    return this.knownOf(key).bytes;
  }

  /** The partition of a topic with so many of them. */
  partitionOf(key: string, count: number): number {
    const { bytes, partitions } = this.knownOf(key);
    let partition = partitions.get(count);
    if (partition === undefined) partitions.set(count, (partition = partitionOf(bytes, count)));
    return partition;
  }

  private knownOf(key: string): KnownKey {
    let known = this.known.get(key);
    if (known === undefined) {
      if (this.known.size >= KEYS_MAX) this.known.clear();
      known = { bytes: Buffer.from(key), partitions: new Map() };
      this.known.set(key, known);
    }
    return known;
  }
}
