import { describe, expect, it } from '@jest/globals';
import { decodeResend, encodeResend } from './resent-message.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what asks for a message that was set aside', () => {
  it('names it by its place, in canonical bytes', () => {
    const encoded = encodeResend({ partition: 3, offset: 17 });
    expect(new TextDecoder().decode(encoded)).toBe('{"resend":{"offset":17,"partition":3}}');
    expect(decodeResend(encoded)).toEqual({ partition: 3, offset: 17 });
  });

  it.each([
    'nonsense',
    'null',
    '{}',
    '{"resend":null}',
    '{"resend":{"offset":17}}',
    '{"resend":{"offset":-1,"partition":3}}',
    '{"resend":{"offset":1.5,"partition":3}}',
    '{"resend":{"offset":"1","partition":3}}',
    '{"resend":{"offset":1,"partition":3,"key":"x"}}',
    '{"commandId":"c","resend":{"offset":1,"partition":3}}',
  ])('is nothing else: %s', (text) => {
    expect(decodeResend(bytes(text))).toBeUndefined();
    expect(decodeResend(Uint8Array.of(0xff, 0xfe))).toBeUndefined();
  });
});
