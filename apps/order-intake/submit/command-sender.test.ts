import { describe, expect, it } from '@jest/globals';
import type { MessageBus, NewMessage } from '#messaging';
import { CommandSender, type CommandSenderOptions } from './command-sender.js';
import type { Turns } from './gather-while-busy.js';

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

/** Turns that take no time and bring what the test gives each of them. */
class ScriptedTurns implements Turns {
  private taken = 0;

  constructor(private readonly arrivals: readonly (() => void)[] = []) {}

  nowMs(): number {
    return this.taken;
  }

  next(): Promise<void> {
    this.arrivals[this.taken++]?.();
    return Promise.resolve();
  }
}

function senderOn(
  { bus }: ManualBus,
  options: Partial<CommandSenderOptions> = {},
  turns: Turns = new ScriptedTurns(),
): CommandSender {
  const defaults = { sendCommandsMax: 100, stalledMsMax: 60_000, gatherMsMax: 15 };
  return new CommandSender(bus, { ...defaults, ...options }, turns);
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

  it('takes along what the turns bring for as long as each brings more, and leaves the rest for the next send', async () => {
    const manual = new ManualBus();
    const arriving = [[2, 3], [4], [], [5]].map((values) => () => {
      for (const value of values) sender.send(message(value), unexpected);
    });
    const sender = senderOn(manual, {}, new ScriptedTurns(arriving));
    sender.send(message(1), unexpected);
    await turn();
    sender.send(message(6), unexpected);
    await turn();
    expect(manual.sends.map(({ values }) => values)).toEqual([[1, 2, 3, 4]]);
    manual.sends[0]?.answer();
    await turn();
    expect(manual.sends.map(({ values }) => values)).toEqual([
      [1, 2, 3, 4],
      [6, 5],
    ]);
  });

  it('waits no longer than it may, whatever still arrives', async () => {
    const manual = new ManualBus();
    const arriving = [2, 3, 4, 5].map((value) => () => sender.send(message(value), unexpected));
    const sender = senderOn(manual, { gatherMsMax: 2 }, new ScriptedTurns(arriving));
    sender.send(message(1), unexpected);
    await turn();
    expect(manual.sends.map(({ values }) => values)).toEqual([[1, 2, 3]]);
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
