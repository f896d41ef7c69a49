/** Why the exchange cannot start or go on, in one line for the person who runs it. */
export class StartupError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartupError';
  }
}
