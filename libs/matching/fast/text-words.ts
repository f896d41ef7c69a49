/** Whether every UTF-16 code unit of a text fits a byte. */
function isNarrow(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return false;
  return true;
}

/**
 * Writes a text as words: first twice its length, plus one when it is wide, then its code units, four a word or two.
 * Whatever a text holds, it comes back the same.
 *
 * @returns where the next word goes.
 */
export function writeText(words: Int32Array, at: number, text: string): number {
  const { length } = text;
  const narrow = isNarrow(text);
  words[at] = (length << 1) | (narrow ? 0 : 1);
  const [perWord, bits] = narrow ? [4, 8] : [2, 16];
  let next = at + 1;
  for (let index = 0; index < length; next++) {
    let word = 0;
    for (let part = 0; part < perWord && index < length; part++, index++) {
      word |= text.charCodeAt(index) << (part * bits);
    }
    words[next] = word;
  }
  return next;
}

/** How many words a text takes whose first word is given. */
export function textWords(first: number): number {
  const length = first >>> 1;
  return 1 + ((first & 1) === 0 ? (length + 3) >>> 2 : (length + 1) >>> 1);
}

/** The most words that a text of a length can take. */
export function textWordsMax(text: string): number {
  return 1 + ((text.length + 1) >>> 1);
}

/** Reads a text that `writeText` wrote. */
export function readText(words: Int32Array, at: number): string {
  const first = words[at] ?? 0;
  const length = first >>> 1;
  const isWide = (first & 1) !== 0;
  let text = '';
  for (let index = 0; index < length; index++) {
    const word = words[at + 1 + (isWide ? index >>> 1 : index >>> 2)] ?? 0;
    const code = isWide ? (word >>> ((index & 1) * 16)) & 0xffff : (word >>> ((index & 3) * 8)) & 0xff;
    text += String.fromCharCode(code);
  }
  return text;
}

/**
 * A 32-bit hash of a desk's id. Ids that differ in their last character alone lie side by side, as ids that count up
 * do, so that a desk's next id is found in the cache.
 */
export function hashOfId(desk: number, text: string): number {
  const last = text.length - 1;
  let hash = Math.imul(desk + 1, 0x9e3779b1);
  for (let index = 0; index < last; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash ^= hash >>> 13;
  return (hash & ~15) | (last < 0 ? 0 : text.charCodeAt(last) & 15);
}
