import { decodeCommand, type SubmittedCommand } from '#contracts';
import type { Message } from '#messaging';
import { commandFault } from './command-form.js';

/**
 * The command in a message, or the reason why there is none. Senders are trusted to be right, not to be ours: anything
 * may lie on a bus. What a command of the right form says is the book's to judge.
 */
export function receivedCommand(message: Message): SubmittedCommand | string {
  // What this very process sent need not be decoded, nor doubted.
  if (message.decoded !== undefined) return message.decoded as SubmittedCommand;
  let command: SubmittedCommand;
  try {
    command = decodeCommand(message.value);
  } catch (error) {
    return `not a command: ${error instanceof Error ? error.message : String(error)}`;
  }
  const fault = commandFault(command);
  if (fault !== undefined) return `not a command: ${fault}`;
  return command.instrument === message.key ? command : 'the key is not the instrument of the command';
}
