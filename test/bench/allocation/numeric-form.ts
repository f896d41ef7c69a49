import type { SequencedCommand } from '#contracts';
import type { FastBook } from '#matching';

const HALF = 2 ** 32;
/** What every field is before a probe changes one. */
const BEFORE = 32;
const CHANGED = 48;

/** Fields of a command by name; those of 64 bits take two words, low then high. */
export type Fields<Name extends string> = Readonly<Record<Name, number>>;

/**
 * Commands of one kind in a book's numeric form, made without an object each: the first is encoded, and where each field
 * lies is found by encoding it again with that field changed.
 */
export class NumericForm<Name extends string> {
  private readonly words: Int32Array;
  private readonly places: readonly (readonly [name: Name, place: number, isWhole: boolean])[];

  /**
   * @param make - a command with these fields. It must be of the same kind and owner whatever they are.
   * @param fields - by name, whether they have 64 bits.
   */
  constructor(
    private readonly book: FastBook,
    make: (fields: Fields<Name>) => SequencedCommand,
    fields: Readonly<Record<Name, boolean>>,
  ) {
    const names = Object.keys(fields) as Name[];
    const before = Object.fromEntries(names.map((name) => [name, BEFORE])) as Record<Name, number>;
    this.words = this.encoded(make(before));
    this.places = names.map((name) => {
      const changed = this.encoded(make({ ...before, [name]: CHANGED }));
      const differing = [...changed.keys()].filter((place) => changed[place] !== this.words[place]);
      const [place] = differing;
      if (place === undefined || differing.length > 1)
        throw new Error(`${name} is told in ${differing.length} words`);
      return [name, place, fields[name]];
    });
  }

  private encoded(command: SequencedCommand): Int32Array {
    const { book } = this;
    const at = book.commandsAt;
    const end = book.encode(command, at);
    if (end === at) throw new Error('a command has no numeric form');
    return book.words.slice(at, end);
  }

  /** Writes a command to where the book takes its commands. */
  write(fields: Fields<Name>): void {
    const { words, commandsAt: at } = this.book;
    words.set(this.words, at);
    for (const [name, place, isWhole] of this.places) {
      words[at + place] = fields[name];
      if (isWhole) words[at + place + 1] = Math.floor(fields[name] / HALF);
    }
  }
}
