import type { MessagePort } from 'node:worker_threads';
import type { EventStore } from '#event-store';
import { Kysely, SqliteDialect } from 'kysely';
import type Database from 'libsql';
import { LocalView, type FollowOptions } from './local-view.js';
import type { FollowedView, Projection } from './projection.js';
import { ReachedPosition } from './reached-position.js';
import { connect, forKysely } from './view.js';

/** What the thread that writes a view tells the one that reads it. */
type FromWriter =
  | { readonly kind: 'reached'; readonly checkpoint: number }
  | { readonly kind: 'fault'; readonly message: string | undefined };

/** What the reader tells the writer: somebody waits for a position. */
interface FromReader {
  readonly position: number;
  readonly timeoutMsMax: number;
}

/**
 * Keeps a view in this thread for a reader in another one.
 *
 * @returns the view, to be closed with the thread.
 */
export function serveView<Schema>(
  projection: Projection<Schema>,
  store: EventStore,
  options: Omit<FollowOptions, 'onFault'>,
  port: MessagePort,
): LocalView<Schema> {
  const tell = (message: FromWriter): void => port.postMessage(message);
  const view = new LocalView(projection, store, {
    ...options,
    onFault: (error) => tell({ kind: 'fault', message: messageOf(error) }),
  });
  view.onReached((checkpoint) => tell({ kind: 'reached', checkpoint }));
  // A waiting position ends the gathering; that it was reached is told like any other.
  port.on('message', ({ position, timeoutMsMax }: FromReader) => void view.waitFor(position, timeoutMsMax));
  tell({ kind: 'reached', checkpoint: view.checkpoint });
  view.follow();
  return view;
}

function messageOf(error: unknown): string | undefined {
  return error === undefined ? undefined : error instanceof Error ? error.message : 'it is not known why';
}

/** A view that another thread writes, read here by a connection of its own. */
export class RemoteView<Schema> implements FollowedView<Schema> {
  readonly kysely: Kysely<Schema>;
  readonly sqlite: Database.Database;
  private readonly reached = new ReachedPosition(-1);
  private readonly listeners: ((checkpoint: number) => void)[] = [];
  private brokenBy: string | undefined;

  /** @param file - of a view that the other thread has opened already. */
  constructor(
    file: string,
    private readonly port: MessagePort,
    private readonly onFault: (error: unknown) => void = () => undefined,
  ) {
    this.sqlite = connect(file);
    this.kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: forKysely(this.sqlite) }) });
    port.on('message', (message: FromWriter) => this.take(message));
    port.unref();
  }

  get checkpoint(): number {
    return this.reached.position;
  }

  get fault(): string | undefined {
    return this.brokenBy;
  }

  waitFor(position: number, timeoutMsMax: number): Promise<boolean> {
    if (position > this.checkpoint) this.port.postMessage({ position, timeoutMsMax } satisfies FromReader);
    return this.reached.waitFor(position, timeoutMsMax);
  }

  onReached(listener: (checkpoint: number) => void): void {
    this.listeners.push(listener);
  }

  follow(): void {
    // The other thread does.
  }

  close(): Promise<void> {
    this.port.close();
    this.reached.close();
    this.sqlite.close();
    return Promise.resolve();
  }

  private take(message: FromWriter): void {
    if (message.kind === 'fault') {
      this.brokenBy = message.message;
      if (message.message !== undefined) this.onFault(new Error(message.message));
      return;
    }
    this.reached.advance(message.checkpoint);
    for (const listener of this.listeners) listener(message.checkpoint);
  }
}
