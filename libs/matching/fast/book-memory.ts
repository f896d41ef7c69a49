import { Cell, Region } from '../layout/memory-map.js';
import type { Violation } from '../layout/violations.js';
import { highOf, wholeOf } from '../whole-numbers.js';
import { CORE_CODE } from './core-code.js';
import { violationOf } from './hot-violations.js';

/** The part of WebAssembly that is used here. */
declare const WebAssembly: {
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: boolean;
  }) => { readonly buffer: SharedArrayBuffer };
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Record<string, Record<string, unknown>>,
  ) => { readonly exports: unknown };
};

/** 4 GiB, all of it there from the start: a page costs nothing until it is used. */
const PAGES = 65_536;
const PLACES_MIN = 1 << 14;

/** What the hot path offers (`assembly/index.ts`); places of commands and requests are in words of the memory. */
interface Core {
  run(from: number, end: number): number;
  ladderOpen(ladder: number, highestFirst: number, byEntry: number): void;
  ladderFirst(ladder: number): number;
  ladderFirstBehind(ladder: number, price: number): number;
  ladderLotsAt(ladder: number, price: number): number;
  ladderAppend(ladder: number, slot: number, price: number): void;
  ladderInsert(ladder: number, slot: number, price: number): void;
  ladderRemove(ladder: number, slot: number, price: number): void;
  ladderAddLots(ladder: number, price: number, lots: number): void;
  takeSlot(low: number, high: number): number;
  giveSlotBack(slot: number): void;
  findSlot(low: number, high: number): number;
  endIdAt(position: number, micros: number): void;
  addToSeries(series: number, number: number, position: number): void;
}

/** What the hot path leaves to this side (`assembly/calls.ts`); each table answers for what it holds. */
export interface CoreCalls {
  judge(body: number): boolean;
  findId(body: number): number;
  holdId(body: number, count: number): number;
  openSegment(words: number): void;
  openNotes(series: number): number;
  extendEndings(): void;
  notePartition(partition: number): void;
  forgetRare(slot: number): void;
  assertSums(slot: number): void;
  assertCertificate(number: number): void;
  publishFloorLocked(isLocked: number): void;
  violated(what: Violation, first: number, second: number): void;
}

const CALLS: readonly (keyof CoreCalls)[] = [
  'judge',
  'findId',
  'holdId',
  'openSegment',
  'openNotes',
  'extendEndings',
  'notePartition',
  'forgetRare',
  'assertSums',
  'assertCertificate',
  'publishFloorLocked',
  'violated',
];

let compiled: object | undefined;

function coreModule(): object {
  compiled ??= new WebAssembly.Module(
    Uint8Array.from(CORE_CODE.match(/[0-9a-f]{2}/g) ?? [], (byte) => Number.parseInt(byte, 16)),
  );
  return compiled;
}

/**
 * The one memory of a fast book, with the hot path that works in it. All tables lie in it at fixed places
 * (`layout/memory-map.ts`), so this side and the hot path read and write the very same words.
 *
 * It is of the shared kind, though nobody shares it: memory of the other kind counts as used by the process before it is.
 */
export class BookMemory {
  readonly words: Int32Array;
  /** The same memory, two words a double. */
  readonly doubles: Float64Array;
  readonly bytes: Uint8Array;
  readonly core: Core;
  /** Set by the tables. */
  readonly calls: Partial<CoreCalls> = {
    violated: (what, first, second) => {
      throw violationOf(what, first, second, this.word(Cell.FLOOR));
    },
  };

  constructor() {
    const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
    this.words = new Int32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
    const calls = Object.fromEntries(CALLS.map((name) => [name, this.caller(name)]));
    this.core = new WebAssembly.Instance(coreModule(), { calls, env: { memory } }).exports as Core;
    this.setWord(Cell.DUE_MICROS + 4, -1);
    this.setWord(Cell.BOUNDS_REFERENCE, -1);
    this.setWord(Cell.PARTITION, -1);
    this.setWord(Cell.RECORD_NEXT, Region.RECORDS >>> 2);
    this.setWord(Cell.SLOT_NEXT, Region.ORDERS >>> 6);
    this.setWord(Cell.INDEX_MASK, PLACES_MIN - 1);
    this.setWord(Cell.NODE_NEXT, Region.LADDER_NODES);
  }

  private caller(name: keyof CoreCalls): (...numbers: number[]) => unknown {
    return (...numbers) => {
      const call: ((...numbers: number[]) => unknown) | undefined = this.calls[name];
      if (call === undefined) throw new RangeError(`nobody answers the hot path's call ${name}`);
      return call(...numbers);
    };
  }

  word(cell: Cell): number {
    return this.words[(Region.CELLS + cell) >>> 2] ?? 0;
  }

  setWord(cell: number, value: number): void {
    this.words[(Region.CELLS + cell) >>> 2] = value;
  }

  /** A whole number from 0 of 64 bits. */
  whole(cell: Cell): number {
    const at = (Region.CELLS + cell) >>> 2;
    return wholeOf(this.words[at] ?? 0, this.words[at + 1] ?? 0);
  }

  /** @param value - a whole number from 0. */
  setWhole(cell: Cell, value: number): void {
    const at = (Region.CELLS + cell) >>> 2;
    this.words[at] = value | 0;
    this.words[at + 1] = highOf(value);
  }

  /** Uses the pages of some words now: a page costs most when it is used first. */
  touch(from: number, words: number): void {
    this.words.fill(0, from, from + words);
  }
}
