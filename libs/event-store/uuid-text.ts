const UUID_BYTES = 16;
const DASH = 0x2d;
/** The two digits of each byte, by their code units. */
const DIGITS = Buffer.from(
  Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join(''),
);
const text = Buffer.alloc(36);

/**
 * The text of a UUID, in lower case with hyphens, made in one piece: ids are made for every event, and texts put together
 * from parts cost several times as much.
 *
 * @param bytes - of which 16 are the UUID.
 * @param from - where they begin.
 */
export function uuidText(bytes: Uint8Array, from = 0): string {
  let at = 0;
  for (let index = 0; index < UUID_BYTES; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text[at++] = DASH;
    const digits = (bytes[from + index] ?? 0) * 2;
    text[at++] = DIGITS[digits] ?? 0;
    text[at++] = DIGITS[digits + 1] ?? 0;
  }
  return text.toString('latin1', 0, at);
}
