import { describe, expect, it } from '@jest/globals';
import { bookStream, instrumentOfStream, parsePublicId, publicId } from './names.js';

describe('public names', () => {
  it('reads back the ids and streams that it writes', () => {
    expect(parsePublicId(publicId('NDPR-OXIDE', 17))).toEqual({ instrumentId: 'NDPR-OXIDE', sequence: 17 });
    expect(instrumentOfStream(bookStream('NDPR-OXIDE'))).toBe('NDPR-OXIDE');
    expect(instrumentOfStream('policy')).toBeUndefined();
  });

  it.each([
    '',
    'NDPR',
    'NDPR.',
    'NDPR.0',
    'NDPR.01',
    'NDPR.-1',
    'ndpr.1',
    'NDPR.1.2',
    '../x.1',
    'NDPR.9999999999999999',
  ])('takes %j for no id', (text) => expect(parsePublicId(text)).toBeUndefined());
});
