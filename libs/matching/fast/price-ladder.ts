import { InvariantViolation } from '../invariant-violation.js';
import { isZero, mark, nextInNode, nextMarked, Node, unmark } from './bitmap-nodes.js';
import { GrowableInts } from './growable-ints.js';
import { Order } from './order-layout.js';
import type { OrderPool } from './order-pool.js';

const KEY_MAX = 0x7fffffff;
/** 31 bits of key: 12 in the root, 12 in a branch, 7 in a leaf. */
const LEAF_BITS = 7;
const LEAF_TICKS = 1 << LEAF_BITS;
const TICK_MASK = LEAF_TICKS - 1;
/** A level of four words: its first order, its last one, and its lots as a double. */
const LEVEL_SHIFT = 2;
const TAIL = 1;
const LEAF_BITMAP = LEAF_TICKS << LEVEL_SHIFT;
const LEAF_WORDS = LEAF_BITMAP + 16;
const BITMAP_OF_LEAF = LEAF_TICKS / 32;

/**
 * Orders of one kind by price, then time: a tree of bitmaps over the whole domain of prices, three steps deep, with
 * queues chained through the orders themselves. The best price is kept; the next best is found by counting zeros.
 *
 * Keys ascend from the best price on: a ladder whose best price is the highest mirrors its prices.
 */
export class PriceLadder {
  private readonly branches = new GrowableInts(Node.WORDS * 2);
  private readonly leaves = new GrowableInts(LEAF_WORDS * 2);
  /** Branch 0 is the root; a node's child is 0 where it has none. */
  private nextBranch = 1;
  private freeBranch = 0;
  private nextLeaf = 1;
  private freeLeaf = 0;
  /** Where the leaf begins that was looked up last, and the high bits of its keys; -1 for none. */
  private lastLeafAt = 0;
  private lastLeafKey = -1;
  /** -1 when the ladder is empty. */
  private bestKey = -1;
  private worstKey = -1;

  /** The best price; 0 when the ladder is empty. */
  bestPrice = 0;
  /** No order's price is worse than this; 0 when the ladder is empty. */
  worstPrice = 0;

  /**
   * @param highestFirst - whether the best price is the highest.
   * @param timeOf - what orders the queue at one price: lower is earlier.
   */
  constructor(
    private readonly pool: OrderPool,
    private readonly highestFirst: boolean,
    private readonly timeOf: (slot: number) => number,
  ) {}

  /** Bytes of the tables that are in use. */
  get bytes(): number {
    return (this.nextBranch * Node.WORDS + this.nextLeaf * LEAF_WORDS) * 4;
  }

  /** The first order of the best price, 0 when the ladder is empty. */
  first(): number {
    return this.bestKey < 0 ? 0 : (this.leaves.words[this.levelOf(this.bestKey)] ?? 0);
  }

  /** Where the level of the best price begins in `words`, its first order there; the ladder is not empty. */
  bestLevel(): number {
    return this.levelOf(this.bestKey);
  }

  /** The words of all levels. */
  get words(): Int32Array {
    return this.leaves.words;
  }

  /** The first order of the next worse price than one that is not empty, 0 when there is none. */
  firstBehind(price: number): number {
    const key = this.keyAfter(this.keyOf(price));
    return key < 0 ? 0 : (this.leaves.words[this.levelOf(key)] ?? 0);
  }

  /** Lots at a price that is not empty. */
  lotsAt(price: number): number {
    return this.leaves.doubles[(this.levelOf(this.keyOf(price)) >> 1) | 1] ?? 0;
  }

  /** Puts an order at the back of a price: the caller knows that none there is later. */
  append(slot: number, price: number): void {
    const key = this.highestFirst ? KEY_MAX - price : price;
    if (key >>> LEAF_BITS !== this.lastLeafKey) this.growTo(key);
    const level = this.lastLeafAt + ((key & TICK_MASK) << LEVEL_SHIFT);
    const { words, doubles } = this.leaves;
    const orders = this.pool.words;
    const at = slot << Order.SHIFT;
    const lots = orders[at | Order.LEAVES] ?? 0;
    const tail = words[level | TAIL] ?? 0;
    orders[at | Order.PREVIOUS] = tail;
    orders[at | Order.NEXT] = 0;
    words[level | TAIL] = slot;
    const sum = (level >> 1) | 1;
    if (tail === 0) {
      words[level] = slot;
      doubles[sum] = lots;
      this.openLevel(key);
    } else {
      orders[(tail << Order.SHIFT) | Order.NEXT] = slot;
      doubles[sum] = (doubles[sum] ?? 0) + lots;
    }
  }

