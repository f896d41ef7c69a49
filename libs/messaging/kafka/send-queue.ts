import type { Producer, RecordMetadata, TopicMessages } from 'kafkajs';
import { MessageBusError, type NewMessage, type SentPosition } from '../port.js';
import { toBusError } from './kafka-error.js';
import { KnownKeys } from './known-keys.js';
import type { Topics } from './topics.js';

/** What sending takes of a producer. */
export type SendingProducer = Pick<Producer, 'sendBatch' | 'disconnect'>;

/** One `send`, waiting for its turn. */
interface WaitingSend {
  readonly topic: string;
  readonly partitions: readonly number[];
  readonly messages: readonly NewMessage[];
  readonly bytes: number;
  readonly resolve: (positions: readonly SentPosition[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Messages of one partition within a request, each with the send and the place in it that it belongs to. */
interface Lane {
  readonly places: { readonly positions: (SentPosition | undefined)[]; readonly index: number }[];
  readonly messages: { readonly key: Buffer; readonly value: Buffer; readonly partition: number }[];
}

/** Bounds of one request; a send larger than that goes in several, one after the other. */
const REQUEST_BYTES_MAX = 700_000;
const REQUEST_MESSAGES_MAX = 10_000;
/** What a record takes beside its key and value, roughly. */
const RECORD_OVERHEAD_BYTES = 32;

/** Bounds of what waits; beyond them a send is refused. */
const WAITING_SENDS_MAX = 50_000;
const WAITING_BYTES_MAX = 64 * 2 ** 20;

/**
 * Gathers sends into one request at a time: an idempotent producer with several requests side by side loses records
 * when one acknowledgement is lost, and one call is one request.
 */
export class SendQueue {
  private waiting: WaitingSend[] = [];
  private waitingBytes = 0;
  private running: Promise<void> | undefined;

  private producer: SendingProducer | undefined;
  private readonly keys = new KnownKeys();

  /** @param openProducer - connects a producer; one that a request failed at is never used again. */
  constructor(
    private readonly openProducer: () => Promise<SendingProducer>,
    private readonly topics: Pick<Topics, 'partitions' | 'partitionsKnown'>,
  ) {}

  /** @throws MessageBusError when no broker can be reached. */
  async connect(): Promise<void> {
    this.producer ??= await this.openProducer();
  }

  /**
   * @throws MessageBusError `UNAVAILABLE`, when too much waits already or no broker can be reached, `OUTCOME_UNKNOWN`,
   *   when the brokers did not answer in time.
   */
  async send(topic: string, messages: readonly NewMessage[]): Promise<readonly SentPosition[]> {
    const count = this.topics.partitionsKnown(topic) ?? (await this.topics.partitions(topic));
    if (messages.length === 0) return [];
    const bytes = messages.reduce((sum, message) => sum + sizeOf(message), 0);
    if (this.waiting.length >= WAITING_SENDS_MAX || this.waitingBytes + bytes > WAITING_BYTES_MAX) {
      throw new MessageBusError('UNAVAILABLE', 'too many messages wait for the brokers');
    }
    const partitions = messages.map(({ key }) => this.keys.partitionOf(key, count));
    return new Promise((resolve, reject) => {
      this.waiting.push({ topic, partitions, messages, bytes, resolve, reject });
      this.waitingBytes += bytes;
      this.running ??= this.run();
    });
  }

  /** Finishes what waits, then disconnects. */
  async close(): Promise<void> {
    while (this.running !== undefined) await this.running;
    await this.producer?.disconnect();
  }

  private async run(): Promise<void> {
    // Whatever is sent in the same turn of the event loop shares the first request.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) await this.sendGroup(this.takeGroup());
    this.running = undefined;
  }

  /** The next sends that fit one request, one at least. */
  private takeGroup(): WaitingSend[] {
    let [bytes, messages, count] = [0, 0, 0];
    for (const waiting of this.waiting) {
      bytes += waiting.bytes;
      messages += waiting.messages.length;
      if (count > 0 && (bytes > REQUEST_BYTES_MAX || messages > REQUEST_MESSAGES_MAX)) break;
      count++;
    }
    const group = this.waiting.splice(0, count);
    for (const taken of group) this.waitingBytes -= taken.bytes;
    return group;
  }

  private async sendGroup(group: readonly WaitingSend[]): Promise<void> {
    const results = group.map(({ messages }) => new Array<SentPosition | undefined>(messages.length));
    try {
      for (const request of requestsOf(group, results, this.keys)) await this.sendRequest(request);
      group.forEach(({ resolve }, index) =>
        resolve((results[index] ?? []).filter((found) => found !== undefined)),
      );
    } catch (error) {
      const failure = toBusError(error, 'messages were not sent');
      for (const { reject } of group) reject(failure);
    }
  }

  private async sendRequest(request: ReadonlyMap<string, ReadonlyMap<number, Lane>>): Promise<void> {
    const topicMessages: TopicMessages[] = [...request].map(([topic, lanes]) => ({
      topic,
      messages: [...lanes.values()].flatMap(({ messages }) => messages),
    }));
    const answers = await this.sendBatch(topicMessages, (found) => {
      // Of a partition that moved to a broker which had answered for others already, the client sends nothing any more.
      const answered = new Set(found.map(({ topicName, partition }) => `${topicName}/${partition}`));
      for (const [topic, lanes] of request) {
        for (const partition of lanes.keys()) {
          if (!answered.has(`${topic}/${partition}`)) throw new Error(`no answer for ${topic}/${partition}`);
        }
      }
    });
    for (const { topicName, partition, baseOffset } of answers) {
      const lane = request.get(topicName)?.get(partition);
      if (lane === undefined || baseOffset === undefined) {
        throw new MessageBusError(
          'UNAVAILABLE',
          `the broker's answer for ${topicName}/${partition} makes no sense`,
        );
      }
      lane.places.forEach(({ positions, index }, place) => {
        positions[index] = { partition, offset: Number(baseOffset) + place };
      });
    }
  }

  /** @param check - throws when the answers are not all that is needed. */
  private async sendBatch(
    topicMessages: TopicMessages[],
    check: (answers: readonly RecordMetadata[]) => void,
  ): Promise<RecordMetadata[]> {
    await this.connect();
    const { producer } = this;
    if (producer === undefined) throw new MessageBusError('UNAVAILABLE', 'there is no producer');
    try {
      const answers = await producer.sendBatch({ topicMessages, acks: -1 });
      check(answers);
      return answers;
    } catch (error) {
      // The brokers may have the request all the same, under sequence numbers that this producer would use again for the
      // next one: they would take that for a repeat, and acknowledge what they never wrote.
      this.producer = undefined;
      producer.disconnect().catch(() => undefined);
      const failure = toBusError(error, 'messages were not sent');
      if (failure.code !== 'UNAVAILABLE') throw failure;
      throw new MessageBusError('OUTCOME_UNKNOWN', failure.message, { cause: error });
    }
  }
}

/** Splits a group into requests, keeping the order within each partition. */
function* requestsOf(
  group: readonly WaitingSend[],
  results: readonly (SentPosition | undefined)[][],
  keys: KnownKeys,
): Iterable<ReadonlyMap<string, ReadonlyMap<number, Lane>>> {
  let request = new Map<string, Map<number, Lane>>();
  let bytes = 0;
  for (const [place, { topic, partitions, messages }] of group.entries()) {
    const positions = results[place] ?? [];
    for (const [index, message] of messages.entries()) {
      const size = sizeOf(message);
      if (bytes > 0 && bytes + size > REQUEST_BYTES_MAX) {
        yield request;
        request = new Map<string, Map<number, Lane>>();
        bytes = 0;
      }
      bytes += size;
      const partition = partitions[index] ?? 0;
      const lane = laneOf(request, topic, partition);
      lane.places.push({ positions, index });
      lane.messages.push({ key: keys.bytesOf(message.key), value: asBuffer(message.value), partition });
    }
  }
  if (bytes > 0) yield request;
}

function laneOf(request: Map<string, Map<number, Lane>>, topic: string, partition: number): Lane {
  let lanes = request.get(topic);
  if (lanes === undefined) request.set(topic, (lanes = new Map<number, Lane>()));
  let lane = lanes.get(partition);
  if (lane === undefined) lanes.set(partition, (lane = { places: [], messages: [] }));
  return lane;
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function sizeOf({ key, value }: NewMessage): number {
  return key.length + value.length + RECORD_OVERHEAD_BYTES;
}
