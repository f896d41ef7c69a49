import { isDeepStrictEqual } from 'node:util';

/** One thing that should have been so. */
export interface Expectation {
  readonly scene: string;
  readonly what: string;
  readonly held: boolean;
  /** What was found instead, when it did not hold. */
  readonly found?: string;
}

/** Collects what should be so over the whole day; nothing stops at the first that is not. */
export class Expectations {
  readonly all: Expectation[] = [];
  private scene = '';

  constructor(private readonly onFailure: (text: string) => void) {}

  enter(scene: string): void {
    this.scene = scene;
  }

  /** @returns whether it held. */
  that(what: string, held: boolean, found: unknown = 'otherwise'): boolean {
    if (held) this.all.push({ scene: this.scene, what, held });
    else {
      const shown = typeof found === 'string' ? found : JSON.stringify(found);
      this.all.push({ scene: this.scene, what, held, found: shown });
      this.onFailure(`expected: ${what}; found: ${shown}`);
    }
    return held;
  }

  equal(what: string, found: unknown, expected: unknown): boolean {
    const wanted = `${what} is ${JSON.stringify(expected)}`;
    return this.that(wanted, isDeepStrictEqual(found, expected), found === undefined ? 'nothing' : found);
  }

  get failed(): readonly Expectation[] {
    return this.all.filter(({ held }) => !held);
  }
}
