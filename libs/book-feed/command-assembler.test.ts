import { describe, expect, it } from '@jest/globals';
import { encodeBookEvent, type BookEvent, type BookEventBody, type SequencedCommand } from '#contracts';
import type { RecordedEvent } from '#event-store';
import { CommandAssembler, MissingEvents } from './command-assembler.js';
import { positioned } from './decoded-events.js';

const COMMAND: SequencedCommand = {
  commandId: 'c',
  cause: 'command',
  actor: 't',
  receiveMicros: 1,
  bookMicros: 1,
  rulesVersion: 1,
  body: { kind: 'massCancel', desk: 'd', memberState: 'D', trader: 't' },
};

/** An event that begins its command, ends it, both, or neither. */
function recorded(
  position: number,
  instrument: string,
  sequence: number,
  place: { readonly begins?: true; readonly ends?: true },
  body: BookEventBody = { type: 'MassCancelled', desk: 'd', count: 0 },
): RecordedEvent {
  const event: BookEvent = {
    sequence,
    bookMicros: 1,
    ...(place.begins === true ? { command: COMMAND } : {}),
    ...body,
    ...(place.ends === true ? { end: true } : {}),
  };
  return {
    ...encodeBookEvent(event),
    id: `${position}`,
    stream: `book-${instrument}`,
    revision: sequence - 1,
    position,
  };
}

const WHOLE = { begins: true, ends: true } as const;
const FIRST = { begins: true } as const;
const LAST = { ends: true } as const;

describe('the command assembler', () => {
  it('SEQ-1 shows a command only with its end, books interleaved', () => {
    const assembler = new CommandAssembler();
    expect(assembler.take(recorded(10, 'A', 1, FIRST))).toBeUndefined();
    expect(assembler.take(recorded(12, 'B', 1, FIRST))).toBeUndefined();
    expect(assembler.safeCheckpoint(12)).toBe(9);
    const first = assembler.take(recorded(14, 'A', 2, LAST));
    expect(first?.events.map((event) => event.sequence)).toEqual([1, 2]);
    expect(first?.position).toBe(14);
    expect(assembler.safeCheckpoint(14)).toBe(11);
    expect(assembler.take(recorded(16, 'B', 2, LAST))?.instrument).toBe('B');
    expect(assembler.safeCheckpoint(16)).toBe(16);
  });

  it('SEQ-1 passes over commands that nobody wants, without decoding them, to their very end', () => {
    const decoded: number[] = [];
    const assembler = new CommandAssembler(
      (event) => {
        decoded.push(event.position);
        return positioned(event);
      },
      (firstType) => firstType !== 'OrderAccepted',
    );
    const accepted: BookEventBody = { type: 'OrderAccepted' };
    expect(assembler.take(recorded(10, 'A', 1, FIRST, accepted))).toBeUndefined();
    expect(assembler.take(recorded(11, 'B', 1, WHOLE, accepted))).toBeUndefined();
    expect(assembler.take(recorded(12, 'B', 2, WHOLE))?.position).toBe(12);
    expect(assembler.safeCheckpoint(12)).toBe(9);
    // It is no command's first event, so its own type does not count.
    expect(assembler.take(recorded(13, 'A', 2, LAST))).toBeUndefined();
    expect(assembler.safeCheckpoint(13)).toBe(13);
    expect(assembler.take(recorded(14, 'A', 3, WHOLE))?.position).toBe(14);
    expect(decoded).toEqual([12, 14]);
  });

  it('passes over streams that are no book', () => {
    const other: RecordedEvent = { ...recorded(1, 'A', 1, WHOLE), stream: 'policy' };
    expect(new CommandAssembler().take(other)).toBeUndefined();
  });

  it('SEQ-1 passes over what it has taken already, within a command too', () => {
    const assembler = new CommandAssembler();
    assembler.take(recorded(10, 'A', 1, WHOLE));
    expect(assembler.take(recorded(10, 'A', 1, WHOLE))).toBeUndefined();
    assembler.take(recorded(11, 'A', 2, FIRST));
    assembler.take(recorded(12, 'A', 3, {}));
    expect(assembler.take(recorded(11, 'A', 2, FIRST))).toBeUndefined();
    expect(assembler.take(recorded(12, 'A', 3, {}))).toBeUndefined();
    const command = assembler.take(recorded(13, 'A', 4, LAST));
    expect(command?.events.map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
  });

  it('SEQ-1 refuses to go on where an event is missing, also one that nobody wants', () => {
    const assembler = new CommandAssembler(positioned, () => false);
    assembler.take(recorded(10, 'A', 7, WHOLE));
    assembler.take(recorded(11, 'B', 3, WHOLE));
    expect(() => assembler.take(recorded(12, 'A', 9, WHOLE))).toThrow(
      new MissingEvents('A', 'event 9 came after 7'),
    );
  });

  it('SEQ-1 refuses to begin within a command', () => {
    expect(() => new CommandAssembler().take(recorded(10, 'A', 2, LAST))).toThrow(
      'SEQ-1: book A: event 2 (MassCancelled) came without what began its command',
    );
  });
});
