import { fork, type ChildProcess } from 'node:child_process';
import type { SoakMessage } from './soak-process.js';
import { addTotals, NOTHING_YET, type SoakFailure, type SoakPlan, type SoakTotals } from './soak-run.js';

const PROCESS = new URL('./soak-process.js', import.meta.url);
/** Events die young: room for them spares most of the collections. */
const NODE_OPTIONS = ['--max-semi-space-size=32'];

/** What became of all seeds together. */
export interface CrewReport {
  readonly passed: SoakTotals;
  readonly seedsPassed: number;
  /** How often each event came, with its code or reason. */
  readonly seen: ReadonlyMap<string, number>;
  readonly cpuMicros: number;
  readonly failure?: SoakFailure;
}

/** Plays seeds in processes side by side, each seed in one of them; the first failure ends all. */
export class SoakCrew {
  private readonly children: ChildProcess[] = [];
  private readonly seen = new Map<string, number>();
  /** Of whole episodes, those of seeds at work included. */
  passed = NOTHING_YET;
  seedsPassed = 0;
  private cpuMicros = 0;
  private failure: SoakFailure | undefined = undefined;
  /** Whether it was ended before all was played. */
  isStopped = false;

  /** @param plans - one a seed. */
  constructor(
    private readonly plans: readonly SoakPlan[],
    private readonly workers: number,
  ) {}

  /** @throws Error when a process ends by itself. */
  async run(): Promise<CrewReport> {
    const plans = this.plans.values();
    const count = Math.min(this.workers, this.plans.length);
    await Promise.all(Array.from({ length: count }, () => this.work(plans)));
    const { passed, seedsPassed, seen, cpuMicros, failure } = this;
    return { passed, seedsPassed, seen, cpuMicros, ...(failure === undefined ? {} : { failure }) };
  }

  /** Ends all processes; what they have not finished does not count. */
  stop(): void {
    this.isStopped = true;
    for (const child of this.children) child.kill();
  }

  /** One process, which takes a seed whenever it is done with one. */
  private work(plans: Iterator<SoakPlan, undefined>): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = fork(PROCESS, { execArgv: NODE_OPTIONS, serialization: 'advanced' });
      this.children.push(child);
      const next = (): void => {
        const { value, done } = plans.next();
        if (done === true || this.isStopped) child.disconnect();
        else child.send(value);
      };
      child.on('message', (message: SoakMessage) => {
        if (message.kind === 'episode') {
          this.passed = addTotals(this.passed, message.passed);
          return;
        }
        this.hear(message);
        if (this.failure === undefined) next();
        else this.stop();
      });
      child.once('error', reject);
      child.once('exit', (code) => {
        if (code === 0 || this.isStopped) resolve();
        else reject(new Error(`a process of the soak ended with ${code}`));
      });
      next();
    });
  }

  private hear({ report, cpuMicros }: Extract<SoakMessage, { kind: 'report' }>): void {
    this.cpuMicros += cpuMicros;
    for (const [name, times] of report.seen) this.seen.set(name, (this.seen.get(name) ?? 0) + times);
    if (report.failure === undefined) this.seedsPassed++;
    else this.failure ??= report.failure;
  }
}
