import { ConfigurationError } from '../config/configuration-error.js';

/** What is wrong with a bloc's files: file, field and rule, all of it at once. */
export class BlocConfigurationError extends ConfigurationError {
  constructor(
    directory: string,
    /** One line each, e.g. `floors.yaml: floors[0].price: must be a whole number of ticks of 0.05`. */
    readonly faults: readonly string[],
  ) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super(`the bloc in ${directory} has ${count}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'BlocConfigurationError';
  }
}

/** Collects what is wrong while files are checked. */
export class Faults {
  readonly lines: string[] = [];

  get count(): number {
    return this.lines.length;
  }

  /**
   * @param field - path of the field in the file; empty for the file itself.
   * @param rule - reads after the field, e.g. `names no desk`.
   */
  add(file: string, field: string, rule: string): void {
    this.lines.push(field === '' ? `${file}: ${rule}` : `${file}: ${field}: ${rule}`);
  }
}
