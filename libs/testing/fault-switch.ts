/** Whether a part of the venue is there: as it is, gone silent, or failing whatever is asked of it. */
export class FaultSwitch {
  private failure: Error | undefined;
  private back: Promise<void> | undefined;
  private letGo: () => void = () => undefined;

  /** From now on nothing is answered until `heal`: what a client that goes on trying looks like from outside. */
  hang(): void {
    this.back ??= new Promise((resolve) => {
      this.letGo = resolve;
    });
  }

  /** From now on everything fails with this error, what hangs by now included. */
  failWith(failure: Error): void {
    this.failure = failure;
    this.letGo();
    this.back = undefined;
  }

  /** All is well again, and what hangs goes on. */
  heal(): void {
    this.failure = undefined;
    this.letGo();
    this.back = undefined;
  }

  /** Resolves once it is not silent any more. @throws the error that everything fails with. */
  async passed(): Promise<void> {
    while (this.back !== undefined) await this.back;
    if (this.failure !== undefined) throw this.failure;
  }

  /** Resolves once it is neither silent nor failing: what is handed over by itself just does not come meanwhile. */
  async healed(): Promise<void> {
    while (this.back !== undefined || this.failure !== undefined)
      await (this.back ?? new Promise((resolve) => setTimeout(resolve, 5)));
  }
}
