import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';

function capture() {
  const lines: Record<string, unknown>[] = [];
  const destination = {
    write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  };
  return { lines, destination };
}

const TOKEN = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJtaWEifQ.c2lnbmF0dXJl';

describe('the log', () => {
  it('is one JSON line an entry, at its level and above', () => {
    const { lines, destination } = capture();
    const logger = createLogger('info', destination);
    logger.debug('not this');
    logger.info('this', { instrument: 'NDPR-OXIDE' });
    expect(lines).toEqual([
      { level: 'info', time: expect.any(String), msg: 'this', instrument: 'NDPR-OXIDE' },
    ]);
  });

  it('never holds a token, wherever it came from', () => {
    const { lines, destination } = capture();
    const logger = createLogger('debug', destination);
    logger.warn(`bad header Bearer ${TOKEN}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
      token: TOKEN,
    });
    logger.error('failed', { err: new Error(`with ${TOKEN}`) });
    expect(JSON.stringify(lines)).not.toContain('eyJ');
    expect(lines[0]).toMatchObject({ msg: 'bad header Bearer [token]', token: '[left out]' });
  });

  it("takes Nest's messages, its chatter as debug", () => {
    const { lines, destination } = capture();
    const nest = new NestLogger(createLogger('debug', destination));
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.error(new Error('no such provider'), 'stack\n  at x', 'Injector');
    nest.warn({ odd: 1 });
    expect(lines).toMatchObject([
      { level: 'debug', context: 'RouterExplorer' },
      { level: 'error', msg: 'no such provider', context: 'Injector' },
      { level: 'warn', msg: '{ odd: 1 }' },
    ]);
  });
});
