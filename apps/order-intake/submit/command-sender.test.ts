import { describe, expect, it } from '@jest/globals';
import type { MessageBus, NewMessage } from '#messaging';
import { CommandSender, type Awaited, type CommandSenderOptions } from './command-sender.js';
import type { Turns } from './send-pace.js';

/** A bus whose sends are answered by hand. */
class ManualBus {
  readonly sends: { readonly values: readonly number[]; answer: (failure?: Error) => void }[] = [];

  readonly bus: MessageBus = {
    createTopic: async () => undefined,
    send: (_topic: string, messages: readonly NewMessage[]) =>
      new Promise((resolve, reject) => {
        const values = messages.map(({ value }) => value[0] ?? -1);
        const answer = (failure?: Error): void => (failure === undefined ? resolve([]) : reject(failure));
        this.sends.push({ values, answer });
      }),
    consume: () => ({
      started: Promise.resolve(),
      stopped: Promise.resolve(),
      holds: async () => false,
      stop: async () => undefined,
    }),
    partitionOf: () => Promise.resolve(0),
    headOffset: async () => 0,
    groupProgress: async () => [],
    close: async () => undefined,
  };
}

/** Commands that a test has sent, whose outcomes come when it says so. */
class ManualOutcomes implements Awaited {
  size = 0;
  private settled: () => void = () => undefined;

  onSettled(listener: () => void): void {
    this.settled = listener;
  }

  come(count: number): void {
    this.size -= count;
    this.settled();
  }
}

/** Turns that bring nothing, and a time that stands still. */
const QUIET_TURNS: Turns = {
  nowMs: () => 0,
  next: () => Promise.resolve(),
  after: () => () => undefined,
};

function senderOn(
  { bus }: ManualBus,
  options: Partial<CommandSenderOptions> = {},
  outcomes: Awaited = new ManualOutcomes(),
): CommandSender {
  const pace = { gatherMsMax: 15, gatherCommandsMax: 100, onTheirWayMin: 2 };
  const all = { sendCommandsMax: 100, stalledMsMax: 60_000, ...pace, ...options };
  return new CommandSender(bus, outcomes, all, QUIET_TURNS);
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const message = (value: number): NewMessage => ({ key: 'K', value: Uint8Array.of(value) });
const unexpected = (error: unknown): never => {
  throw error;
};

describe('the sender of commands', () => {
  it('sends those of one turn together, and those that come meanwhile together after it, in order', async () => {
    const manual = new ManualBus();
    const sender = senderOn(manual, { sendCommandsMax: 3 });
    for (const value of [1, 2]) sender.send(message(value), unexpected);
    await turn();
    for (const value of [3, 4, 5, 6]) sender.send(message(value), unexpected);
    await turn();
    expect(manual.sends.map(({ values }) => values)).toEqual([[1, 2]]);
    manual.sends[0]?.answer();
    await turn();
    manual.sends[1]?.answer();
    await turn();
    expect(manual.sends.map(({ values }) => values)).toEqual([[1, 2], [3, 4, 5], [6]]);
  });

  it('lets few gather behind many on their way, until the outcomes of those come', async () => {
    const manual = new ManualBus();
    const outcomes = new ManualOutcomes();
    const sender = senderOn(manual, {}, outcomes);
    const send = (value: number): void => {
      outcomes.size++;
      sender.send(message(value), unexpected);
    };
    for (const value of [1, 2, 3]) send(value);
    await turn();
    manual.sends[0]?.answer();
    send(4);
    await turn();
    send(5);
    await turn();
    expect(manual.sends.map(({ values }) => values)).toEqual([[1, 2, 3]]);
    outcomes.come(3);
    await turn();
    expect(manual.sends.map(({ values }) => values)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('tells only those of a failed send, and goes on', async () => {
    const manual = new ManualBus();
    const sender = senderOn(manual, { sendCommandsMax: 2 });
    const failed: number[] = [];
    for (const value of [1, 2, 3]) sender.send(message(value), () => failed.push(value));
    await turn();
    manual.sends[0]?.answer(new Error('down'));
    await turn();
    manual.sends[1]?.answer();
    await turn();
    expect(failed).toEqual([1, 2]);
    sender.send(message(4), () => failed.push(4));
    await turn();
    expect(manual.sends.map(({ values }) => values)).toEqual([[1, 2], [3], [4]]);
  });

  it('gives back what waits behind a send without an answer, says so, and goes on once it is answered', async () => {
    const manual = new ManualBus();
    const sender = senderOn(manual, { sendCommandsMax: 2, stalledMsMax: 20 });
    const failed: unknown[] = [];
    for (const value of [1, 2, 3]) sender.send(message(value), (error) => failed.push([value, error]));
    await turn();
    expect(sender.stalled).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(sender.stalled).toBe(true);
    expect(failed).toEqual([[3, expect.objectContaining({ code: 'UNAVAILABLE' })]]);
    manual.sends[0]?.answer();
    await turn();
    expect(sender.stalled).toBe(false);
    sender.send(message(4), unexpected);
    await turn();
    expect(manual.sends.map(({ values }) => values)).toEqual([[1, 2], [4]]);
  });
});
