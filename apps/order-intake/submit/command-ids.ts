import { randomBytes } from 'node:crypto';

/**
 * Makes ids of commands: unique over instances and restarts by a random prefix, in order of making within an instance.
 */
export class CommandIds {
  private readonly prefix: string;
  private count = 0;

  /** @param startMicros - UTC microseconds; puts the ids of a later start behind those of an earlier one. */
  constructor(startMicros: number) {
    this.prefix = `${startMicros.toString(36).padStart(11, '0')}-${randomBytes(6).toString('hex')}-`;
  }

  next(): string {
    this.count += 1;
    return this.prefix + this.count.toString(36).padStart(8, '0');
  }
}
