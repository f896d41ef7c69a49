import type { SubmittedCommand, SourcePosition } from '#contracts';
import { EventStoreError } from '#event-store';

/** Whether another writer of the book was first. Whatever else fails, the engine cannot go on from. */
export function isSuperseded(error: unknown): boolean {
  return error instanceof EventStoreError && error.code === 'WRONG_EXPECTED_REVISION';
}

/** An error in a few words, for the log and for what is kept. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/**
 * A command of the right form that a book could not decide: the engine is at fault, not the command. Nothing of it is
 * recorded; a restart decides it by a book read anew.
 */
export class UndecidedCommand extends Error {
  constructor(
    command: SubmittedCommand,
    { partition, offset }: SourcePosition,
    note: string,
    cause: unknown,
  ) {
    const { commandId, instrument, body } = command;
    super(
      `book ${instrument} could not decide ${body.kind} ${commandId} at ${partition}/${offset} (${note}): ${reasonOf(cause)}`,
      { cause },
    );
    this.name = 'UndecidedCommand';
  }
}
