import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { open, type RootDatabase } from 'lmdb';
import type { Message } from '../port.js';
import { EmbeddedMessageBus } from './embedded-message-bus.js';
import { groupFact } from './facts.js';
import { encodeGroup } from './group-state.js';

const LIBRARY = resolve('dist/libs/messaging/index.js');
const PARTITIONS = 4;
const PATIENCE_MS = 20_000;

/** Sends without end, or consumes for ever, and says what was acknowledged or handed over. */
const WORKER = `
import { writeSync } from 'node:fs';
import { open } from 'lmdb';
const [library, path, task, name] = process.argv.slice(-4);
const { EmbeddedMessageBus } = await import(library);
const root = open({ path, noSubdir: false, overlappingSync: false, encoding: 'binary', keyEncoding: 'binary' });
const bus = EmbeddedMessageBus.open({ root });
const tell = (told) => writeSync(1, JSON.stringify(told) + '\\n');
if (task === 'send') {
  for (let lane = 0; lane < 4; lane++) void (async () => {
    for (let i = 0; ; i++) {
      const texts = Array.from({ length: 1 + (i % 4) }, (_, part) => name + '.' + lane + '.' + i + '.' + part);
      const messages = texts.map((text, part) => ({ key: 'key' + (lane + part), value: Buffer.from(text) }));
      const positions = await bus.send('orders', messages);
      tell(texts.map((text, part) => ({ text, ...positions[part] })));
    }
  })();
} else {
  bus.consume({ topic: 'orders', group: 'engine', batchMessagesMax: 3 }, async (batch) => {
    tell(batch.messages.map((message) => Buffer.from(message.value).toString()));
    await batch.commit(batch.messages.at(-1).offset + 1);
  });
}
`;

let path: string;
let root: RootDatabase<Uint8Array, Uint8Array>;
let bus: EmbeddedMessageBus;
const workers = new Set<ChildProcess>();

beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'message-bus-crash-'));
  root = open({ path, noSubdir: false, overlappingSync: false, encoding: 'binary', keyEncoding: 'binary' });
  bus = EmbeddedMessageBus.open({ root });
  await bus.createTopic('orders', PARTITIONS);
});
afterEach(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await bus.close();
  await root.close();
  rmSync(path, { recursive: true, force: true });
});

interface Sent {
  readonly text: string;
  readonly partition: number;
  readonly offset: number;
}

describe('the embedded bus, killed', () => {
  it('has every acknowledged message at its place, and no send by halves', async () => {
    const seed = Number(process.env['OREBOOK_SEED'] ?? Date.now() % 1_000_000);
    const acknowledged: Sent[] = [];
    for (let round = 0; round < 4; round++) {
      const told = start('send', `r${round}`);
      await until(() => told.lines.length > 0, 'the sender began');
      // An instant that the seed decides, spread over the first tenth of a second.
      await new Promise((wake) => setTimeout(wake, (Math.imul(seed + round, 2_654_435_761) >>> 0) % 100));
      await told.kill();
      for (const line of told.lines) acknowledged.push(...(JSON.parse(line) as Sent[]));
    }
    const found = new Map<string, Message>();
    const heads = await Promise.all([0, 1, 2, 3].map((partition) => bus.headOffset('orders', partition)));
    const total = heads.reduce((sum, head) => sum + head, 0);
    const consumer = bus.consume({ topic: 'orders', group: 'check' }, (batch) => {
      for (const message of batch.messages) found.set(Buffer.from(message.value).toString(), message);
      return Promise.resolve();
    });
    await until(() => found.size >= total, `${total} messages came (seed ${seed})`);
    await consumer.stop();
    for (const { text, partition, offset } of acknowledged) {
      expect({ seed, text, ...pick(found.get(text)) }).toEqual({ seed, text, partition, offset });
    }
    for (const text of found.keys()) {
      const [name, lane, i] = text.split('.');
      for (let part = 0; part < 1 + (Number(i) % 4); part++) {
        expect(found.has(`${name ?? ''}.${lane ?? ''}.${i ?? ''}.${part}`)).toBe(true);
      }
    }
    expect(acknowledged.length).toBeGreaterThan(4);
  }, 40_000);

  it('hands what a killed consumer held to the next, long before its lease would have ended', async () => {
    const texts = Array.from({ length: 60 }, (_, i) => `message ${i}`);
    const told = start('consume', 'c');
    await bus.send(
      'orders',
      texts.slice(0, 30).map((text, i) => ({ key: `key${i}`, value: Buffer.from(text) })),
    );
    const handled = (): string[] => told.lines.flatMap((line) => JSON.parse(line) as string[]);
    await until(() => handled().length >= 30, 'the other process had handled half');
    await told.kill();
    const killedAt = performance.now();
    await bus.send(
      'orders',
      texts.slice(30).map((text, i) => ({ key: `key${i}`, value: Buffer.from(text) })),
    );
    const seen = new Set<string>();
    const consumer = bus.consume({ topic: 'orders', group: 'engine' }, async (batch) => {
      for (const message of batch.messages) seen.add(Buffer.from(message.value).toString());
      await batch.commit((batch.messages.at(-1)?.offset ?? 0) + 1);
    });
    await until(() => texts.slice(30).every((text) => seen.has(text)), 'the rest was handed over');
    expect(performance.now() - killedAt).toBeLessThan(5_000);
    await consumer.stop();
    expect(new Set([...handled(), ...seen])).toEqual(new Set(texts));
  }, 40_000);

  it('shares partitions with a consumer in another process', async () => {
    const told = start('consume', 'c');
    const seen: string[] = [];
    const consumer = bus.consume({ topic: 'orders', group: 'engine' }, async (batch) => {
      seen.push(...batch.messages.map((message) => Buffer.from(message.value).toString()));
      await batch.commit((batch.messages.at(-1)?.offset ?? 0) + 1);
    });
    const handled = (): string[] => told.lines.flatMap((line) => JSON.parse(line) as string[]);
    const sent: string[] = [];
    while (handled().length === 0 || seen.length === 0) {
      const texts = Array.from({ length: 12 }, (_, i) => `message ${sent.length + i}`);
      sent.push(...texts);
      await bus.send(
        'orders',
        texts.map((text, i) => ({ key: `key${i}`, value: Buffer.from(text) })),
      );
      await new Promise((wake) => setTimeout(wake, 10));
    }
    await until(() => new Set([...handled(), ...seen]).size === sent.length, 'all was handled');
    await consumer.stop();
  }, 40_000);
});

