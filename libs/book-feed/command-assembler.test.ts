import { describe, expect, it } from '@jest/globals';
import { encodeBookEvent, type BookEvent, type BookEventBody } from '#contracts';
import type { RecordedEvent } from '#event-store';
import { CommandAssembler } from './command-assembler.js';
import { positioned } from './decoded-events.js';

function recorded(
  position: number,
  instrument: string,
  sequence: number,
  end: boolean,
  body: BookEventBody = { type: 'MassCancelled', desk: 'd', count: 0 },
): RecordedEvent {
  const event: BookEvent = { sequence, bookMicros: 1, ...body, ...(end ? { end: true } : {}) };
  return {
    ...encodeBookEvent(event),
    id: `${position}`,
    stream: `book-${instrument}`,
    revision: sequence - 1,
    position,
  };
}

describe('the command assembler', () => {
  it('SEQ-1 shows a command only with its end, books interleaved', () => {
    const assembler = new CommandAssembler();
    expect(assembler.take(recorded(10, 'A', 1, false))).toBeUndefined();
    expect(assembler.take(recorded(12, 'B', 1, false))).toBeUndefined();
    expect(assembler.safeCheckpoint(12)).toBe(9);
    const first = assembler.take(recorded(14, 'A', 2, true));
    expect(first?.events.map((event) => event.sequence)).toEqual([1, 2]);
    expect(first?.position).toBe(14);
    expect(assembler.safeCheckpoint(14)).toBe(11);
    expect(assembler.take(recorded(16, 'B', 2, true))?.instrument).toBe('B');
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
    expect(assembler.take(recorded(10, 'A', 1, false, accepted))).toBeUndefined();
    expect(assembler.take(recorded(11, 'B', 1, true, accepted))).toBeUndefined();
    expect(assembler.take(recorded(12, 'B', 2, true))?.position).toBe(12);
    expect(assembler.safeCheckpoint(12)).toBe(9);
    // It is no command's first event, so its own type does not count.
    expect(assembler.take(recorded(13, 'A', 2, true))).toBeUndefined();
    expect(assembler.safeCheckpoint(13)).toBe(13);
    expect(assembler.take(recorded(14, 'A', 3, true))?.position).toBe(14);
    expect(decoded).toEqual([12, 14]);
  });

  it('passes over streams that are no book', () => {
    const other: RecordedEvent = { ...recorded(1, 'A', 1, true), stream: 'policy' };
    expect(new CommandAssembler().take(other)).toBeUndefined();
  });
});
