/** Finds or makes the value of a key. */
export function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** Inserts where a sorted array stays sorted; behind what compares equal. */
export function insertSorted<Item>(
  items: Item[],
  item: Item,
  compare: (left: Item, right: Item) => number,
): void {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = items[middle];
    if (other !== undefined && compare(other, item) <= 0) low = middle + 1;
    else high = middle;
  }
  items.splice(low, 0, item);
}

/** Compares texts by code unit, whatever the locale. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

interface DeskName {
  readonly memberState: string;
  readonly desk: string;
}

/** By member state, then desk. */
export function compareDesks(left: DeskName, right: DeskName): number {
  return compareTexts(left.memberState, right.memberState) || compareTexts(left.desk, right.desk);
}
