import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText, ordinaryEvent, plainText } from '#testing';
import { canonicalJson, encodeBookEvent, encodeCommand } from '../codec.js';
import type { SequencedCommand, SubmittedCommand } from '../commands/book-command.js';
import type { BookEvent } from './book-event.js';
import { writeOrdinaryCommand, writeOrdinaryEvent } from './ordinary-writer.js';

const RUNS = { numRuns: 500 };
const CANCELLED = {
  type: 'OrderCancelled',
  sequence: 2,
  bookMicros: 1,
  order: 1,
  reason: 'USER',
  lots: 1,
  leavesLots: 0,
};
const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

/** What canonical JSON makes of an event beside its type, or of a command. */
function canonical(value: BookEvent | SubmittedCommand): string {
  return canonicalJson({ ...value, ...('sequence' in value ? { type: undefined } : {}) });
}

/** Puts something at one place of an object, however deep; of arrays there are none. */
function changed(
  object: object,
  place: number,
  change: (fields: Record<string, unknown>, key: string) => void,
): object {
  const copy = structuredClone(object) as Record<string, unknown>;
  const places: [Record<string, unknown>, string][] = [];
  const walk = (fields: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(fields)) {
      if (key !== 'type') places.push([fields, key]);
      if (typeof value === 'object' && value !== null) walk(value as Record<string, unknown>);
    }
  };
  walk(copy);
  const [fields, key] = places[place % places.length] ?? [copy, ''];
  change(fields, key);
  return copy;
}

/** The command of an entry or a cancel, as it goes over the bus. */
function submitted({ commandId, cause, actor, receiveMicros, body }: SequencedCommand): SubmittedCommand {
  return { commandId, instrument: 'NDPR-OXIDE', cause, actor, receiveMicros, body } as SubmittedCommand;
}

/** Written the same, or left to whoever writes anything. */
function expectTheSame(event: BookEvent): void {
  const written = text(writeOrdinaryEvent(event));
  if (written !== undefined) expect(written).toBe(canonical(event));
}

describe('events and commands that are written as bytes', () => {
  it('AUDT-3 are what canonical JSON makes of them, and every plain one is so written', () => {
    fc.assert(
      fc.property(ordinaryEvent(plainText()), (event) => {
        expect(text(writeOrdinaryEvent(event))).toBe(canonical(event));
        if (event.command === undefined) return;
        const command = submitted(event.command);
        expect(text(writeOrdinaryCommand(command))).toBe(canonical(command));
      }),
      RUNS,
    );
  });

  it('AUDT-3 are encoded the same whatever their texts hold', () => {
    fc.assert(
      fc.property(ordinaryEvent(anyText()), (event) => {
        expect(text(encodeBookEvent(event).data)).toBe(canonical(event));
        if (event.command === undefined) return;
        const command = submitted(event.command);
        expect(text(encodeCommand(command))).toBe(canonical(command));
      }),
      RUNS,
    );
  });

  it('AUDT-3 lose no field that a later product has given them, wherever it is', () => {
    fc.assert(
      fc.property(ordinaryEvent(plainText()), fc.nat(), (event, place) => {
        const more = changed(event, place, (fields) => (fields.zone = 'A')) as BookEvent;
        expect(writeOrdinaryEvent(more)).toBeUndefined();
        expect(text(encodeBookEvent(more).data)).toContain('"zone":"A"');
      }),
      RUNS,
    );
  });

  it('AUDT-3 take a field that is there and undefined for absent', () => {
    fc.assert(
      fc.property(ordinaryEvent(plainText()), fc.nat(), (event, place) => {
        const same = changed(event, place, (fields) => (fields.zone = undefined)) as BookEvent;
        expect(text(writeOrdinaryEvent(same))).toBe(canonical(event));
      }),
      RUNS,
    );
  });

  it('AUDT-3 are written the same or left to others when a field holds what it never should', () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, undefined, true, false, '', 'x', '"', 'é', '1', {}, [], 'x'.repeat(300)),
      fc.integer(),
      fc.maxSafeInteger(),
    );
    fc.assert(
      fc.property(ordinaryEvent(plainText()), fc.nat(), odd, (event, place, value) => {
        const other = changed(event, place, (fields, key) => (fields[key] = value)) as BookEvent;
        expectTheSame(other);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([-1, 0.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN, Number.POSITIVE_INFINITY])(
    'UNIT-1 leave the number %s to others',
    (lots) => {
      expect(writeOrdinaryEvent({ ...CANCELLED, lots } as BookEvent)).toBeUndefined();
    },
  );

  it.each([0, 9, 10, 999_999_999, 1_000_000_000, 1_000_000_001, 4_294_967_296, Number.MAX_SAFE_INTEGER])(
    'UNIT-1 are written up to the largest safe integer: %s',
    (micros) => {
      const whole = { ...CANCELLED, bookMicros: micros } as BookEvent;
      expect(text(writeOrdinaryEvent(whole))).toContain(`{"bookMicros":${micros},"leavesLots":0`);
    },
  );

  it('AUDT-3 have texts of up to 256 characters, and the fullest of them is still written', () => {
    const full = (length: number): BookEvent => {
      const name = 'x'.repeat(length);
      const most = Number.MAX_SAFE_INTEGER;
      const lots = { quantityLots: most, displayQuantityLots: most, minQuantityLots: most };
      const prices = {
        priceTicks: most,
        protectionLimitTicks: most,
        triggerPriceTicks: most,
        expiryMicros: most,
      };
      const names = { desk: name, memberState: name, trader: name, clientOrderId: name, account: name };
      const terms = {
        side: name,
        orderType: name,
        timeInForce: name,
        onFloorRaise: name,
        stpMode: name,
        stpId: name,
      };
      const body = {
        kind: 'placeOrder',
        ...names,
        ...terms,
        ...lots,
        ...prices,
        postOnly: true,
        certificateId: name,
      };
      const head = { commandId: name, cause: name, actor: name, rulesVersion: most, receiveMicros: most };
      const command = { ...head, bookMicros: most, source: { partition: most, offset: most }, body };
      const event: unknown = { type: 'OrderAccepted', sequence: most, bookMicros: most, end: true, command };
      return event as BookEvent;
    };
    expect(text(writeOrdinaryEvent(full(256)))).toBe(canonical(full(256)));
    expect(writeOrdinaryEvent(full(257))).toBeUndefined();
  });

  it('AUDT-3 leave a command without a body to others', () => {
    const command = { commandId: 'c', instrument: 'i', cause: 'command', actor: 'a', receiveMicros: 1 };
    for (const body of [undefined, null, 'placeOrder']) {
      const odd = { ...command, body } as unknown as SubmittedCommand;
      expect(writeOrdinaryCommand(odd)).toBeUndefined();
      expect(text(encodeCommand(odd))).toBe(canonicalJson(odd));
    }
  });

  it('AUDT-3 keep their bytes when others are written after them, and when one is not', () => {
    const written = Array.from({ length: 3_000 }, (_, sequence) => ({
      sequence,
      data: writeOrdinaryEvent({ ...CANCELLED, sequence } as BookEvent),
      odd: writeOrdinaryEvent({ ...CANCELLED, sequence, reason: 'é' } as unknown as BookEvent),
    }));
    for (const { sequence, data, odd } of written) {
      expect(text(data)).toBe(canonical({ ...CANCELLED, sequence } as BookEvent));
      expect(odd).toBeUndefined();
    }
  });
});
