import { SnapshotRefused } from './snapshot-refused.js';

/** 2^49: beyond that another group of seven bits is more than a safe integer holds. */
const SCALE_MAX = 2 ** 49;
/** A call takes so many arguments with ease. */
const UNITS_A_CALL = 1_024;

/** Reads what a `ByteWriter` wrote. Every method throws `SnapshotRefused` where the bytes do not have it. */
export class ByteReader {
  private at = 0;
  private readonly names: string[] = [];

  constructor(private readonly bytes: Uint8Array) {}

  uint(): number {
    const { bytes } = this;
    let byte = this.byte();
    let value = byte & 127;
    for (let scale = 128; byte >= 128; scale *= 128) {
      if (scale > SCALE_MAX) throw unreadable('a number is too large');
      byte = bytes[this.at++] ?? this.ended();
      value += (byte & 127) * scale;
    }
    if (value > Number.MAX_SAFE_INTEGER) throw unreadable('a number is too large');
    return value;
  }

  int(): number {
    const value = this.uint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  text(): string {
    const head = this.uint();
    const length = Math.floor(head / 2);
    return head % 2 === 0 ? this.narrowText(length) : this.wideText(length);
  }

  name(): string {
    const number = this.uint();
    const known = this.names[number];
    if (known !== undefined) return known;
    if (number !== this.names.length) throw unreadable(`name ${number} comes before its turn`);
    const text = this.text();
    this.names.push(text);
    return text;
  }

  longText(): string {
    return new TextDecoder('utf-8', { fatal: true }).decode(this.raw(this.uint()));
  }

  raw(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) this.ended();
    const slice = this.bytes.subarray(this.at, end);
    this.at = end;
    return slice;
  }

  /** Nothing may be left. */
  close(): void {
    if (this.at !== this.bytes.length) throw unreadable(`${this.bytes.length - this.at} bytes are left over`);
  }

  private byte(): number {
    return this.bytes[this.at++] ?? this.ended();
  }

  private narrowText(length: number): string {
    const units = this.raw(length);
    if (length <= UNITS_A_CALL) return String.fromCharCode(...units);
    let text = '';
    for (const unit of units) text += String.fromCharCode(unit);
    return text;
  }

  private wideText(length: number): string {
    const units = this.raw(length * 2);
    let text = '';
    for (let index = 0; index < units.length; index += 2) {
      text += String.fromCharCode((units[index] ?? 0) | ((units[index + 1] ?? 0) << 8));
    }
    return text;
  }

  private ended(): never {
    throw unreadable('the bytes end too soon');
  }
}

/** The bytes contradict themselves. */
export function unreadable(what: string, cause?: unknown): SnapshotRefused {
  return new SnapshotRefused('unreadable', `the snapshot cannot be read: ${what}`, { cause });
}
