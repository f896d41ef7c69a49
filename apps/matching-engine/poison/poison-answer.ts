import type { SubmittedCommand } from '#contracts';
import { microsToIso } from '#platform';
import { receivedCommand } from '../received-command.js';
import { isCut, type MessageSetAside } from './poison-events.js';
import { nameOf, type PoisonEntry, type PoisonLog, type PoisonStatus } from './poison-log.js';

/** A command, as far as it tells an operator whose it is. */
export interface PoisonedCommand {
  readonly commandId: string;
  readonly kind: string;
  readonly actor: string;
  readonly desk?: string;
  readonly clientOrderId?: string;
}

/** A message that was set aside, as an operator sees it; the fields are described in `PoisonModel`. */
export interface PoisonAnswer {
  readonly messageId: string;
  readonly status: PoisonStatus;
  readonly key: string;
  readonly reason: string;
  readonly setAsideTime?: string;
  readonly resendOf?: string;
  readonly command?: PoisonedCommand;
  readonly fault?: string;
  readonly decision?: { readonly actor: string; readonly reason: string; readonly time: string };
  readonly takenAs?: string;
  readonly setAsideAgain?: true;
  readonly valueBytes: number;
}

/** The same with all that was kept of it. */
export interface PoisonContents extends PoisonAnswer {
  readonly text?: string;
  readonly valueBase64: string;
}

/** Why a message cannot be sent again, whatever becomes of the engine; undefined when it can. */
export function cutFault(message: MessageSetAside): string | undefined {
  return isCut(message)
    ? `only the first ${message.value.length} of its ${message.valueBytes} bytes were kept`
    : undefined;
}

/** Tells of a message without its contents. */
export function poisonAnswer(log: PoisonLog, entry: PoisonEntry, message: MessageSetAside): PoisonAnswer {
  const { act, takenAs, status, place } = entry;
  const { key, reason, recordedMicros, resendOf, valueBytes, value } = message;
  const command = cutFault(message) ?? receivedCommand({ key, value, ...place });
  return {
    messageId: nameOf(place),
    status,
    key,
    reason,
    ...(recordedMicros === undefined ? {} : { setAsideTime: microsToIso(recordedMicros) }),
    ...(resendOf === undefined ? {} : { resendOf: nameOf(resendOf) }),
    ...(typeof command === 'string' ? { fault: command } : { command: poisonedCommand(command) }),
    ...(act === undefined
      ? {}
      : { decision: { actor: act.actor, reason: act.reason, time: microsToIso(act.recordedMicros) } }),
    ...(takenAs === undefined ? {} : { takenAs: nameOf(takenAs) }),
    ...(takenAs !== undefined && log.entryOf(takenAs) !== undefined ? { setAsideAgain: true } : {}),
    valueBytes,
  };
}

/** Tells all of a message. */
export function poisonContents(log: PoisonLog, entry: PoisonEntry, message: MessageSetAside): PoisonContents {
  const text = textOf(message.value);
  return {
    ...poisonAnswer(log, entry, message),
    ...(text === undefined ? {} : { text }),
    valueBase64: Buffer.from(message.value).toString('base64'),
  };
}

function poisonedCommand({ commandId, actor, body }: SubmittedCommand): PoisonedCommand {
  return {
    commandId,
    kind: body.kind,
    actor,
    ...('desk' in body ? { desk: body.desk } : {}),
    ...('clientOrderId' in body ? { clientOrderId: body.clientOrderId } : {}),
  };
}

function textOf(value: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    return undefined;
  }
}
