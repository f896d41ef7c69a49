import { ProblemException } from '#platform';

/** Lets few pieces of heavy work run at once and a bounded number wait, so that regulators cannot crowd out trading. */
export class Turnstile {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly runningMax: number,
    private readonly waitingMax: number,
  ) {}

  /**
   * Runs work when its turn comes.
   *
   * @throws ProblemException 503 `BUSY` when too much waits already.
   */
  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running >= this.runningMax) {
      if (this.waiting.length >= this.waitingMax) {
        throw new ProblemException(
          503,
          'BUSY',
          'too many replays wait already; try again',
          {},
          { 'retry-after': '5' },
        );
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    try {
      return await work();
    } finally {
      // The turn is handed on as it is, or given back.
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}
