/**
 * Remembers values by text for as long as they are among the newest so many, and at most twice as many: two
 * generations, of which the older one goes as a whole, because a map that loses its first entry again and again is slow.
 */
export class RecentValues<Value> {
  private newer = new Map<string, Value>();
  private older = new Map<string, Value>();

  constructor(private readonly sizeMin: number) {}

  get(key: string): Value | undefined {
    return this.newer.get(key) ?? this.older.get(key);
  }

  set(key: string, value: Value): void {
    if (this.newer.size >= this.sizeMin) {
      this.older = this.newer;
      this.newer = new Map();
    }
    this.newer.set(key, value);
  }
}
