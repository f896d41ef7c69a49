/** What a stream of the client is to its taker. */
interface Source {
  read(): unknown;
  on(event: 'readable' | 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * Takes what a stream of the client has, in batches, at the taker's own pace.
 *
 * The client's streams may tell an error at any time, also after they were given up, and tell it without ending: so the
 * listener stays for good, and what had come before the error is handed over first.
 */
export class Pull<T> {
  #ended = false;
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(private readonly source: Source) {
    const news = (): void => this.#wake();
    const ended = (): void => this.stop();
    source.on('readable', news);
    source.on('end', ended);
    source.on('close', ended);
    source.on('error', (error: Error) => this.fail(error));
  }

  /**
   * The next of them, at least one; none when the stream has ended.
   *
   * @param waitMsMax - how long to wait for the first; for ever when absent.
   * @throws what the stream failed with, or Error when nothing came in time.
   */
  async next(countMax: number, waitMsMax?: number): Promise<T[]> {
    for (;;) {
      const batch = this.#take(countMax);
      if (batch.length > 0) return batch;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) return batch;
      await this.#news(waitMsMax);
    }
  }

  /** Ends it, as if the stream had. */
  stop(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Fails it, as if the stream had. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  #take(countMax: number): T[] {
    const batch: T[] = [];
    while (batch.length < countMax) {
      const item = this.source.read() as T | null;
      if (item === null) break;
      batch.push(item);
    }
    return batch;
  }

  async #news(waitMsMax: number | undefined): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (waitMsMax === undefined) return;
      timer = setTimeout(() => this.fail(new Error(`nothing came for ${waitMsMax} ms`)), waitMsMax);
    });
    clearTimeout(timer);
  }
}
