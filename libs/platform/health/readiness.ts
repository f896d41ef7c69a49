/** What one part of the process says of itself. */
export interface ReadinessState {
  readonly ready: boolean;
  readonly detail?: string;
}

export type ReadinessCheck = () => ReadinessState | Promise<ReadinessState>;

const CHECK_TIMEOUT_MS_MAX = 2_000;

/** The parts that must be ready before the process takes requests; each registers its own check. */
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();
  private draining = false;

  /** Adds a part; a later check under the same name takes its place. */
  register(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** Says from now on that the process is going: load balancers send no more. */
  drain(): void {
    this.draining = true;
  }

  /** Asks every part; one that throws or takes more than 2 s is not ready. */
  async check(): Promise<{ ready: boolean; parts: Record<string, ReadinessState> }> {
    const names = [...this.checks.keys()].sort();
    const states = await Promise.all(names.map((name) => this.ask(name)));
    const parts: Record<string, ReadinessState> = {};
    names.forEach((name, index) => (parts[name] = states[index] ?? { ready: false }));
    if (this.draining) parts['process'] = { ready: false, detail: 'shutting down' };
    return { ready: Object.values(parts).every(({ ready }) => ready), parts };
  }

  private async ask(name: string): Promise<ReadinessState> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ReadinessState>((resolve) => {
      timer = setTimeout(() => resolve({ ready: false, detail: 'no answer in time' }), CHECK_TIMEOUT_MS_MAX);
    });
    try {
      const check = this.checks.get(name);
      return await Promise.race([check === undefined ? { ready: false } : check(), late]);
    } catch {
      return { ready: false, detail: 'the check failed' };
    } finally {
      clearTimeout(timer);
    }
  }
}
