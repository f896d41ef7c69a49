import type { SourcePosition } from '#contracts';
import type { Message } from '#messaging';
import type { DeliveredCommand } from '../book-writer.js';
import { receivedCommand } from '../received-command.js';
import { isCut, type PoisonEvent } from './poison-events.js';
import { nameOf, type PoisonLog } from './poison-log.js';

/** A message that no book can decide. */
export interface Letter {
  readonly message: Message;
  readonly reason: string;
}

/**
 * Takes a message that an operator sent again. The first place on the bus at which any engine meets it is recorded
 * before it is decided, and it is decided as of that place alone: however often it is sent, it counts once.
 *
 * @param asking - as it came by the bus.
 * @param asked - the message that was set aside.
 * @returns its command; a letter where it is still none, or nobody sends it again; undefined when it was taken before.
 * @throws EventStoreError when that could not be recorded; the message then stays on the bus.
 */
export async function takeResent(
  log: PoisonLog,
  asking: Message,
  asked: SourcePosition,
): Promise<DeliveredCommand | Letter | undefined> {
  await log.catchUp();
  const entry = log.entryOf(asked);
  const kept = entry?.act?.type === 'MessageResent' ? await log.messageOf(entry) : undefined;
  if (kept === undefined || kept.key !== asking.key || isCut(kept))
    return { message: asking, reason: `asks for message ${nameOf(asked)}, which nobody has sent again` };
  const { partition, offset } = asking;
  const takenAs = { partition, offset };
  const message: Message = { key: kept.key, value: kept.value, ...takenAs };
  const command = receivedCommand(message);
  await log.record(() => {
    if (log.entryOf(asked)?.takenAs !== undefined) return [];
    const recordedMicros = log.nowMicros();
    const taken: PoisonEvent = { ...asked, type: 'ResentMessageTaken', takenAs, recordedMicros };
    return typeof command === 'string' ? [taken, log.letter(message, command, asked)] : [taken];
  });
  const first = log.entryOf(asked)?.takenAs;
  if (first?.partition !== partition || first.offset !== offset) return undefined;
  if (typeof command === 'string') return { message, reason: command };
  return { command, source: takenAs, bytes: kept.value, resendOf: asked };
}
