import { prepareStatement, type Connected, type Statement } from './statement.js';

/** The table of a view that has `Words`. */
export const WORDS_DDL =
  'create table word (word_id integer primary key, kind text not null, text text not null, unique (kind, text))';

/**
 * The few texts that a view's rows repeat without end, as small numbers from 1. Grows with the bloc, not with the flow.
 * What is not known is looked up again, for the view may be written by another thread.
 */
export class Words<Kind extends string> {
  private readonly ids = new Map<Kind, Map<string, number>>();
  private readonly texts = new Map<number, string>();

  private readonly select: Statement;

  constructor(private readonly view: Connected) {
    this.select = prepareStatement(view, 'select word_id, kind, text from word order by word_id');
    this.reload();
  }

  /** Id of a word, given one now if it is new: inside the view's transaction only. */
  intern(kind: Kind, text: string): number {
    const known = this.ids.get(kind)?.get(text);
    if (known !== undefined) return known;
    prepareStatement(this.view, 'insert into word (kind, text) values (?, ?)').run(kind, text);
    this.reload();
    return this.find(kind, text) ?? neverInterned(kind, text);
  }

  find(kind: Kind, text: string): number | undefined {
    const known = this.ids.get(kind)?.get(text);
    if (known !== undefined) return known;
    this.reload();
    return this.ids.get(kind)?.get(text);
  }

  text(wordId: number): string {
    const known = this.texts.get(wordId);
    if (known !== undefined) return known;
    this.reload();
    return this.texts.get(wordId) ?? '';
  }

  /** All texts of a kind, in order of first appearance. */
  all(kind: Kind): string[] {
    return [...(this.ids.get(kind)?.keys() ?? [])];
  }

  /** Reads what is stored: also after a transaction that gave ids was rolled back. */
  reload(): void {
    this.ids.clear();
    this.texts.clear();
    const rows = this.select.all();
    for (const row of rows as { word_id: number; kind: Kind; text: string }[]) {
      const ids = this.ids.get(row.kind);
      if (ids === undefined) this.ids.set(row.kind, new Map([[row.text, row.word_id]]));
      else ids.set(row.text, row.word_id);
      this.texts.set(row.word_id, row.text);
    }
  }
}

function neverInterned(kind: string, text: string): never {
  throw new Error(`the ${kind} ${text} was not kept`);
}
