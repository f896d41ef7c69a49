import { hash } from 'node:crypto';

/** Namespace of the ids of book events. Never changed: it is part of every stored id. */
const NAMESPACE = Buffer.from('6f726562-6f6f-4b5e-8b1d-6576656e7473'.replaceAll('-', ''), 'hex');

/**
 * The id of an event of a book: UUIDv5 over its stream, sequence, type, version and bytes. Stores take an append of
 * known ids at a known revision for a repeat, so only an identical append can pass for one.
 *
 * @param stream - name of the book's stream.
 * @param sequence - the event's sequence in the book, from 1.
 * @param type - the event's type.
 * @param version - version of the stored form.
 * @param data - the canonical bytes as stored.
 * @returns lower-case hexadecimal with hyphens, e.g. `0c2d…-…-5…`.
 * @see SEQ-1
 */
export function bookEventId(
  stream: string,
  sequence: number,
  type: string,
  version: number,
  data: Uint8Array,
): string {
  const head = `${stream}\0${sequence}\0${type}\0${version}\0`;
  const sizeMax = NAMESPACE.length + 3 * head.length + data.length;
  if (scratch.length < sizeMax) scratch = scratchOf(2 * sizeMax);
  const dataAt = NAMESPACE.length + scratch.write(head, NAMESPACE.length, 'utf8');
  scratch.set(data, dataAt);
  const digest = hash('sha1', scratch.subarray(0, dataAt + data.length), 'hex');
  const variant = VARIANTS[Number.parseInt(digest.charAt(16), 16) & 3] ?? '';
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** The two highest bits of the variant's digit are 10. */
const VARIANTS = ['8', '9', 'a', 'b'];

/** What is hashed, the namespace first; used again and again, because ids are made for every event. */
let scratch = scratchOf(4_096);

function scratchOf(bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  NAMESPACE.copy(buffer);
  return buffer;
}
