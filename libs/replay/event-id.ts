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
  const head = Buffer.from(`${stream}\0${sequence}\0${type}\0${version}\0`, 'utf8');
  const digest = hash('sha1', Buffer.concat([NAMESPACE, head, data]), 'hex');
  const variant = ((Number.parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `${variant}${digest.slice(18, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
