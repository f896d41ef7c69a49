import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { open, type RootDatabase } from 'lmdb';
import { Inbox, message, until } from '../conformance/harness.js';
import type { Consumer } from '../port.js';
import { BusLog } from './bus-log.js';
import { EmbeddedMessageBus } from './embedded-message-bus.js';

/** The longest that a timer takes, 24 days: nothing that comes within a test comes because somebody looked. */
const NEVER_MS = 2 ** 31 - 1;

/** Messages that are waited for one after the other: at the later ones the consumer has long been idle. */
const ROUNDS = 8;

let path: string;
let root: RootDatabase<Uint8Array, Uint8Array>;
let bus: EmbeddedMessageBus;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'message-bus-waking-'));
  root = open({ path, noSubdir: false, overlappingSync: false, encoding: 'binary', keyEncoding: 'binary' });
  bus = EmbeddedMessageBus.open({
    root,
    pollIntervalMs: NEVER_MS,
    heartbeatIntervalMs: NEVER_MS,
    sessionTimeoutMs: NEVER_MS,
  });
});
afterEach(async () => {
  await bus.close();
  await root.close();
  rmSync(path, { recursive: true, force: true });
});

/** Joins a group. No offset is committed: a commit of its own would be news, and wake the consumer too. */
function joinGroup(topic: string, group: string): Inbox {
  const inbox = new Inbox(false);
  bus.consume({ topic, group }, inbox.take);
  return inbox;
}

describe('a consumer of the embedded bus, where nobody ever looks for news and no heart beats', () => {
  it('is woken by each send', async () => {
    await bus.createTopic('t', 1);
    const inbox = joinGroup('t', 'g');
    for (let round = 1; round <= ROUNDS; round++) {
      await bus.send('t', [message('k', `${round}`)]);
      await inbox.holds(round);
    }
  });

  it('is woken when a commit under way fails, and finds what another bus sent meanwhile', async () => {
    await bus.createTopic('t', 1);
    const inbox = joinGroup('t', 'g');
    await bus.send('t', [message('k', '1')]);
    await inbox.holds(1);
    let fail = (): void => undefined;
    const commit = jest.spyOn(BusLog.prototype, 'commit');
    commit.mockImplementationOnce(
      () => new Promise((_, reject) => (fail = () => reject(new Error('the disk is gone')))),
    );
    const lost = bus.send('t', [message('k', 'lost')]).catch((error: unknown) => error);
    await until(() => commit.mock.calls.length === 1, 'the commit was under way');
    const other = EmbeddedMessageBus.open({ root });
    await other.send('t', [message('k', '2')]);
    await other.close();
    fail();
    await inbox.holds(2);
    await expect(lost).resolves.toBeInstanceOf(Error);
    commit.mockRestore();
  });

  it('is woken with those of other groups, and goes on waiting after a send to another topic', async () => {
    await bus.createTopic('t', 1);
    await bus.createTopic('other', 1);
    const inboxes = [joinGroup('t', 'g'), joinGroup('t', 'h')];
    const other = joinGroup('other', 'g');
    for (let round = 1; round <= ROUNDS; round++) {
      await bus.send('other', [message('k', `${round}`)]);
      await other.holds(round);
      await bus.send('t', [message('k', `${round}`)]);
      for (const inbox of inboxes) await inbox.holds(round);
    }
    expect(inboxes.map(({ messages }) => messages.length)).toEqual([ROUNDS, ROUNDS]);
  });

  it('gives up to a member that joins, and takes over from one that leaves', async () => {
    await bus.createTopic('t', 2);
    const held = new Map<string, string>();
    const member = (name: string): Consumer =>
      bus.consume(
        { topic: 't', group: 'g', onAssigned: (partitions) => held.set(name, partitions.join()) },
        () => Promise.resolve(),
      );
    const first = member('first');
    await until(() => held.get('first') === '0,1', 'the first member held all');
    member('second');
    await until(() => held.get('first') === '1' && held.get('second') === '0', 'the two shared');
    await first.stop();
    await until(() => held.get('second') === '0,1', 'the second member held all');
  });
});