describe('leases of the embedded bus', () => {
  it('end with the session when nobody can tell whether the member lives', async () => {
    let nowMs = 1_000_000;
    const member = { id: 'on another machine', expiresMs: nowMs + 10_000, process: 'elsewhere 1 1' };
    const claims = Array.from({ length: PARTITIONS }, () => ({ memberId: member.id, epoch: 1 }));
    const facts = root.openDB('bus-facts', { encoding: 'binary', keyEncoding: 'binary' });
    await facts.put(
      Buffer.from(groupFact('engine', 'orders')),
      encodeGroup({ generation: 1, members: [member], claims }),
    );
    await bus.send('orders', [{ key: 'key', value: Buffer.from('text') }]);

    const own = EmbeddedMessageBus.open({
      root,
      nowMs: () => nowMs,
      sessionTimeoutMs: 20_000,
      heartbeatIntervalMs: 20,
    });
    let handled = 0;
    const consumer = own.consume({ topic: 'orders', group: 'engine' }, (batch) => {
      handled += batch.messages.length;
      return Promise.resolve();
    });
    nowMs += 9_999;
    await new Promise((wake) => setTimeout(wake, 100));
    expect(handled).toBe(0);
    nowMs += 1;
    // Its own heartbeat is due by the same clock.
    nowMs += 20;
    await until(() => handled === 1, 'the lease had ended');
    await consumer.stop();
    await own.close();
  });

  it('keep a partition with its member while a batch is in hand', async () => {
    const seen: string[] = [];
    let release: () => void = () => undefined;
    const inHand = new Promise<void>((resolve) => (release = resolve));
    let begun = false;
    const first = bus.consume({ topic: 'orders', group: 'engine' }, async () => {
      begun = true;
      await inHand;
    });
    await bus.send('orders', [{ key: 'key', value: Buffer.from('once') }]);
    await until(() => begun, 'the first had its batch');
    const second = bus.consume({ topic: 'orders', group: 'engine' }, (batch) => {
      seen.push(...batch.messages.map((message) => Buffer.from(message.value).toString()));
      return Promise.resolve();
    });
    await new Promise((wake) => setTimeout(wake, 100));
    expect(seen).toEqual([]);
    release();
    await first.stop();
    await until(() => seen.length === 1, 'the uncommitted message was handed to the other');
    await second.stop();
  });
});

function start(task: 'send' | 'consume', name: string): { lines: string[]; kill: () => Promise<void> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', WORKER, LIBRARY, path, task, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  workers.add(child);
  const lines: string[] = [];
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    const whole = output.split('\n');
    output = whole.pop() ?? '';
    lines.push(...whole);
  });
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    workers.delete(child);
    expect(child.signalCode).toBe('SIGKILL');
  };
  return { lines, kill };
}

function pick(message: Message | undefined): { partition?: number; offset?: number } {
  return message === undefined ? {} : { partition: message.partition, offset: message.offset };
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((wake) => setTimeout(wake, 5));
  }
}
