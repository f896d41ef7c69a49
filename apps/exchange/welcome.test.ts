import { describe, expect, it } from '@jest/globals';
import type { VenueConfig } from '#platform';
import { smallBloc } from '#testing';
import { welcome } from './welcome.js';

const linesOf = (url: string, dataDir: string): string[] =>
  welcome(url, { dataDir } as VenueConfig, smallBloc(), true).split('\n');

describe('what a start prints', () => {
  it('leads to commands that work as they stand where the command line looks by itself', () => {
    const lines = linesOf('http://127.0.0.1:3000', '.orebook');
    expect(lines.some((line) => line.includes('npx orebook instruments --as '))).toBe(true);
    expect(lines.filter((line) => line.includes('export'))).toEqual([]);
  });

  it('says first what the command line must be told of another address and data directory', () => {
    const lines = linesOf('http://127.0.0.1:4000', '/srv/venue');
    const told = lines.indexOf('  export OREBOOK_URL=http://127.0.0.1:4000 OREBOOK_DATA_DIR=/srv/venue');
    expect(told).toBe(lines.indexOf('Next, in another terminal:') + 1);
  });
});