  /** Puts an order where its time belongs. */
  insert(slot: number, price: number): void {
    const key = this.keyOf(price);
    if (key >>> LEAF_BITS !== this.lastLeafKey) this.growTo(key);
    this.openLevel(key);
    const level = this.lastLeafAt + ((key & TICK_MASK) << LEVEL_SHIFT);
    const { words, doubles } = this.leaves;
    const orders = this.pool.words;
    const time = this.timeOf(slot);
    let before = words[level | TAIL] ?? 0;
    while (before !== 0 && this.timeOf(before) > time)
      before = orders[(before << Order.SHIFT) + Order.PREVIOUS] ?? 0;
    const after = before === 0 ? (words[level] ?? 0) : (orders[(before << Order.SHIFT) + Order.NEXT] ?? 0);
    const at = slot << Order.SHIFT;
    orders[at | Order.PREVIOUS] = before;
    orders[at | Order.NEXT] = after;
    if (before === 0) words[level] = slot;
    else orders[(before << Order.SHIFT) + Order.NEXT] = slot;
    if (after === 0) words[level | TAIL] = slot;
    else orders[(after << Order.SHIFT) + Order.PREVIOUS] = slot;
    doubles[(level >> 1) | 1] = (doubles[(level >> 1) | 1] ?? 0) + (orders[at | Order.LEAVES] ?? 0);
  }

  /** Takes an order out of the queue at its price; its leaves are still what the level counts. */
  remove(slot: number, price: number): void {
    const key = this.highestFirst ? KEY_MAX - price : price;
    const level = this.levelOf(key);
    const { words, doubles } = this.leaves;
    const orders = this.pool.words;
    const at = slot << Order.SHIFT;
    const before = orders[at | Order.PREVIOUS] ?? 0;
    const after = orders[at | Order.NEXT] ?? 0;
    if (before === 0) words[level] = after;
    else orders[(before << Order.SHIFT) | Order.NEXT] = after;
    if (after === 0) words[level | TAIL] = before;
    else orders[(after << Order.SHIFT) | Order.PREVIOUS] = before;
    const sum = (level >> 1) | 1;
    if ((before | after) === 0) {
      doubles[sum] = 0;
      this.clear(key);
    } else {
      doubles[sum] = (doubles[sum] ?? 0) - (orders[at | Order.LEAVES] ?? 0);
    }
  }

  /**
   * Takes all orders in front of one off the level of the best price.
   *
   * @param first - the first one that stays, 0 when none does.
   * @param lots - what left the level, with what the first one lost.
   */
  takeFront(first: number, lots: number): void {
    const key = this.bestKey;
    const level = this.levelOf(key);
    const { words, doubles } = this.leaves;
    const sum = (level >> 1) | 1;
    words[level] = first;
    if (first === 0) {
      words[level | TAIL] = 0;
      doubles[sum] = 0;
      this.clear(key);
    } else {
      this.pool.words[(first << Order.SHIFT) | Order.PREVIOUS] = 0;
      doubles[sum] = (doubles[sum] ?? 0) - lots;
    }
  }

  /** Puts the first order of the best price behind all others there; it is not alone. */
  moveToBack(slot: number): void {
    const level = this.bestLevel();
    const { words } = this.leaves;
    const orders = this.pool.words;
    const tail = words[level | TAIL] ?? 0;
    orders[(tail << Order.SHIFT) | Order.NEXT] = slot;
    orders[(slot << Order.SHIFT) | Order.PREVIOUS] = tail;
    orders[(slot << Order.SHIFT) | Order.NEXT] = 0;
    words[level | TAIL] = slot;
  }

  /** Keeps the sum true when leaves change in place. */
  addLots(price: number, lots: number): void {
    const { doubles } = this.leaves;
    const at = (this.levelOf(this.keyOf(price)) >> 1) | 1;
    doubles[at] = (doubles[at] ?? 0) + lots;
  }

  private keyOf(price: number): number {
    return this.highestFirst ? KEY_MAX - price : price;
  }

  /** Where the level of a key begins. @throws InvariantViolation when no order ever stood near it. */
  private levelOf(key: number): number {
    if (key >>> LEAF_BITS !== this.lastLeafKey) this.lookUp(key);
    return this.lastLeafAt + ((key & TICK_MASK) << LEVEL_SHIFT);
  }

  private lookUp(key: number): void {
    const leaf = this.leafOf(key >>> LEAF_BITS);
    if (leaf === 0) throw new InvariantViolation('ORDR-2', 'no order stands at this price');
    this.lastLeafAt = leaf * LEAF_WORDS;
    this.lastLeafKey = key >>> LEAF_BITS;
  }

  /** Marks the key of a level as one that has orders; its leaf was looked up last. */
  private openLevel(key: number): void {
    const { words } = this.leaves;
    const tick = key & TICK_MASK;
    const bitmap = this.lastLeafAt + LEAF_BITMAP + (tick >> 5);
    words[bitmap] = (words[bitmap] ?? 0) | (1 << (tick & 31));
    if (key < this.bestKey || this.bestKey < 0) this.setBest(key);
    if (key > this.worstKey) this.setWorst(key);
  }

  private setBest(key: number): void {
    this.bestKey = key;
    this.bestPrice = key < 0 ? 0 : this.highestFirst ? KEY_MAX - key : key;
  }

