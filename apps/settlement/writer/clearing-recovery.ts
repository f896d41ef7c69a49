import { applyEvent, ClearingState, decideClearing } from '#clearing';
import { CLEARING_STREAM } from '#contracts';
import { appendInParts, type EventStore, type RecordedEvent } from '#event-store';
import { fromStored, toStored, type PositionedClearingEvent } from './clearing-log.js';

/** The stored history of clearing contradicts the rules that wrote it: clearing must not go on from it. */
export class ClearingHistoryMismatch extends Error {
  constructor(sequence: number, what: string) {
    super(`clearing, sequence ${sequence}: ${what}`);
    this.name = 'ClearingHistoryMismatch';
  }
}

/**
 * Rebuilds the state from the stream. A command that was cut off before its end (the process died between two
 * appends) is decided again from its first event, checked against what is stored, and completed first.
 *
 * @param onCommand - is given the events of each whole command, in order.
 * @throws ClearingHistoryMismatch when deciding the cut-off command again gives other events than those stored.
 */
export async function recoverClearing(
  store: EventStore,
  onCommand: (events: readonly PositionedClearingEvent[]) => void,
): Promise<ClearingState> {
  const state = new ClearingState();
  let open: RecordedEvent[] = [];
  for await (const batch of store.readStream(CLEARING_STREAM)) {
    for (const recorded of batch) {
      open.push(recorded);
      const event = fromStored(recorded);
      if (event.end !== true) continue;
      take(state, open.map(fromStored), onCommand);
      open = [];
    }
  }
  if (open.length > 0) await completeCommand(store, state, open, onCommand);
  return state;
}

function take(
  state: ClearingState,
  events: readonly PositionedClearingEvent[],
  onCommand: (events: readonly PositionedClearingEvent[]) => void,
): void {
  for (const event of events) applyEvent(state, event);
  onCommand(events);
}

async function completeCommand(
  store: EventStore,
  state: ClearingState,
  stored: readonly RecordedEvent[],
  onCommand: (events: readonly PositionedClearingEvent[]) => void,
): Promise<void> {
  const firstSequence = state.sequence + 1;
  const known = stored.map(fromStored);
  const command = known[0]?.command;
  if (command === undefined) throw new ClearingHistoryMismatch(firstSequence, 'a command has no input');
  const events = decideClearing(state, command);
  const rerun = toStored(events);
  stored.forEach((event, index) => {
    if (rerun[index]?.id === event.id) return;
    throw new ClearingHistoryMismatch(
      firstSequence + index,
      'the cut-off command gives another event when it is decided again',
    );
  });
  const lastRevision = firstSequence + stored.length - 2;
  const position = await appendInParts(store, CLEARING_STREAM, lastRevision, rerun.slice(stored.length));
  const rest = events.slice(stored.length).map((event) => ({ ...event, position }));
  take(state, [...known, ...rest], onCommand);
}
