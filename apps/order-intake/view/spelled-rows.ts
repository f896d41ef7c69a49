import type { Words } from '#views';

/** What the rows of orders and trades repeat without end; they keep its number (`Words`) in place of its text. */
export type DeskWord = 'instrument' | 'desk' | 'side' | 'orderType' | 'timeInForce';

/** The columns of orders and trades that keep a word's number. */
const WORD_COLUMNS = ['instrument', 'desk', 'side', 'order_type', 'time_in_force', 'aggressor_side'] as const;

/** No word has this number. */
const NO_WORD = 0;

/** Spells out rows of the desks' view, and finds the numbers of what is asked for. */
export class SpelledRows {
  constructor(private readonly words: Words<DeskWord>) {}

  /** The number of a word, one that no row has when the view has never met it. */
  numberOf(kind: DeskWord, text: string): number {
    return this.words.find(kind, text) ?? NO_WORD;
  }

  /**
   * Spells out the words of a row that was just read, as far as it has them; texts and nulls stay as they are.
   *
   * @throws Error when the view lacks a word: its rows are wrong.
   */
  spell<Row extends object>(row: Row): Row {
    const values = row as Record<string, unknown>;
    for (const column of WORD_COLUMNS) {
      const value = values[column];
      if (typeof value === 'number') values[column] = this.textOf(value);
    }
    return row;
  }

  private textOf(word: number): string {
    const text = this.words.text(word);
    if (text === '') throw new Error(`the desks' view lacks word ${word}`);
    return text;
  }
}
