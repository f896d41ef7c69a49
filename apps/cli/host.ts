import { EXIT, type ExitCode } from './exit-codes.js';

/** Where a run reads its settings and writes what it has to say; tests bring their own. */
export interface HostOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Columns of the terminal, for the help. */
  readonly columns: number;
  readonly out: (chunk: string | Uint8Array) => Promise<void>;
  readonly err: (text: string) => void;
}

/** One run of the command line. */
export class Host {
  /** What the process will exit with when nothing throws. */
  exitCode: ExitCode = EXIT.ok;

  constructor(readonly options: HostOptions) {}

  /** Writes a result, ended by a line break. */
  async print(text: string): Promise<void> {
    await this.options.out(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Writes a remark for the person, apart from the result. */
  note(text: string): void {
    this.options.err(`${text}\n`);
  }

  setting(name: string): string | undefined {
    const value = this.options.env[name];
    return value === '' ? undefined : value;
  }
}
