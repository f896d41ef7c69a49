/** Bytes of a position or revision in a key: big-endian, so that keys sort like the numbers. */
export const POSITION_BYTES = 8;

const HIGH = 2 ** 32;

function writeNumber(bytes: Buffer, value: number, at: number): void {
  bytes.writeUInt32BE(Math.floor(value / HIGH), at);
  bytes.writeUInt32BE(value % HIGH, at + 4);
}

/** Key of a block in the order of the whole store. */
export function positionKey(position: number): Buffer {
  const key = Buffer.allocUnsafe(POSITION_BYTES);
  writeNumber(key, position, 0);
  return key;
}

/** Reads the number that begins the bytes. */
export function readPosition(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, POSITION_BYTES);
  return view.getUint32(0) * HIGH + view.getUint32(4);
}

/** Key of a block in its stream. A name holds no NUL, so one name is never read as the begin of another. */
export function indexKey(stream: string, revision: number): Buffer {
  const length = Buffer.byteLength(stream, 'utf8');
  const key = Buffer.allocUnsafe(length + 1 + POSITION_BYTES);
  key.write(stream, 'utf8');
  key[length] = 0;
  writeNumber(key, revision, length + 1);
  return key;
}
