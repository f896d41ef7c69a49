import { describe, expect, it } from '@jest/globals';
import { formatCommand } from './kafka-broker.js';

describe('a new broker’s folder', () => {
  it('takes an id that begins with a dash, as one of 64 does', () => {
    const words = formatCommand('-Wz7ITbMnh2ULwVnmAoU1w', 'server.properties');
    expect(words.filter((word) => word.startsWith('-W'))).toEqual([]);
    expect(words.join(' ')).toContain('=-Wz7ITbMnh2ULwVnmAoU1w ');
  });
});
