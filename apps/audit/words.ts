import type { AuditConnection, WordKind } from './audit-view.js';

/**
 * The few texts that events repeat without end, as small numbers. Grows with the bloc, not with the flow. What is not
 * known is looked up again, for the index may be written by another thread.
 */
export class Words {
  private readonly ids = new Map<WordKind, Map<string, number>>();
  private readonly texts = new Map<number, string>();

  constructor(private readonly view: AuditConnection) {
    this.reload();
  }

  /** Id of a word, given one now if it is new: inside the view's transaction only. */
  intern(kind: WordKind, text: string): number {
    const known = this.ids.get(kind)?.get(text);
    if (known !== undefined) return known;
    this.view.sqlite.prepare('insert into word (kind, text) values (?, ?)').run(kind, text);
    this.reload();
    return this.find(kind, text) ?? neverInterned(kind, text);
  }

  find(kind: WordKind, text: string): number | undefined {
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
  all(kind: WordKind): string[] {
    return [...(this.ids.get(kind)?.keys() ?? [])];
  }

  /** Reads what is stored: also after a transaction that gave ids was rolled back. */
  reload(): void {
    this.ids.clear();
    this.texts.clear();
    const rows = this.view.sqlite.prepare('select word_id, kind, text from word order by word_id').all();
    for (const row of rows as { word_id: number; kind: WordKind; text: string }[]) {
      const ids = this.ids.get(row.kind);
      if (ids === undefined) this.ids.set(row.kind, new Map([[row.text, row.word_id]]));
      else ids.set(row.text, row.word_id);
      this.texts.set(row.word_id, row.text);
    }
  }
}

function neverInterned(kind: WordKind, text: string): never {
  throw new Error(`the ${kind} ${text} was not kept`);
}
