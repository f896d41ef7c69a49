import type { Message } from '../port.js';
import type { PlacedBlock, ReadLimits } from './bus-log.js';

/** Bounds of what is kept of one partition. */
export interface TailLimits {
  readonly messagesMax: number;
  readonly bytesMax: number;
}

interface Lane {
  messages: Message[];
  bytes: number;
  /** Behind the newest message that it was given. */
  next: number;
  /** Blocks that are being committed. */
  expected: number;
  /** Of each reader the offset from which on it read last: it has had all before. */
  readonly readers: Map<object, number>;
}

/**
 * The newest messages that this bus sent, by partition: a consumer in the same process that follows closely takes them
 * from here and need not read them back. Each partition's run of offsets has no gap. What all readers have had is let go
 * at once: kept for long, it would only grow old, and cost the garbage collector.
 */
export class MessageTail {
  readonly #lanes = new Map<string, Lane>();

  constructor(private readonly limits: TailLimits) {}

  /** Blocks are being committed: who comes upon them in the log has them from here in a moment. */
  expect(blocks: readonly PlacedBlock[]): void {
    for (const { topic, partition } of blocks) this.#laneOf(topic, partition).expected++;
  }

  /** Blocks that were expected do not come. */
  giveUp(blocks: readonly PlacedBlock[]): void {
    for (const { topic, partition } of blocks) this.#laneOf(topic, partition).expected--;
  }

  /**
   * Takes expected blocks that are durable now; after a gap (another process sent) a partition's run begins anew.
   */
  add(blocks: readonly PlacedBlock[]): void {
    this.giveUp(blocks);
    for (const { topic, partition, lastOffset, messages } of blocks) {
      const lane = this.#laneOf(topic, partition);
      let offset = lastOffset - messages.length + 1;
      if (lane.next !== offset) forget(lane, lane.messages.length);
      lane.next = lastOffset + 1;
      for (const { key, value, decoded } of messages) {
        lane.messages.push({ key, value, decoded, partition, offset: offset++ });
        lane.bytes += value.length;
      }
      this.#trim(lane);
    }
  }

  /**
   * What the log would read; undefined when that is not all here, or nothing follows. Where what follows is expected it
   * gives nothing, and whoever expects it wakes the reader when it has come or does not come.
   *
   * @param reader - who has had all before `fromOffset`, and comes back for what follows until it leaves.
   */
  read(
    reader: object,
    topic: string,
    partition: number,
    fromOffset: number,
    limits: ReadLimits,
  ): Message[] | undefined {
    const lane = this.#laneOf(topic, partition);
    lane.readers.set(reader, fromOffset);
    if (lane.expected > 0 && fromOffset === lane.next) return [];
    const first = lane.messages[0];
    if (first === undefined || fromOffset < first.offset) return undefined;
    const begin = fromOffset - first.offset;
    let end = begin;
    let bytes = 0;
    while (end < lane.messages.length) {
      bytes += lane.messages[end]?.value.length ?? 0;
      const full = end - begin >= limits.messagesMax || bytes > limits.bytesMax;
      if (full && end > begin) break;
      end++;
    }
    return end > begin ? lane.messages.slice(begin, end) : undefined;
  }

  /** A reader is gone, and comes back for nothing. */
  leave(reader: object): void {
    for (const { readers } of this.#lanes.values()) readers.delete(reader);
  }

  #laneOf(topic: string, partition: number): Lane {
    const name = `${topic}\0${partition}`;
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = { messages: [], bytes: 0, next: -1, expected: 0, readers: new Map() };
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  /** Lets go of what all have had, and of half when there is too much, so that neither need be done often. */
  #trim(lane: Lane): void {
    const { messagesMax, bytesMax } = this.limits;
    const had = hadByAll(lane);
    if (had >= lane.messages.length / 2) forget(lane, had);
    while (lane.messages.length > messagesMax || lane.bytes > bytesMax) {
      forget(lane, (lane.messages.length + 1) >> 1);
    }
  }
}

/** How many messages all readers have had who do not have to read the log anyway. */
function hadByAll({ messages, readers }: Lane): number {
  const oldest = messages[0]?.offset ?? 0;
  let offset = Number.POSITIVE_INFINITY;
  for (const from of readers.values()) if (from >= oldest) offset = Math.min(offset, from);
  return offset === Number.POSITIVE_INFINITY ? 0 : offset - oldest;
}

function forget(lane: Lane, count: number): void {
  for (const { value } of lane.messages.slice(0, count)) lane.bytes -= value.length;
  lane.messages = lane.messages.slice(count);
}
