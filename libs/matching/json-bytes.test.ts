import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '#contracts';
import { JsonBytes } from './json-bytes.js';

function written(write: (out: JsonBytes) => void): string {
  const decoder = new TextDecoder();
  let text = '';
  const out = new JsonBytes((bytes) => {
    text += decoder.decode(bytes, { stream: true });
  });
  write(out);
  out.flush();
  return text;
}

const WHOLES = [0, 9, 10, 99_999, 999_999_999, 1_000_000_000, 2 ** 31, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER];

describe('JSON written as bytes', () => {
  it.each([
    ...WHOLES,
    ...WHOLES.map((whole) => -whole),
    ...['', 'plain', 'a "quoted\\ text"', 'line\nfeed', 'Ünïcode €', '\u{1f600}', '\ud800 alone', '\u007f'],
    ...[true, false, null, [1, 'a', null], { b: 1, a: { c: 'x' } }],
  ])('INV-6 is canonical JSON: %j', (value) => {
    expect(written((out) => out.value(value))).toBe(canonicalJson(value));
  });

  it('INV-6 is in the order of its fields, absent ones left out', () => {
    const text = written((out) => {
      out.open();
      const count = out.field('a', 1) + out.field('b', undefined) + out.field('c', 'x');
      out.close();
      out.value(count);
    });
    expect(text).toBe('{"a":1,"c":"x"}2');
  });

  it.each([0.5, Number.NaN, 2 ** 53])('INV-6 has no number %d', (value) => {
    expect(() => written((out) => out.value(value))).toThrow(RangeError);
  });

  it('INV-6 comes in chunks, whole however long its lines are', () => {
    const lines = Array.from({ length: 40 }, (_, index) => 'ü'.repeat(index * 1_000));
    const text = written((out) => {
      for (const line of lines) {
        out.value(line);
        out.endLine();
      }
    });
    expect(text).toBe(lines.map((line) => `"${line}"\n`).join(''));
  });

  it('INV-6 what was written of a line may be taken back', () => {
    const text = written((out) => {
      out.ascii('[');
      const { at } = out;
      out.value('something else');
      out.rewind(at);
      out.ascii(']');
    });
    expect(text).toBe('[]');
  });
});
