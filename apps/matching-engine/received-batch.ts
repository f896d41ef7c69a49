import { decodeResend } from '#contracts';
import type { Message } from '#messaging';
import type { DeliveredCommand } from './book-writer.js';
import type { PoisonLog } from './poison/poison-log.js';
import { takeResent, type Letter } from './poison/take-resent.js';
import { receivedCommand } from './received-command.js';

/** What a batch of messages comes to. */
export interface ReceivedBatch {
  /** By book, in order of offset. */
  readonly commands: ReadonlyMap<string, readonly DeliveredCommand[]>;
  /** What no book can decide. */
  readonly letters: readonly Letter[];
}

/**
 * Reads a batch: commands, messages that operators sent again, and what is neither.
 *
 * @throws EventStoreError when what was sent again could not be read or recorded.
 */
export async function receiveBatch(messages: readonly Message[], poison: PoisonLog): Promise<ReceivedBatch> {
  const commands = new Map<string, DeliveredCommand[]>();
  const letters: Letter[] = [];
  for (const message of messages) {
    const { partition, offset, value: bytes } = message;
    const command = receivedCommand(message);
    const delivered =
      typeof command === 'string'
        ? await otherwise(message, command, poison)
        : { command, source: { partition, offset }, bytes };
    if (delivered === undefined) continue;
    if ('reason' in delivered) {
      letters.push(delivered);
      continue;
    }
    const ofBook = commands.get(delivered.command.instrument);
    if (ofBook === undefined) commands.set(delivered.command.instrument, [delivered]);
    else ofBook.push(delivered);
  }
  return { commands, letters };
}

/** What a message comes to that is no command by itself. */
async function otherwise(
  message: Message,
  reason: string,
  poison: PoisonLog,
): Promise<DeliveredCommand | Letter | undefined> {
  const asked = decodeResend(message.value);
  return asked === undefined ? { message, reason } : takeResent(poison, message, asked);
}
