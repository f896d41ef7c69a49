import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { cpuSecondsOf } from '../../support/cpu-seconds.js';
import { runLoad } from '../intake/http-load.js';
import type { Mode } from './modes.js';
import { writeRecords } from './record-file.js';
import type { Whole } from './whole.js';

/** What one part alone takes. */
export interface PartResult {
  readonly name: 'bare Fastify route' | 'raw kafkajs, produce and consume' | 'raw append';
  readonly cpuMicrosPerOrder: number;
  readonly ordersPerSecond: number;
  /** How much came together in one request, send or append. */
  readonly perBatch: number;
}

export interface PartsInput {
  readonly mode: Mode;
  readonly durationMs: number;
  /** Commands and events of as many orders of the whole, at most. */
  readonly ordersMax: number;
}

/** Each part of the way alone, one after the other, on bytes that the whole has just carried. */
export async function measureParts(whole: Whole, input: PartsInput): Promise<PartResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'orebook-parts-'));
  try {
    return [
      await bareRoute(whole, input, directory),
      await rawKafka(whole, input, directory),
      await rawAppend(whole, input, directory),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function bareRoute(
  whole: Whole,
  { mode, durationMs }: PartsInput,
  directory: string,
): Promise<PartResult> {
  const answerFile = join(directory, 'answer.json');
  writeFileSync(answerFile, await whole.answerTo(mode));
  const part = new Part('bare-route', [answerFile]);
  const { port } = (await part.line()) as { port: number };
  const next = whole.requests(mode);
  const ready = Array.from({ length: mode.requestsReady }, next);
  let turn = 0;
  const plan = {
    host: '127.0.0.1',
    port,
    connections: mode.connections,
    // The route keeps nothing, so the same requests serve again.
    nextRequest: () => ready[turn++ % ready.length] ?? next(),
  };
  await runLoad({ ...plan, durationMs: durationMs / 2 });
  const before = cpuSecondsOf(part.pid);
  const { answered, perSecond } = await runLoad({ ...plan, durationMs });
  const cpuSeconds = cpuSecondsOf(part.pid) - before;
  await part.end();
  return {
    name: 'bare Fastify route',
    cpuMicrosPerOrder: (cpuSeconds * 1e6) / (answered * mode.ordersPerRequest),
    ordersPerSecond: perSecond * mode.ordersPerRequest,
    perBatch: mode.ordersPerRequest,
  };
}

async function rawKafka(
  whole: Whole,
  { mode, durationMs, ordersMax }: PartsInput,
  directory: string,
): Promise<PartResult> {
  const commands = await whole.newestCommands(ordersMax);
  const file = join(directory, 'commands');
  writeRecords(file, commands);
  const perBatch = Math.max(
    1,
    Math.round(await whole.meanOf('order-intake', 'send_messages', 'topic="orders.commands"')),
  );
  const topic = `raw-${mode.name}-${process.pid}`;
  const part = new Part('raw-kafka', [
    whole.broker,
    topic,
    file,
    String(perBatch),
    '12',
    String(durationMs / 1_000),
  ]);
  await part.line();
  const before = cpuSecondsOf(whole.brokerPid);
  const { count, seconds, cpuSeconds } = (await part.line()) as PartRun;
  const brokerSeconds = cpuSecondsOf(whole.brokerPid) - before;
  await part.end();
  return {
    name: 'raw kafkajs, produce and consume',
    cpuMicrosPerOrder: ((cpuSeconds + brokerSeconds) * 1e6) / count,
    ordersPerSecond: count / seconds,
    perBatch,
  };
}

async function rawAppend(
  whole: Whole,
  { durationMs, ordersMax }: PartsInput,
  directory: string,
): Promise<PartResult> {
  const eventsPerOrder = await whole.eventsPerOrder();
  const events = await whole.newestEvents(Math.round(ordersMax * eventsPerOrder));
  const file = join(directory, 'events');
  writeRecords(file, events);
  const perBatch = Math.max(
    1,
    Math.round(await whole.meanOf('matching-engine', 'append_events', 'streams="book"')),
  );
  const part = new Part('raw-append', [file, String(perBatch), String(durationMs / 1_000)]);
  const { count, seconds, cpuSeconds } = (await part.line()) as PartRun;
  await part.end();
  const orders = count / eventsPerOrder;
  return {
    name: 'raw append',
    cpuMicrosPerOrder: (cpuSeconds * 1e6) / orders,
    ordersPerSecond: orders / seconds,
    perBatch,
  };
}

/** What a part tells of its run: how many records it came to, in which time. */
interface PartRun {
  readonly count: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** A part in a process of its own, which tells what it found line by line. */
class Part {
  private readonly child: ChildProcess;
  private readonly lines: string[] = [];
  private readonly exited: Promise<unknown>;
  private wake: () => void = () => undefined;
  private ended = false;

  constructor(name: string, commandLine: readonly string[]) {
    const main = resolve(`dist/test/bench/pipeline/parts/${name}.js`);
    const child = spawn(process.execPath, [main, ...commandLine], { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface(child.stdout).on('line', (line) => {
      this.lines.push(line);
      this.wake();
    });
    this.exited = new Promise<void>((done) => {
      child.once('exit', () => {
        this.ended = true;
        this.wake();
        done();
      });
    });
    this.child = child;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The next line, as JSON. */
  async line(): Promise<unknown> {
    for (;;) {
      const line = this.lines.shift();
      if (line !== undefined) return JSON.parse(line);
      if (this.ended) throw new Error('a part ended without a result');
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  async end(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.exited;
  }
}
