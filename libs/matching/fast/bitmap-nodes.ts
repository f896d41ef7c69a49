/** The words of a node of a tree of bitmaps: its children, a bit for each that it has, a bit for each word of those bits. */
export const enum Node {
  /** So many bits of a key tell the child. */
  BITS = 12,
  FAN_OUT = 1 << BITS,
  CHILD_MASK = FAN_OUT - 1,
  BITMAP = FAN_OUT,
  SUMMARY = BITMAP + FAN_OUT / 32,
  SUMMARY_WORDS = FAN_OUT / 1024,
  /** Room for the summary is a whole cache line. */
  WORDS = SUMMARY + 16,
}

/** Whether a bitmap of four words has no bit set. */
export function isZero(words: Int32Array, bitmap: number): boolean {
  return (
    ((words[bitmap] ?? 0) |
      (words[bitmap + 1] ?? 0) |
      (words[bitmap + 2] ?? 0) |
      (words[bitmap + 3] ?? 0)) ===
    0
  );
}

/** The first bit set behind a place in a few words of bitmap, -1 when there is none. */
export function nextMarked(words: Int32Array, bitmap: number, count: number, after: number): number {
  const from = after + 1;
  let index = from >>> 5;
  if (index >= count) return -1;
  let bits = (words[bitmap + index] ?? 0) & (-1 << (from & 31));
  while (bits === 0) {
    if (++index >= count) return -1;
    bits = words[bitmap + index] ?? 0;
  }
  return (index << 5) | (31 - Math.clz32(bits & -bits));
}

/** The first child behind a place in a node of the root's form, -1 when there is none. */
export function nextInNode(nodes: Int32Array, nodeAt: number, after: number): number {
  const from = after + 1;
  if (from >= Node.FAN_OUT) return -1;
  const index = from >>> 5;
  const bits = (nodes[nodeAt + Node.BITMAP + index] ?? 0) & (-1 << (from & 31));
  if (bits !== 0) return (index << 5) | (31 - Math.clz32(bits & -bits));
  const next = nextMarked(nodes, nodeAt + Node.SUMMARY, Node.SUMMARY_WORDS, index);
  if (next < 0) return -1;
  const word = nodes[nodeAt + Node.BITMAP + next] ?? 0;
  return (next << 5) | (31 - Math.clz32(word & -word));
}

/** Marks a child. */
export function mark(nodes: Int32Array, nodeAt: number, child: number): void {
  const word = nodeAt + Node.BITMAP + (child >>> 5);
  nodes[word] = (nodes[word] ?? 0) | (1 << (child & 31));
  const summary = nodeAt + Node.SUMMARY + (child >>> 10);
  nodes[summary] = (nodes[summary] ?? 0) | (1 << ((child >>> 5) & 31));
}

/** Forgets a child. @returns whether the node has none left. */
export function unmark(nodes: Int32Array, nodeAt: number, child: number): boolean {
  nodes[nodeAt + child] = 0;
  const word = nodeAt + Node.BITMAP + (child >>> 5);
  nodes[word] = (nodes[word] ?? 0) & ~(1 << (child & 31));
  if (nodes[word] !== 0) return false;
  const summary = nodeAt + Node.SUMMARY + (child >>> 10);
  nodes[summary] = (nodes[summary] ?? 0) & ~(1 << ((child >>> 5) & 31));
  return nextMarked(nodes, nodeAt + Node.SUMMARY, Node.SUMMARY_WORDS, -1) < 0;
}
