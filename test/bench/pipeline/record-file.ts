import { readFileSync, writeFileSync } from 'node:fs';

const LENGTH_BYTES = 4;

/** Writes byte strings one after another, each behind its length, for a process that does its part on them. */
export function writeRecords(file: string, records: readonly Uint8Array[]): void {
  const parts: Uint8Array[] = [];
  for (const record of records) {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(record.byteLength);
    parts.push(length, record);
  }
  writeFileSync(file, Buffer.concat(parts));
}

/** Reads them back. */
export function readRecords(file: string): Buffer[] {
  const bytes = readFileSync(file);
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at);
    records.push(bytes.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length));
    at += LENGTH_BYTES + length;
  }
  return records;
}
