import { SeededRandom } from '../../../support/seeded-random.js';
import { PlainBook } from './plain-book.js';
import { RecordList, sha256Of } from './record-list.js';
import {
  FILL_FIELDS,
  OP_ADD,
  OP_CANCEL,
  OP_FIELDS,
  OP_MARKET,
  SIDE_BUY,
  type WorkloadFigures,
  type WorkloadSpec,
} from './workload.js';

const SEED = 42;
const OPERATIONS = 1_000_000;
const MID_PRICE = 10_000;
const OFFSET_MAX = 50;
const SIZE_MAX = 100;
const ADD_SHARE = 0.6;
const CANCEL_SHARE = 0.9;

/** A stream of operations with the fills that price-time priority makes of it. */
export interface Workload {
  readonly spec: WorkloadSpec;
  readonly ops: Int32Array;
  readonly fills: Int32Array;
}

/**
 * Makes a stream and checks it against its published figures.
 *
 * @throws Error naming the first figure that differs.
 */
export function generateWorkload(spec: WorkloadSpec): Workload {
  const generator = new Generator(spec);
  for (let index = 0; index < OPERATIONS; index++) generator.operation();
  const workload = { spec, ops: generator.ops.array(), fills: generator.fills.array() };
  const seen = generator.figures();
  for (const [name, wanted] of Object.entries(spec.figures)) {
    const value = seen[name as keyof WorkloadFigures];
    if (value !== wanted) throw new Error(`${spec.name}: ${name} is ${value}, should be ${wanted}`);
  }
  return workload;
}

class Generator {
  readonly ops = new RecordList(OP_FIELDS, OPERATIONS);
  readonly fills = new RecordList(FILL_FIELDS, 400_000);
  private readonly random = new SeededRandom(SEED);
  private readonly book = new PlainBook();
  private readonly live: number[] = [];
  /** Where in `live` an order is. */
  private readonly placeOf = new Map<number, number>();
  private readonly counts = { adds: 0, cancels: 0, markets: 0, tradedLots: 0, resting: 0 };
  private nextId = 1;

  constructor(private readonly spec: WorkloadSpec) {}

  operation(): void {
    const share = this.random.next();
    if (share < ADD_SHARE) this.add();
    else if (share >= CANCEL_SHARE) this.market();
    else if (this.live.length === 0) this.add();
    else this.cancel();
    this.counts.resting += this.live.length;
  }

  figures(): WorkloadFigures {
    const { adds, cancels, markets, tradedLots, resting } = this.counts;
    return {
      adds,
      cancels,
      markets,
      fills: this.fills.count,
      tradedLots,
      restingAverage: Math.round(resting / OPERATIONS),
      restingEnd: this.live.length,
      opsSha256: sha256Of(this.ops.array()),
      fillsSha256: sha256Of(this.fills.array()),
    };
  }

  private add(): void {
    const side = this.side();
    const price = this.price(side);
    const size = this.below(SIZE_MAX) + 1;
    const id = this.nextId++;
    this.ops.push(OP_ADD, side, price, size, id);
    this.counts.adds++;
    const left = this.take(id, side, price, size);
    if (left === 0) return;
    this.book.rest({ id, side, price, size: left });
    this.placeOf.set(id, this.live.length);
    this.live.push(id);
  }

  private cancel(): void {
    const id = this.live[this.below(this.live.length)] ?? 0;
    this.leave(id);
    this.book.cancel(id);
    this.ops.push(OP_CANCEL, 0, 0, 0, id);
    this.counts.cancels++;
  }

  private market(): void {
    const side = this.side();
    const size = this.below(this.spec.marketSizeMax) + 1;
    const id = this.nextId++;
    this.ops.push(OP_MARKET, side, 0, size, id);
    this.counts.markets++;
    this.take(id, side, undefined, size);
  }

  private take(takerId: number, side: number, price: number | undefined, size: number): number {
    return this.book.take(side, price, size, (makerId, atPrice, quantity, isWhole) => {
      this.fills.push(takerId, makerId, atPrice, quantity);
      this.counts.tradedLots += quantity;
      if (isWhole) this.leave(makerId);
    });
  }

  /** The last live order takes the place of the one that leaves. */
  private leave(id: number): void {
    const place = this.placeOf.get(id) ?? 0;
    const last = this.live.pop() ?? 0;
    this.placeOf.delete(id);
    if (last === id) return;
    this.live[place] = last;
    this.placeOf.set(last, place);
  }

  private side(): number {
    return this.random.next() < 0.5 ? SIDE_BUY : 1;
  }

  private price(side: number): number {
    if (this.spec.isOverlapping) return MID_PRICE - OFFSET_MAX + this.below(2 * OFFSET_MAX + 1);
    const offset = 1 + this.below(OFFSET_MAX);
    return side === SIDE_BUY ? MID_PRICE - offset : MID_PRICE + offset;
  }

  private below(bound: number): number {
    return Math.floor(this.random.next() * bound);
  }
}

/** The fills that price-time priority makes of any operations, by the generator's own bookkeeping. */
export function fillsOfOps(ops: Int32Array): Int32Array {
  const book = new PlainBook();
  const fills = new RecordList(FILL_FIELDS);
  for (let at = 0; at < ops.length; at += OP_FIELDS) {
    const [type = 0, side = 0, price = 0, size = 0, id = 0] = ops.subarray(at, at + OP_FIELDS);
    if (type === OP_CANCEL) {
      book.cancel(id);
      continue;
    }
    const limit = type === OP_MARKET ? undefined : price;
    const left = book.take(side, limit, size, (maker, atPrice, lots) => fills.push(id, maker, atPrice, lots));
    if (left > 0 && type === OP_ADD) book.rest({ id, side, price, size: left });
  }
  return fills.array();
}
