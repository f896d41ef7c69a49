/** What the process tells its caller; documented in the help and never renumbered. */
export const EXIT = {
  ok: 0,
  /** The venue understood and refused: a rule, a right, a malformed field. */
  refused: 1,
  /** The command line itself is wrong, or what it names on this machine. */
  usage: 2,
  /** The venue could not be reached, could not take the command, or its answer is not known. */
  unavailable: 3,
  /** The venue answered, and a verification or reconciliation found differences. */
  differences: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An end with one clear line for the person, and a code for the script. */
export class CliError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    /** What `--json` writes instead of the line. */
    readonly details?: Readonly<Record<string, unknown>>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CliError';
  }
}
