import type { FastBook } from '#matching';
import { encodeStream, openedBook, type PlayedStream } from './played-stream.js';

/** What commands of one kind and one owner have in common, and the places of the words in which they differ. */
interface Template {
  readonly words: Int32Array;
  readonly differing: Int32Array;
}

/**
 * A stream of commands in numeric form, a few words each, to be unpacked a batch at a time to where a book takes its
 * commands: the memory of the machine is not filled with a hundred megabytes of commands that wait, as that of a venue is
 * not. It means the same to every book that encoded the very same stream.
 */
export class PackedStream {
  private readonly templates: Template[] = [];
  private readonly packed: Int32Array;
  private readonly starts: Int32Array;
  private readonly scratch = new Int32Array(256);

  constructor(private readonly played: PlayedStream) {
    const book = openedBook();
    const ends = encodeStream(played, book);
    const commandAt = (index: number): Int32Array =>
      book.words.subarray(index === 0 ? book.commandsAt : ends[index - 1], ends[index]);
    const kinds = Array.from(ends, (_, index) => kindOf(played, index, commandAt(index).length));
    const numberOf = new Map([...new Set(kinds)].map((kind, number) => [kind, number]));
    this.templates = [...numberOf.keys()].map((kind) =>
      templateOf(kinds.flatMap((each, index) => (each === kind ? [commandAt(index)] : []))),
    );
    this.starts = new Int32Array(played.count + 1);
    const packed: number[] = [];
    for (const [index, kind] of kinds.entries()) {
      const number = numberOf.get(kind) ?? 0;
      packed.push(number);
      const command = commandAt(index);
      for (const place of this.templates[number]?.differing ?? []) packed.push(command[place] ?? 0);
      this.starts[index + 1] = packed.length;
    }
    this.packed = Int32Array.from(packed);
  }

  /**
   * Unpacks the commands of some operations.
   *
   * @param words - where they go, from `at` on.
   * @returns where the last one ends.
   */
  unpack(from: number, to: number, words: Int32Array, at: number): number {
    const { packed, templates } = this;
    let next = this.starts[from] ?? 0;
    for (let index = from; index < to; index++) {
      const template = templates[packed[next++] ?? 0];
      if (template === undefined) throw new RangeError(`operation ${index} has no template`);
      const { words: common, differing } = template;
      for (let place = 0; place < common.length; place++) words[at + place] = common[place] ?? 0;
      for (let place = 0; place < differing.length; place++)
        words[at + (differing[place] ?? 0)] = packed[next++] ?? 0;
      at += common.length;
    }
    return at;
  }

  /**
   * Has a book encode every command, as it must before it takes them.
   *
   * @throws Error when one is not what unpacking it gives: the bench would not measure what it says.
   */
  encodeFor(book: FastBook): void {
    const { played, scratch } = this;
    const at = book.commandsAt;
    for (let index = 0; index < played.count; index++) {
      const length = book.encode(played.command(index), at) - at;
      const isSame =
        this.unpack(index, index + 1, scratch, 0) === length && isEqual(scratch, book.words, at, length);
      if (!isSame) throw new Error(`operation ${index} is encoded otherwise than before`);
    }
  }
}

function kindOf(played: PlayedStream, index: number, length: number): string {
  const { body } = played.command(index);
  if (body.kind === 'cancelOrder') return `cancel ${body.desk} ${length}`;
  if (body.kind === 'placeOrder') return `${body.side} ${body.orderType} ${body.desk} ${length}`;
  throw new Error(`a stream has no ${body.kind}`);
}

function templateOf(commands: readonly Int32Array[]): Template {
  const words = Int32Array.from(commands[0] ?? []);
  const places = Array.from(words.keys());
  return {
    words,
    differing: Int32Array.from(
      places.filter((place) => commands.some((each) => each[place] !== words[place])),
    ),
  };
}

function isEqual(left: Int32Array, right: Int32Array, at: number, length: number): boolean {
  for (let place = 0; place < length; place++) if (left[place] !== right[at + place]) return false;
  return true;
}
