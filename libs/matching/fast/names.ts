/** Small integers for texts, from 1 in order of first appearance; 0 stands for no text. */
export class Names {
  private readonly texts: string[] = [''];
  private readonly numbers = new Map<string, number>();

  /** How many numbers there are, 0 included. */
  get size(): number {
    return this.texts.length;
  }

  /** The number of a text; a new text gets the next one. */
  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.length;
    this.texts.push(text);
    this.numbers.set(text, number);
    return number;
  }

  /** The number of a text, 0 when it has none yet. */
  find(text: string): number {
    return this.numbers.get(text) ?? 0;
  }

  text(number: number): string {
    return this.texts[number] ?? '';
  }
}
