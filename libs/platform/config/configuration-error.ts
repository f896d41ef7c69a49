/**
 * The venue cannot start as configured. Its message is whole for the person who configured it; a composition root
 * prints it and exits 1, without a stack trace.
 */
export class ConfigurationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConfigurationError';
  }
}
