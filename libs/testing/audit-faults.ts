/** What an audit has found wrong, each with the sequence of the event at which it was found. */
export class AuditFaults {
  readonly all: string[] = [];
  /** Sequence of the event in hand. */
  sequence = 0;

  add(fault: string): void {
    this.all.push(`at ${this.sequence}: ${fault}`);
  }
}
