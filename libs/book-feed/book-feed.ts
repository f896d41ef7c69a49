import { BOOK_STREAM_PREFIX, bookStream } from '#contracts';
import type { EventStore, Subscription } from '#event-store';
import { CommandAssembler, type RecordedCommand } from './command-assembler.js';
import { decodeShared } from './decoded-events.js';

/** Takes whole commands in order of their end, and the checkpoint from which to follow again after them. */
export type CommandHandler = (commands: readonly RecordedCommand[], checkpoint: number) => Promise<void>;

/**
 * Follows every book of the store and hands over whole commands only.
 *
 * @param afterPosition - a checkpoint handed over before, or `BEFORE_ALL`. Commands whose end lies at or before it
 *   are never handed over again, unless another book's unfinished command holds the checkpoint back: handlers
 *   skip what lies at or before the position they have recorded.
 * @param follower - who follows, in the words of those who watch it.
 * @param wants - whether commands whose first event is of a type are wanted: all when absent.
 */
export function followBooks(
  store: EventStore,
  afterPosition: number,
  onCommands: CommandHandler,
  follower: string,
  wants?: (firstType: string) => boolean,
): Subscription {
  const assembler = new CommandAssembler(decodeShared, wants);
  return store.subscribe({ afterPosition, streamPrefix: BOOK_STREAM_PREFIX, follower }, async (batch) => {
    const commands: RecordedCommand[] = [];
    for (const event of batch) {
      const command = assembler.take(event);
      if (command !== undefined) commands.push(command);
    }
    const last = batch.at(-1);
    if (last !== undefined) await onCommands(commands, assembler.safeCheckpoint(last.position));
  });
}

/**
 * Reads one book's whole commands in order; a command at the end of the stream that has no end is left out.
 *
 * @param fromSequence - the first sequence to read; it must be the first of a command. 1 when absent.
 */
export async function* readBookCommands(
  store: EventStore,
  instrument: string,
  fromSequence = 1,
): AsyncIterable<RecordedCommand> {
  const assembler = new CommandAssembler();
  for await (const batch of store.readStream(bookStream(instrument), { fromRevision: fromSequence - 1 })) {
    for (const event of batch) {
      const command = assembler.take(event);
      if (command !== undefined) yield command;
    }
  }
}
