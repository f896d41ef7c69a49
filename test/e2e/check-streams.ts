import type { BookEvent } from '#contracts';

/** The books' streams of a store, by instrument, each in order of revision. */
export type BookStreams = ReadonlyMap<string, readonly BookEvent[]>;

/** What every stream must be whatever happened: gapless, command by command, each input once. One sentence a violation. */
export function checkStreams(books: BookStreams): string[] {
  return [...books].flatMap(([instrument, events]) => [
    ...checkSequence(instrument, events),
    ...checkCommands(instrument, events),
    ...checkSources(instrument, events),
  ]);
}

function checkSequence(instrument: string, events: readonly BookEvent[]): string[] {
  return events.flatMap(({ sequence }, index) =>
    sequence === index + 1 ? [] : [`${instrument} has ${sequence} where ${index + 1} belongs`],
  );
}

/** SEQ-1: the first event of a command holds its input, the last is marked; book time never goes back. */
function checkCommands(instrument: string, events: readonly BookEvent[]): string[] {
  const violations: string[] = [];
  let isOpen = false;
  let bookMicros = 0;
  for (const event of events) {
    const at = `${instrument}.${event.sequence}`;
    if (isOpen === (event.command !== undefined)) violations.push(`${at} is not where a command begins`);
    if (event.bookMicros < bookMicros) violations.push(`${at} goes back in time`);
    bookMicros = event.bookMicros;
    isOpen = event.end !== true;
  }
  if (isOpen) violations.push(`${instrument} ends within a command`);
  return violations;
}

/** An input of the bus is decided once, and those of one partition in their order. */
function checkSources(instrument: string, events: readonly BookEvent[]): string[] {
  const last = new Map<number, number>();
  return events.flatMap(({ sequence, command }) => {
    const source = command?.source;
    if (source === undefined) return [];
    const before = last.get(source.partition) ?? -1;
    last.set(source.partition, source.offset);
    return source.offset > before
      ? []
      : [`${instrument}.${sequence} decides offset ${source.offset} after ${before}`];
  });
}
