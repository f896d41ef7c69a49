import { randomUUID } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  EmbeddedEventStore,
  NO_STREAM,
  openEmbeddedEnvironment,
  type EmbeddedEnvironment,
} from '#event-store';
import { EXIT } from '../exit-codes.js';
import { backUp } from './back-up.js';
import { verifyStore } from './book-check.js';
import { DATA_FORMAT } from './data-layout.js';
import { restore } from './restore.js';

describe('backup and restore', () => {
  let root: string;
  let source: string;
  let environment: EmbeddedEnvironment;
  let store: EmbeddedEventStore;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'orebook-backup-'));
    source = inside('source');
    for (const folder of ['store', 'keys', 'views'])
      await mkdir(path.join(source, folder), { recursive: true });
    await writeFile(path.join(source, 'VERSION'), `${DATA_FORMAT}\n`);
    await writeFile(path.join(source, 'keys', 'token-issuer.json'), '{"d":"secret"}', { mode: 0o600 });
    await writeFile(path.join(source, 'views', 'desk.sqlite'), 'disposable');
    environment = openEmbeddedEnvironment(path.join(source, 'store'));
    store = EmbeddedEventStore.open(environment);
    await append('edge-refusals', 'a');
  });

  afterEach(async () => {
    await store.close();
    await environment.close();
    await rm(root, { recursive: true, force: true });
  });

  const inside = (name: string): string => path.join(root, name);

  async function append(stream: string, text: string): Promise<void> {
    const data = new TextEncoder().encode(text);
    await store.append(stream, NO_STREAM, [{ id: randomUUID(), type: 'Anything', version: 1, data }]);
  }

  it('copies a store that is open and written to, with keys and version, without the views', async () => {
    const made = await backUp(source, inside('copy'));
    await append('clearing', 'after the copy');
    expect(made.events).toBe(1);
    expect((await readdir(inside('copy'))).sort()).toEqual(['VERSION', 'keys', 'store']);
    expect(await readFile(path.join(inside('copy'), 'keys', 'token-issuer.json'), 'utf8')).toBe(
      '{"d":"secret"}',
    );
  });

  it('leaves nothing behind beside its target', async () => {
    await backUp(source, inside('copy'));
    await restore(inside('copy'), inside('again'), false);
    expect((await readdir(root)).sort()).toEqual(['again', 'copy', 'source']);
  });

  it('makes a directory that opens with the same events', async () => {
    await backUp(source, inside('copy'));
    await restore(inside('copy'), inside('again'), false);
    const made = await backUp(inside('again'), inside('second'));
    expect(made.events).toBe(1);
  });

  it.each(['copy', 'source'])('never writes a backup over what is there (%s)', async (name) => {
    await mkdir(inside('copy'));
    await writeFile(path.join(inside('copy'), 'precious'), 'x');
    await expect(backUp(source, inside(name))).rejects.toMatchObject({ exitCode: EXIT.usage });
    expect(await readdir(inside('copy'))).toEqual(['precious']);
  });

  it('refuses a target that is not empty, and replaces it only when forced', async () => {
    await backUp(source, inside('copy'));
    await mkdir(inside('target'));
    await writeFile(path.join(inside('target'), 'old'), 'x');
    await expect(restore(inside('copy'), inside('target'), false)).rejects.toMatchObject({
      exitCode: EXIT.usage,
    });
    expect(await readdir(inside('target'))).toEqual(['old']);
    await restore(inside('copy'), inside('target'), true);
    expect((await readdir(inside('target'))).sort()).toEqual(['VERSION', 'keys', 'store']);
  });

  it('never replaces the directory of an exchange that runs', async () => {
    await backUp(source, inside('copy'));
    await writeFile(path.join(source, 'exchange.lock'), `${process.pid}\n`);
    await expect(restore(inside('copy'), source, true)).rejects.toThrow(/runs on .*source; stop it first/);
  });

  it.each([
    ['of another version', 'orebook-data 999\n', /is of format 'orebook-data 999', this build reads/],
    ['that is none', undefined, /is no Orebook backup: it has no VERSION/],
  ])('refuses a backup %s', async (_, version, message) => {
    await backUp(source, inside('copy'));
    if (version === undefined) await rm(path.join(inside('copy'), 'VERSION'));
    else await writeFile(path.join(inside('copy'), 'VERSION'), version);
    await expect(restore(inside('copy'), inside('again'), false)).rejects.toThrow(message);
    await expect(access(inside('again'))).rejects.toThrow();
  });

  it('AUDT-3 does not restore a book that does not replay, and leaves the target as it was', async () => {
    await append('book-NDPR-OXIDE', 'no event of a book');
    await backUp(source, inside('copy'));
    await mkdir(inside('target'));
    await writeFile(path.join(inside('target'), 'old'), 'x');
    const refused = restore(inside('copy'), inside('target'), true);
    await expect(refused).rejects.toMatchObject({ exitCode: EXIT.differences });
    await expect(refused).rejects.toThrow(/^not restored: NDPR-OXIDE differs at sequence 1/);
    expect(await readdir(inside('target'))).toEqual(['old']);
  });

  it('AUDT-3 verifies a backup without a venue, and names what cannot be read', async () => {
    await append('book-NDPR-OXIDE', 'no event of a book');
    await backUp(source, inside('copy'));
    const { equal, books, record } = await verifyStore(path.join(inside('copy'), 'store'));
    expect(equal).toBe(false);
    expect(books).toMatchObject([
      { instrument: 'NDPR-OXIDE', difference: { kind: 'unreadable', sequence: 1 } },
    ]);
    expect(record).toMatchObject({ complete: true, events: 2 });
  });
});