  private setWorst(key: number): void {
    this.worstKey = key;
    this.worstPrice = key < 0 ? 0 : this.highestFirst ? KEY_MAX - key : key;
  }

  private growTo(key: number): void {
    const inRoot = key >>> (LEAF_BITS + Node.BITS);
    let branch = this.branches.words[inRoot] ?? 0;
    if (branch === 0) {
      branch = this.takeBranch();
      this.branches.words[inRoot] = branch;
      mark(this.branches.words, 0, inRoot);
    }
    const child = (key >>> LEAF_BITS) & Node.CHILD_MASK;
    let leaf = this.branches.words[branch * Node.WORDS + child] ?? 0;
    if (leaf === 0) {
      leaf = this.takeLeaf();
      this.branches.words[branch * Node.WORDS + child] = leaf;
      mark(this.branches.words, branch * Node.WORDS, child);
    }
    this.lastLeafAt = leaf * LEAF_WORDS;
    this.lastLeafKey = key >>> LEAF_BITS;
  }

  /** Free nodes are chained through their first word and zero but for it. */
  private takeBranch(): number {
    const free = this.freeBranch;
    if (free === 0) {
      this.branches.ensure((this.nextBranch + 1) * Node.WORDS);
      return this.nextBranch++;
    }
    this.freeBranch = this.branches.words[free * Node.WORDS] ?? 0;
    this.branches.words[free * Node.WORDS] = 0;
    return free;
  }

  private takeLeaf(): number {
    const free = this.freeLeaf;
    if (free === 0) {
      this.leaves.ensure((this.nextLeaf + 1) * LEAF_WORDS);
      return this.nextLeaf++;
    }
    this.freeLeaf = this.leaves.words[free * LEAF_WORDS] ?? 0;
    this.leaves.words[free * LEAF_WORDS] = 0;
    return free;
  }

  /** The last order of a key left: unmarks it, gives empty nodes back and finds the next best. */
  private clear(key: number): void {
    const { words } = this.leaves;
    const tick = key & TICK_MASK;
    const bitmap = this.lastLeafAt + LEAF_BITMAP;
    const word = bitmap + (tick >> 5);
    words[word] = (words[word] ?? 0) & ~(1 << (tick & 31));
    if (key === this.bestKey) {
      this.setBest(this.keyAfter(key));
      if (this.bestKey < 0) this.setWorst(-1);
    }
    if (isZero(words, bitmap)) this.giveLeafBack(key >>> LEAF_BITS);
  }

  private giveLeafBack(leafKey: number): void {
    const nodes = this.branches.words;
    const inRoot = leafKey >>> Node.BITS;
    const branch = nodes[inRoot] ?? 0;
    const branchAt = branch * Node.WORDS;
    const child = leafKey & Node.CHILD_MASK;
    const leaf = nodes[branchAt + child] ?? 0;
    this.leaves.words[leaf * LEAF_WORDS] = this.freeLeaf;
    this.freeLeaf = leaf;
    if (leafKey === this.lastLeafKey) this.lastLeafKey = -1;
    if (!unmark(nodes, branchAt, child)) return;
    unmark(nodes, 0, inRoot);
    nodes[branchAt] = this.freeBranch;
    this.freeBranch = branch;
  }

  /** The leaf of a key's high bits, 0 when there is none. */
  private leafOf(leafKey: number): number {
    const nodes = this.branches.words;
    const branch = nodes[leafKey >>> Node.BITS] ?? 0;
    return branch === 0 ? 0 : (nodes[branch * Node.WORDS + (leafKey & Node.CHILD_MASK)] ?? 0);
  }

  /** The first marked key behind one that has a leaf, -1 when there is none. */
  private keyAfter(key: number): number {
    const leafKey = key >>> LEAF_BITS;
    const tick = this.tickAfter(leafKey, key & TICK_MASK);
    if (tick >= 0) return (leafKey << LEAF_BITS) | tick;
    const nextLeafKey = this.leafKeyAfter(leafKey);
    return nextLeafKey < 0 ? -1 : (nextLeafKey << LEAF_BITS) | this.tickAfter(nextLeafKey, -1);
  }

  private tickAfter(leafKey: number, tick: number): number {
    return nextMarked(
      this.leaves.words,
      this.leafOf(leafKey) * LEAF_WORDS + LEAF_BITMAP,
      BITMAP_OF_LEAF,
      tick,
    );
  }

  private leafKeyAfter(leafKey: number): number {
    const nodes = this.branches.words;
    const inRoot = leafKey >>> Node.BITS;
    const branchAt = (nodes[inRoot] ?? 0) * Node.WORDS;
    const nextChild = nextInNode(nodes, branchAt, leafKey & Node.CHILD_MASK);
    if (nextChild >= 0) return (inRoot << Node.BITS) | nextChild;
    const nextBranch = nextInNode(nodes, 0, inRoot);
    if (nextBranch < 0) return -1;
    const nextAt = (nodes[nextBranch] ?? 0) * Node.WORDS;
    return (nextBranch << Node.BITS) | nextInNode(nodes, nextAt, -1);
  }
}
