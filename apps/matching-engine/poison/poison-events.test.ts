import { describe, expect, it } from '@jest/globals';
import { decodePoisonEvent, encodePoisonEvent, isCut, type PoisonEvent } from './poison-events.js';

const PLACE = { partition: 3, offset: 17 } as const;
const MICROS = 1_795_392_000_000_000;
const EVENTS: readonly (readonly [PoisonEvent, version: number, text: string])[] = [
  [
    {
      ...PLACE,
      type: 'MessageSetAside',
      key: 'NDPR-OXIDE',
      reason: 'not a command',
      value: new TextEncoder().encode('nonsense'),
      valueBytes: 8,
      recordedMicros: MICROS,
      resendOf: { partition: 3, offset: 9 },
    },
    2,
    '{"key":"NDPR-OXIDE","offset":17,"partition":3,"reason":"not a command","recordedMicros":1795392000000000,' +
      '"resendOf":{"offset":9,"partition":3},"value":"bm9uc2Vuc2U="}',
  ],
  [
    { ...PLACE, type: 'MessageResent', actor: 'sam', reason: 'mended', recordedMicros: MICROS },
    1,
    '{"actor":"sam","cause":"command","offset":17,"partition":3,"reason":"mended","recordedMicros":1795392000000000}',
  ],
  [
    { ...PLACE, type: 'MessageDiscarded', actor: 'sam', reason: 'noise', recordedMicros: MICROS },
    1,
    '{"actor":"sam","cause":"command","offset":17,"partition":3,"reason":"noise","recordedMicros":1795392000000000}',
  ],
  [
    {
      ...PLACE,
      type: 'ResentMessageTaken',
      takenAs: { partition: 3, offset: 40 },
      recordedMicros: MICROS,
    },
    1,
    '{"offset":17,"partition":3,"recordedMicros":1795392000000000,"takenAs":{"offset":40,"partition":3}}',
  ],
];

describe('what is stored of messages that were set aside', () => {
  it.each(EVENTS)('is canonical and reads back: %j', (event, version, text) => {
    const stored = encodePoisonEvent(event, 4);
    expect([stored.version, new TextDecoder().decode(stored.data)]).toEqual([version, text]);
    expect(decodePoisonEvent(stored.type, stored.version, stored.data)).toMatchObject(event);
  });

  it('has an id that follows from its place in the stream and its bytes', () => {
    const [event] = EVENTS[0]!;
    expect(encodePoisonEvent(event, 4).id).toBe(encodePoisonEvent(event, 4).id);
    expect(encodePoisonEvent(event, 5).id).not.toBe(encodePoisonEvent(event, 4).id);
    expect(encodePoisonEvent({ ...event, recordedMicros: 1 }, 4).id).not.toBe(encodePoisonEvent(event, 4).id);
  });

  it('reads what older engines wrote, without a time', () => {
    const data = new TextEncoder().encode(
      '{"key":"K","offset":17,"partition":3,"reason":"why","value":"bm9u","valueBytes":300000}',
    );
    const event = decodePoisonEvent('MessageSetAside', 1, data);
    expect(event).toMatchObject({ ...PLACE, key: 'K', valueBytes: 300_000 });
    expect(event).not.toHaveProperty('recordedMicros');
  });

  it('keeps the begin of a message that is too long, and says how long it was', () => {
    const value = new Uint8Array(300_000).fill(65);
    const stored = encodePoisonEvent(
      { ...PLACE, type: 'MessageSetAside', key: 'K', reason: 'r', value, valueBytes: value.length },
      0,
    );
    const event = decodePoisonEvent(stored.type, stored.version, stored.data);
    if (event.type !== 'MessageSetAside') throw new Error(event.type);
    expect([event.value.length, event.valueBytes, isCut(event)]).toEqual([262_144, 300_000, true]);
  });

  it.each([
    ['MessageSetAside', 3],
    ['MessageForgotten', 1],
    ['toString', 1],
  ])('of a later product is refused: %s version %i', (type, version) => {
    expect(() => decodePoisonEvent(type, version, new TextEncoder().encode('{}'))).toThrow(RangeError);
  });
});
