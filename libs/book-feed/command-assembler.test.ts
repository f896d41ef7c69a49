import { describe, expect, it } from '@jest/globals';
import { encodeBookEvent, type BookEvent } from '#contracts';
import type { RecordedEvent } from '#event-store';
import { CommandAssembler } from './command-assembler.js';

function recorded(position: number, instrument: string, sequence: number, end: boolean): RecordedEvent {
  const event: BookEvent = {
    sequence,
    bookMicros: 1,
    type: 'MassCancelled',
    desk: 'd',
    count: 0,
    ...(end ? { end: true } : {}),
  };
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

  it('passes over streams that are no book', () => {
    const other: RecordedEvent = { ...recorded(1, 'A', 1, true), stream: 'policy' };
    expect(new CommandAssembler().take(other)).toBeUndefined();
  });
});
