import { describe, expect, it } from '@jest/globals';
import { SendPace, type PaceBounds, type Turns } from './send-pace.js';

const BOUNDS: PaceBounds = { gatherMsMax: 15, gatherCommandsMax: 100, onTheirWayMin: 8 };

/** Turns of 2 ms that bring what the test gives each of them, and a time that goes by as the test lets it. */
class ManualTurns implements Turns {
  taken = 0;
  private ms = 0;
  private readonly timers = new Set<{ readonly atMs: number; readonly call: () => void }>();

  constructor(private readonly arrivals: readonly (() => void)[] = []) {}

  get timersRunning(): number {
    return this.timers.size;
  }

  nowMs(): number {
    return this.ms;
  }

  next(): Promise<void> {
    this.ms += 2;
    this.arrivals[this.taken++]?.();
    return Promise.resolve();
  }

  after(ms: number, call: () => void): () => void {
    const timer = { atMs: this.ms + ms, call };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  pass(ms: number): void {
    this.ms += ms;
    for (const timer of [...this.timers]) if (timer.atMs <= this.ms) timer.call();
  }
}

/** A sender's load in a test's hands. */
class Sender {
  queuedCount = 1;
  onTheirWayCount = 0;
  readonly turns: ManualTurns;
  readonly pace: SendPace;
  isWorth = false;

  constructor(arrivals: readonly number[] = [], bounds: Partial<PaceBounds> = {}) {
    this.turns = new ManualTurns(arrivals.map((count) => () => this.queue(count)));
    const load = { queued: () => this.queuedCount, onTheirWay: () => this.onTheirWayCount };
    this.pace = new SendPace(load, { ...BOUNDS, ...bounds }, this.turns);
  }

  /** Asks, and lets what does not wait for the test happen. */
  async ask(): Promise<void> {
    void this.pace.worthSending().then(() => (this.isWorth = true));
    await settled();
  }

  queue(count: number): void {
    this.queuedCount += count;
    this.pace.look();
  }

  outcomes(count: number): void {
    this.onTheirWayCount -= count;
    this.pace.look();
  }
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('the pace of sends', () => {
  it('is one turn where nothing else arrives, with few on their way too', async () => {
    const sender = new Sender();
    sender.onTheirWayCount = 7;
    await sender.ask();
    expect(sender.isWorth).toBe(true);
    expect(sender.turns.taken).toBe(1);
  });

  it('goes on for as long as every turn brings more', async () => {
    const sender = new Sender([3, 1, 2, 0, 5]);
    await sender.ask();
    expect(sender.turns.taken).toBe(4);
    expect(sender.queuedCount).toBe(7);
  });

  it('ends with enough', async () => {
    const sender = new Sender([40, 59, 1, 1]);
    await sender.ask();
    expect(sender.turns.taken).toBe(2);
    const full = new Sender([1]);
    full.queuedCount = 100;
    full.onTheirWayCount = 1_000;
    await full.ask();
    expect(full.isWorth).toBe(true);
    expect(full.turns.taken).toBe(0);
  });

  it('ends in time, whatever still arrives', async () => {
    const sender = new Sender(Array.from({ length: 50 }, () => 1));
    await sender.ask();
    expect(sender.turns.taken).toBe(8);
  });

  it('waits behind many on their way until their outcomes come', async () => {
    const sender = new Sender();
    sender.onTheirWayCount = 20;
    await sender.ask();
    sender.outcomes(12);
    await settled();
    // Eight are still many beside one.
    expect(sender.isWorth).toBe(false);
    sender.outcomes(1);
    await settled();
    expect(sender.isWorth).toBe(true);
    expect(sender.turns.timersRunning).toBe(0);
  });

  it('waits behind many on their way until as many are queued', async () => {
    const sender = new Sender();
    sender.onTheirWayCount = 8;
    await sender.ask();
    sender.queue(6);
    await settled();
    expect(sender.isWorth).toBe(false);
    sender.queue(1);
    await settled();
    expect(sender.isWorth).toBe(true);
  });

  it('waits no longer than it may for outcomes that do not come', async () => {
    const sender = new Sender([1, 1, 1]);
    sender.onTheirWayCount = 1_000;
    await sender.ask();
    sender.turns.pass(14);
    await settled();
    expect(sender.isWorth).toBe(false);
    sender.turns.pass(1);
    await settled();
    expect(sender.isWorth).toBe(true);
    expect(sender.turns.taken).toBe(0);
  });
});
