const NAME_COLUMNS = 29;

/** Tells the day, a line a deed, as it happens. */
export class Story {
  constructor(private readonly write: (line: string) => void) {}

  /** Opens a scene. */
  scene(number: number, title: string): void {
    this.write('');
    this.write(`${number}. ${title}`);
  }

  /** One deed: when, who, what, and what came of it. */
  deed(who: string, what: string, outcome: string): void {
    const time = new Date().toISOString().slice(11, 19);
    this.write(`   ${time}  ${who.padEnd(NAME_COLUMNS)}  ${what} -> ${outcome}`);
  }

  /** Something that everybody can see. */
  remark(text: string): void {
    this.write(`   ${text}`);
  }

  /** An expectation that did not hold. */
  failure(text: string): void {
    this.write(`   !! ${text}`);
  }
}
