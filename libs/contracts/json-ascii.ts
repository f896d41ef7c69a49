/** Code units that canonical JSON is made of beside its texts. */
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const COMMA = 0x2c;
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const ZERO = 0x30;
/** Texts hold these as they are, but for the quote and the backslash. */
export const FIRST_PRINTABLE = 0x20;
export const LAST_PRINTABLE = 0x7e;
