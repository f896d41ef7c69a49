import { Kafka, logLevel, type Admin } from 'kafkajs';
import { ENGINE_GROUP, MARKET_TOPIC, ORDERS_TOPIC } from '#contracts';
import { KafkaMessageBus, type Consumer, type Message } from '#messaging';
import type { SeededRandom } from '../support/seeded-random.js';
import type { BusPlace, PublishedEvent } from './check-history.js';

const OFFSETS_TOPIC = '__consumer_offsets';

/** What the test does on the bus beside the services: listens to the relay, repeats commands, sends poison. */
export class BusProbe {
  readonly published: PublishedEvent[] = [];
  readonly poison: BusPlace[] = [];
  /** Commands that were sent once more, as a producer does whose answer was lost. */
  repeated = 0;
  /** What ended one of the probe's own consumers. */
  failure: Error | undefined;
  private isRepeating = false;
  private consumers: readonly Consumer[] = [];

  private constructor(
    private readonly bus: KafkaMessageBus,
    private readonly brokers: readonly string[],
    private readonly random: SeededRandom,
  ) {}

  static async open(brokers: readonly string[], random: SeededRandom): Promise<BusProbe> {
    const bus = await KafkaMessageBus.open({
      brokers,
      clientId: 'orebook-e2e',
      onLog: (level, text) => console.error(`probe: ${level}: ${text}`),
    });
    const probe = new BusProbe(bus, brokers, random);
    probe.listen();
    return probe;
  }

  repeatCommands(isRepeating: boolean): void {
    this.isRepeating = isRepeating;
  }

  /** Puts messages on the way to a book that no book can decide. */
  async sendPoison(instrument: string): Promise<readonly BusPlace[]> {
    const order = {
      commandId: 'poison',
      instrument,
      cause: 'command',
      actor: 'nobody',
      receiveMicros: 1,
      body: {
        kind: 'placeOrder',
        desk: 'nobody',
        memberState: 'USA',
        trader: 'nobody',
        clientOrderId: 'poison',
        side: 'buy',
        orderType: 'limit',
        timeInForce: 'gtc',
        quantityLots: 1,
        priceTicks: 20_000.5,
      },
    };
    const texts = ['no command', '{"instrument":"ELSEWHERE"}', JSON.stringify(order)];
    const messages = texts.map((text) => ({ key: instrument, value: new TextEncoder().encode(text) }));
    const places = await this.bus.send(ORDERS_TOPIC, messages);
    this.poison.push(...places);
    return places;
  }

  /** Lets the engines' group begin anew with everything that was ever sent. No engine may run meanwhile. */
  async rewindEngines(): Promise<void> {
    await this.administer((admin) =>
      admin.resetOffsets({ groupId: ENGINE_GROUP, topic: ORDERS_TOPIC, earliest: true }),
    );
  }

  /** Node of the broker that coordinates the engines: it leads the part of the offsets that their group's name falls to. */
  async enginesCoordinator(): Promise<number> {
    const { topics } = await this.administer((admin) =>
      admin.fetchTopicMetadata({ topics: [OFFSETS_TOPIC] }),
    );
    const partitions = topics[0]?.partitions ?? [];
    const place = hashOf(ENGINE_GROUP) % partitions.length;
    const found = partitions.find(({ partitionId }) => partitionId === place);
    if (found === undefined) throw new Error('nobody coordinates the engines');
    return found.leader;
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
    await this.bus.close();
  }

  private async administer<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> {
    const kafka = new Kafka({
      brokers: [...this.brokers],
      clientId: 'orebook-e2e',
      logLevel: logLevel.NOTHING,
    });
    const admin = kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** Nothing is committed, so whatever makes the brokers share out anew hands everything over again, which is allowed. */
  private listen(): void {
    const group = 'e2e';
    this.consumers = [
      this.bus.consume({ topic: MARKET_TOPIC, group: `${group}-market` }, async (batch) => {
        for (const { value } of batch.messages) this.published.push(...publishedEvents(value));
      }),
      this.bus.consume({ topic: ORDERS_TOPIC, group: `${group}-commands`, from: 'head' }, async (batch) => {
        await this.repeat(batch.messages);
      }),
    ];
    const ended = (error: Error): void => {
      this.failure = error;
    };
    for (const { stopped } of this.consumers) stopped.catch(ended);
  }

  private async repeat(messages: readonly Message[]): Promise<void> {
    if (!this.isRepeating) return;
    // A repeated order is an exact repeat; a cancel sent again would be another cancel.
    const repeats = messages.filter(
      ({ value }) =>
        new TextDecoder().decode(value).includes('"kind":"placeOrder"') && this.random.chance(0.3),
    );
    this.repeated += repeats.length;
    await this.bus.send(ORDERS_TOPIC, repeats);
  }
}

/** Of a text as the brokers have it, which is Java's without its sign. */
function hashOf(text: string): number {
  let hash = 0;
  for (const character of text) hash = (Math.imul(31, hash) + character.charCodeAt(0)) | 0;
  return hash & 0x7f_ff_ff_ff;
}

function publishedEvents(value: Uint8Array): PublishedEvent[] {
  const lines = new TextDecoder().decode(value).split('\n');
  return lines.map((line) => {
    const { stream, type, event } = JSON.parse(line) as {
      stream: string;
      type: string;
      event: { sequence: number };
    };
    return { instrument: stream.slice('book-'.length), sequence: event.sequence, type };
  });
}
