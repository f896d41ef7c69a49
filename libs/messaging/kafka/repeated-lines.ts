interface Told {
  readonly atMs: number;
  /** How often it came since. */
  untold: number;
}

/**
 * Passes lines on. One that comes again and again, as each try does while a broker is away, is told once in a while only,
 * with how often it came meanwhile.
 */
export class RepeatedLines<Level> {
  private readonly told = new Map<string, Told>();

  /** @param nowMs - a clock that never goes back. */
  constructor(
    private readonly tell: (level: Level, text: string) => void,
    private readonly quietMs: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  say(level: Level, text: string): void {
    const nowMs = this.nowMs();
    const before = this.told.get(text);
    if (before !== undefined && nowMs - before.atMs < this.quietMs) {
      before.untold++;
      return;
    }
    for (const [line, { atMs }] of this.told) if (nowMs - atMs >= this.quietMs) this.told.delete(line);
    this.told.set(text, { atMs: nowMs, untold: 0 });
    const untold = before?.untold ?? 0;
    this.tell(level, untold === 0 ? text : `${text} (and ${untold} times before)`);
  }
}
