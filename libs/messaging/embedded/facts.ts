/** Names of what the bus keeps beside its messages. Names of topics and groups hold no NUL. */

/** Number of partitions of a topic. */
export function topicFact(topic: string): string {
  return `topic\0${topic}`;
}

/** Members and claims of a group in a topic. */
export function groupFact(group: string, topic: string): string {
  return `group\0${group}\0${topic}`;
}

/** The offset below which a group is done with a partition. */
export function offsetFact(group: string, topic: string, partition: number): string {
  return `offset\0${group}\0${topic}\0${partition}`;
}

/** Reads a committed offset; none yet is 0. */
export function committedOffset(bytes: Buffer | undefined): number {
  return bytes === undefined ? 0 : readNumber(bytes);
}

/** The stored form of a committed offset. */
export function writeOffset(offset: number): Buffer {
  return writeNumber(offset);
}

/** Reads a topic's number of partitions. */
export function readPartitions(bytes: Buffer): number {
  return readNumber(bytes);
}

/** The stored form of a topic's number of partitions. */
export function writePartitions(partitions: number): Buffer {
  return writeNumber(partitions);
}

const NUMBER_BYTES = 6;

function readNumber(bytes: Buffer): number {
  return bytes.readUIntBE(0, NUMBER_BYTES);
}

function writeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(NUMBER_BYTES);
  bytes.writeUIntBE(value, 0, NUMBER_BYTES);
  return bytes;
}
