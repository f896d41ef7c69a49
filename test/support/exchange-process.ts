import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { remember } from './child-processes.js';
import { freePort } from './free-ports.js';

export interface ExchangeOptions {
  /** The compiled composition root; that of the exchange in one process when absent. */
  readonly main?: string;
  /** A temporary directory of its own when absent. */
  readonly dataDir?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Arguments for node itself, e.g. `--cpu-prof`. */
  readonly nodeArguments?: readonly string[];
  /** A command to run node under, e.g. strace and its arguments. */
  readonly wrapper?: readonly string[];
}

/** A venue that a test or a demo runs, in however many processes. */
export interface RunningVenue {
  /** Where all its routes are. */
  readonly url: string;
  /** Holds the local issuer's keys. */
  readonly dataDir: string;
  /** All that it has printed since its last start. */
  readonly printed: string;
  /** Starts on what is there and waits until the venue is ready to trade. */
  start(): Promise<void>;
  /** SIGKILL to every process of the venue: no clean-up of any kind. */
  kill(): Promise<void>;
  /** Ends it in any case and removes what it made. */
  dispose(): Promise<void>;
}

const MAIN = resolve('dist/apps/exchange/main.js');
/** As `npm start` has it. */
export const NODE_ARGUMENTS = ['--max-semi-space-size=64'];
const READY_MS_MAX = 120_000;
const STOP_MS_MAX = 20_000;

/** The compiled exchange as a process of its own: started, killed and stopped as an operator or a power cut would. */
export class ExchangeProcess implements RunningVenue {
  readonly dataDir: string;
  private readonly ownsDataDir: boolean;
  private child: ChildProcess | undefined;
  private exited: Promise<number | null> = Promise.resolve(0);
  private output = '';
  private port = 0;

  constructor(private readonly options: ExchangeOptions = {}) {
    this.ownsDataDir = options.dataDir === undefined;
    this.dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'orebook-exchange-'));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get portNumber(): number {
    return this.port;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** All that the process has printed since its last start. */
  get printed(): string {
    return this.output;
  }

  /** Starts on the data directory and waits until the venue is ready to trade. */
  async start(): Promise<void> {
    // The port is kept over restarts, as a venue's address is.
    if (this.port === 0) this.port = await freePort();
    this.launch();
    const deadline = Date.now() + READY_MS_MAX;
    while (!(await this.isReady())) {
      if (this.child?.exitCode !== null) throw new Error(`the exchange ended at its start:\n${this.output}`);
      if (Date.now() > deadline) throw new Error(`the exchange was not ready in time:\n${this.output}`);
      await new Promise((done) => setTimeout(done, 25));
    }
  }

  /** Starts and waits for its end: for starts that are expected to be refused. */
  async startAndWaitForExit(): Promise<number | null> {
    if (this.port === 0) this.port = await freePort();
    this.launch();
    return this.exited;
  }

  /** Waits for a process that ends by itself. */
  ended(): Promise<number | null> {
    return this.exited;
  }

  /** SIGKILL: no clean-up of any kind. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.exited;
  }

  /** SIGSTOP: the process stands still, with all that it has in hand, and knows nothing of the time that goes by. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  /** SIGCONT. */
  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** SIGTERM, and the exit code of the clean stop. */
  async stop(): Promise<number | null> {
    this.child?.kill('SIGTERM');
    const timer = setTimeout(() => this.child?.kill('SIGKILL'), STOP_MS_MAX);
    const code = await this.exited;
    clearTimeout(timer);
    return code;
  }

  /** Ends the process in any case and removes a data directory of its own. */
  async dispose(): Promise<void> {
    await this.kill();
    if (this.ownsDataDir) rmSync(this.dataDir, { recursive: true, force: true });
  }

  private launch(): void {
    const command = [
      ...(this.options.wrapper ?? []),
      process.execPath,
      ...NODE_ARGUMENTS,
      ...(this.options.nodeArguments ?? []),
      this.options.main ?? MAIN,
    ];
    this.output = '';
    const child = spawn(command[0] ?? process.execPath, command.slice(1), {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        OREBOOK_TEST_SEED: undefined,
        OREBOOK_LOG_LEVEL: 'warn',
        ...this.options.environment,
        OREBOOK_DATA_DIR: this.dataDir,
        OREBOOK_PORT: String(this.port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    remember(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.exited = new Promise((done) => child.once('exit', (code) => done(code)));
    this.child = child;
  }

  private async isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }
}
