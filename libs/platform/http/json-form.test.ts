import { describe, expect, it } from '@jest/globals';
import { jsonFormError, textsAreSound } from './json-form.js';

const code = (text: string) => jsonFormError(Buffer.from(text))?.code;

describe('the form of JSON', () => {
  it.each([
    '{}',
    '[1,-2,0]',
    '{"a":"1e5","b":"-0.5","c":"\\"{[[1e9"}',
    '9007199254740991',
    '{"a":[{"b":[true,false,null]}]}',
  ])('UNIT-2 %s is whole and plain', (text) => {
    expect(code(text)).toBeUndefined();
  });

  it.each(['1.5', '[1e3]', '{"a":1E3}', '-0', '[-0]', '1.0', '{"a":12345678901234567}', '{"a":1e400}', '-'])(
    'UNIT-2 %s is malformed',
    (text) => {
      expect(code(text)).toBe('NUMBER_FORM');
    },
  );

  it('bounds the nesting', () => {
    expect(code('['.repeat(32) + ']'.repeat(32))).toBeUndefined();
    expect(code('['.repeat(33) + ']'.repeat(33))).toBe('TOO_DEEP');
    expect(code('{"a":'.repeat(200_000))).toBe('TOO_DEEP');
  });

  it('finds null characters and broken Unicode in any text', () => {
    expect(textsAreSound({ a: ['ok', { b: '😀' }], n: 1, x: null })).toBe(true);
    expect(textsAreSound({ a: ['\0'] })).toBe(false);
    expect(textsAreSound({ '\ud800': 1 })).toBe(false);
    expect(textsAreSound('\udc00')).toBe(false);
  });
});
