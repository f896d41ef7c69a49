import { Ladder } from '../layout/ladder-layout';
import { Cell, Region } from '../layout/memory-map';
import { Link, Order } from '../layout/order-layout';
import { Violation } from '../layout/violations';
import { violated } from './calls';
import { setWord, word } from './cells';
import { linkAt, orderAt } from './slots';

// Orders of one kind by price, then time: a tree of bitmaps over the whole domain of prices, three steps deep, with
// queues chained through the orders themselves. 31 bits of key: 12 in the root, 12 in a branch, 7 in a leaf. Keys ascend
// from the best price on: a ladder whose best price is the highest mirrors its prices.

const KEY_MAX: i32 = 0x7fffffff;
const LEAF_BITS: i32 = 7;
const TICK_MASK: i32 = 127;
const CHILD_BITS: i32 = 12;
const CHILD_MASK: i32 = 4095;
/** A level of 16 bytes: its first order, its last one, and its lots in 64 bits. */
const LEVEL_SHIFT: i32 = 4;
const TAIL: i32 = 4;
const LOTS: i32 = 8;
const LEAF_BITMAP: i32 = 2048;
const LEAF_BYTES: i32 = 2048 + 64;
/** A node: its children, a bit for each that it has, a bit for each word of those bits. */
const FAN_OUT: i32 = 4096;
const NODE_BITMAP: i32 = 4096 * 4;
const NODE_SUMMARY: i32 = NODE_BITMAP + 512;
const SUMMARY_WORDS: i32 = 4;
const NODE_BYTES: i32 = 4096 * 4 + 512 + 64;
const NODES_END: u32 = <u32>Region.ENDINGS_WORDS << 2;

@inline export function bestPrice(ladder: i32): i32 {
  return load<i32>(ladder, Ladder.BEST_PRICE);
}

@inline export function worstPrice(ladder: i32): i32 {
  return load<i32>(ladder, Ladder.WORST_PRICE);
}

@inline function keyOf(ladder: i32, price: i32): i32 {
  return price ^ load<i32>(ladder, Ladder.MIRROR);
}

/** Whether a ladder's best price is a limit or better than it. */
@inline export function reaches(ladder: i32, limit: i32): bool {
  // No key is the largest of all.
  return <u32>load<i32>(ladder, Ladder.BEST_KEY) <= <u32>keyOf(ladder, limit);
}

/** Makes an empty ladder. */
export function ladderOpen(ladder: i32, highestFirst: bool, byEntry: bool): void {
  store<i32>(ladder, takeBranch(), Ladder.ROOT);
  store<i32>(ladder, highestFirst ? KEY_MAX : 0, Ladder.MIRROR);
  store<i32>(ladder, <i32>byEntry, Ladder.BY_ENTRY);
  store<i32>(ladder, -1, Ladder.BEST_KEY);
  store<i32>(ladder, -1, Ladder.WORST_KEY);
  for (let leafKey = 0; leafKey <= Ladder.KEPT_MASK; leafKey++) {
    store<i32>(keptAt(ladder, leafKey), -1, Ladder.KEPT_KEY);
  }
}

/** The first order of the best price, 0 when the ladder is empty. */
export function ladderFirst(ladder: i32): i32 {
  const key = load<i32>(ladder, Ladder.BEST_KEY);
  return key < 0 ? 0 : load<i32>(levelOf(ladder, key));
}

/** The first order of the next worse price than one that is not empty, 0 when there is none. */
export function ladderFirstBehind(ladder: i32, price: i32): i32 {
  const key = keyAfter(ladder, keyOf(ladder, price));
  return key < 0 ? 0 : load<i32>(levelOf(ladder, key));
}

/** Lots at a price that is not empty. */
export function ladderLotsAt(ladder: i32, price: i32): f64 {
  return <f64>load<i64>(levelOf(ladder, keyOf(ladder, price)), LOTS);
}

/** Puts an order at the back of a price: the caller knows that none there is later. */
@inline export function ladderAppend(ladder: i32, slot: i32, price: i32): void {
  const key = keyOf(ladder, price);
  const level = grownLevelOf(ladder, key);
  const tail = load<i32>(level, TAIL);
  const link = linkAt(slot);
  store<i32>(link, tail, Link.PREVIOUS << 2);
  store<i32>(link, 0, Link.NEXT << 2);
  store<i32>(level, slot, TAIL);
  store<i32>(select<i32>(level, linkAt(tail) + (Link.NEXT << 2), tail == 0), slot);
  store<i64>(level, load<i64>(level, LOTS) + <i64>load<i32>(orderAt(slot), Order.LEAVES << 2), LOTS);
  if (tail == 0) openLevel(ladder, key, level);
}

/** What orders the queue at one price: lower is earlier. */
function timeOf(ladder: i32, slot: i32): i64 {
  const order = orderAt(slot);
  const high = load<u32>(order, Order.HIGH_BITS << 2);
  return load<i32>(ladder, Ladder.BY_ENTRY)
    ? <i64>load<u32>(order, Order.NUMBER_LOW << 2) | (<i64>(high & 0xffff) << 32)
    : <i64>load<u32>(order, Order.PRIORITY_LOW << 2) | (<i64>(high >>> 16) << 32);
}

/** Puts an order where its time belongs. */
export function ladderInsert(ladder: i32, slot: i32, price: i32): void {
  const key = keyOf(ladder, price);
  const level = grownLevelOf(ladder, key);
  openLevel(ladder, key, level);
  const time = timeOf(ladder, slot);
  let before = load<i32>(level, TAIL);
  while (before != 0 && timeOf(ladder, before) > time) {
    before = load<i32>(linkAt(before), Link.PREVIOUS << 2);
  }
  const after = before == 0 ? load<i32>(level) : load<i32>(linkAt(before), Link.NEXT << 2);
  const link = linkAt(slot);
  store<i32>(link, before, Link.PREVIOUS << 2);
  store<i32>(link, after, Link.NEXT << 2);
  join(level, before, slot, slot, after);
  store<i64>(level, load<i64>(level, LOTS) + <i64>load<i32>(orderAt(slot), Order.LEAVES << 2), LOTS);
}

/** What lies behind an order, or first when that is 0, and what lies before another, or last. */
@inline function join(level: i32, before: i32, behind: i32, previous: i32, after: i32): void {
  store<i32>(select<i32>(level, linkAt(before) + (Link.NEXT << 2), before == 0), behind);
  store<i32>(select<i32>(level + TAIL, linkAt(after) + (Link.PREVIOUS << 2), after == 0), previous);
}

/** Takes an order out of the queue at its price; its leaves are still what the level counts. */
export function ladderRemove(ladder: i32, slot: i32, price: i32): void {
  const key = keyOf(ladder, price);
  const level = levelOf(ladder, key);
  const link = linkAt(slot);
  const before = load<i32>(link, Link.PREVIOUS << 2);
  const after = load<i32>(link, Link.NEXT << 2);
  join(level, before, after, before, after);
  store<i64>(level, load<i64>(level, LOTS) - <i64>load<i32>(orderAt(slot), Order.LEAVES << 2), LOTS);
  if ((before | after) == 0) clear(ladder, key, level);
}

/**
 * Takes all orders in front of one off the level of the best price.
 *
 * @param first - the first one that stays, 0 when none does.
 * @param lots - what left the level, with what the first one lost.
 */
export function takeFront(ladder: i32, first: i32, lots: i64): void {
  const key = load<i32>(ladder, Ladder.BEST_KEY);
  const level = levelOf(ladder, key);
  store<i32>(level, first);
  if (first == 0) {
    store<i32>(level, 0, TAIL);
    store<i64>(level, 0, LOTS);
    clear(ladder, key, level);
  } else {
    store<i32>(linkAt(first), 0, Link.PREVIOUS << 2);
    store<i64>(level, load<i64>(level, LOTS) - lots, LOTS);
  }
}

/** Puts the first order of the best price behind all others there; it is not alone. */
export function moveToBack(ladder: i32, slot: i32): void {
  const level = levelOf(ladder, load<i32>(ladder, Ladder.BEST_KEY));
  const tail = load<i32>(level, TAIL);
  const link = linkAt(slot);
  store<i32>(linkAt(tail), slot, Link.NEXT << 2);
  store<i32>(link, tail, Link.PREVIOUS << 2);
  store<i32>(link, 0, Link.NEXT << 2);
  store<i32>(level, slot, TAIL);
}

/** Keeps the sum true when leaves change in place. */
export function ladderAddLots(ladder: i32, price: i32, lots: i32): void {
  const level = levelOf(ladder, keyOf(ladder, price));
  store<i64>(level, load<i64>(level, LOTS) + <i64>lots, LOTS);
}

/** Where the level of a key begins. */
@inline function levelOf(ladder: i32, key: i32): i32 {
  if (!isKept(ladder, key)) lookUp(ladder, key);
  return keptLevelOf(ladder, key);
}

/** As `levelOf`, of a key whose leaf is made where there is none. */
@inline function grownLevelOf(ladder: i32, key: i32): i32 {
  if (!isKept(ladder, key)) growTo(ladder, key);
  return keptLevelOf(ladder, key);
}

/** Whether the leaf of a key is one that was looked up lately. */
@inline function isKept(ladder: i32, key: i32): bool {
  const leafKey = key >>> LEAF_BITS;
  return load<i32>(keptAt(ladder, leafKey), Ladder.KEPT_KEY) == leafKey;
}

@inline function keptLevelOf(ladder: i32, key: i32): i32 {
  return load<i32>(keptAt(ladder, key >>> LEAF_BITS), Ladder.KEPT_LEAF) + ((key & TICK_MASK) << LEVEL_SHIFT);
}

/** Where the half of a leaf's bits is that has the bit of a key. */
@inline function halfOf(key: i32): i32 {
  return (key & 64) >>> 3;
}

@inline function leafOf(level: i32, key: i32): i32 {
  return level - ((key & TICK_MASK) << LEVEL_SHIFT);
}

@inline function keptAt(ladder: i32, leafKey: i32): i32 {
  return ladder + ((leafKey & Ladder.KEPT_MASK) << Ladder.KEPT_SHIFT);
}

@inline function childAt(node: i32, child: i32): i32 {
  return load<i32>(node + (child << 2));
}

/** A leaf that is kept may be empty; one that is not kept any more and is empty is given back. */
function keepLeaf(ladder: i32, leaf: i32, leafKey: i32): void {
  const kept = keptAt(ladder, leafKey);
  const before = load<i32>(kept, Ladder.KEPT_KEY);
  if (before >= 0 && isEmpty(load<i32>(kept, Ladder.KEPT_LEAF))) giveLeafBack(ladder, before);
  store<i32>(kept, leaf, Ladder.KEPT_LEAF);
  store<i32>(kept, leafKey, Ladder.KEPT_KEY);
}

function lookUp(ladder: i32, key: i32): void {
  const leafKey = key >>> LEAF_BITS;
  const branch = childAt(load<i32>(ladder, Ladder.ROOT), leafKey >>> CHILD_BITS);
  const leaf = branch == 0 ? 0 : childAt(branch, leafKey & CHILD_MASK);
  if (leaf == 0) violated(Violation.NO_LEVEL, 0, 0);
  keepLeaf(ladder, leaf, leafKey);
}

/** Marks the key of a level as one that has orders. */
function openLevel(ladder: i32, key: i32, level: i32): void {
  const bits = leafOf(level, key) + halfOf(key);
  store<i64>(bits, load<i64>(bits, LEAF_BITMAP) | (<i64>1 << (<i64>key & 63)), LEAF_BITMAP);
  const best = load<i32>(ladder, Ladder.BEST_KEY);
  if (key < best || best < 0) setBest(ladder, key);
  if (key > load<i32>(ladder, Ladder.WORST_KEY)) setWorst(ladder, key);
}

function setBest(ladder: i32, key: i32): void {
  store<i32>(ladder, key, Ladder.BEST_KEY);
  store<i32>(ladder, key < 0 ? 0 : keyOf(ladder, key), Ladder.BEST_PRICE);
}

function setWorst(ladder: i32, key: i32): void {
  store<i32>(ladder, key, Ladder.WORST_KEY);
  store<i32>(ladder, key < 0 ? 0 : keyOf(ladder, key), Ladder.WORST_PRICE);
}

function growTo(ladder: i32, key: i32): void {
  const root = load<i32>(ladder, Ladder.ROOT);
  const inRoot = key >>> (LEAF_BITS + CHILD_BITS);
  let branch = childAt(root, inRoot);
  if (branch == 0) {
    branch = takeBranch();
    mark(root, inRoot, branch);
  }
  const child = (key >>> LEAF_BITS) & CHILD_MASK;
  let leaf = childAt(branch, child);
  if (leaf == 0) {
    leaf = takeLeaf();
    mark(branch, child, leaf);
  }
  keepLeaf(ladder, leaf, key >>> LEAF_BITS);
}

/** Free nodes are chained through their first word and zero but for it. */
function takeBranch(): i32 {
  const free = word(Cell.BRANCH_FREE);
  if (free == 0) return takeNode(NODE_BYTES);
  setWord(Cell.BRANCH_FREE, load<i32>(free));
  store<i32>(free, 0);
  return free;
}

function takeLeaf(): i32 {
  const free = word(Cell.LEAF_FREE);
  if (free == 0) return takeNode(LEAF_BYTES);
  setWord(Cell.LEAF_FREE, load<i32>(free));
  store<i32>(free, 0);
  return free;
}

function takeNode(bytes: i32): i32 {
  const node = word(Cell.NODE_NEXT);
  if (<u32>(node + bytes) > NODES_END) violated(Violation.BOOK_FULL, 0, 0);
  setWord(Cell.NODE_NEXT, node + bytes);
  return node;
}

/** The last order of a key left: unmarks it and finds the next best. Its leaf is kept, `keepLeaf` gives it back when it is empty. */
function clear(ladder: i32, key: i32, level: i32): void {
  const leaf = leafOf(level, key);
  const bits = leaf + halfOf(key);
  store<i64>(bits, load<i64>(bits, LEAF_BITMAP) & ~(<i64>1 << (<i64>key & 63)), LEAF_BITMAP);
  if (key == load<i32>(ladder, Ladder.BEST_KEY)) {
    const next = keyBehind(ladder, leaf, key);
    setBest(ladder, next);
    if (next < 0) setWorst(ladder, -1);
  }
}

function isEmpty(leaf: i32): bool {
  return (load<i64>(leaf, LEAF_BITMAP) | load<i64>(leaf, LEAF_BITMAP + 8)) == 0;
}

function giveLeafBack(ladder: i32, leafKey: i32): void {
  const root = load<i32>(ladder, Ladder.ROOT);
  const inRoot = leafKey >>> CHILD_BITS;
  const branch = childAt(root, inRoot);
  const child = leafKey & CHILD_MASK;
  const leaf = childAt(branch, child);
  store<i32>(leaf, word(Cell.LEAF_FREE));
  setWord(Cell.LEAF_FREE, leaf);
  if (!unmark(branch, child)) return;
  unmark(root, inRoot);
  store<i32>(branch, word(Cell.BRANCH_FREE));
  setWord(Cell.BRANCH_FREE, branch);
}

/** The first marked key behind one that has a leaf, -1 when there is none. */
function keyAfter(ladder: i32, key: i32): i32 {
  const leafKey = key >>> LEAF_BITS;
  const root = load<i32>(ladder, Ladder.ROOT);
  return keyBehind(ladder, childAt(childAt(root, leafKey >>> CHILD_BITS), leafKey & CHILD_MASK), key);
}

function keyBehind(ladder: i32, leaf: i32, key: i32): i32 {
  const low = load<i64>(leaf, LEAF_BITMAP);
  const high = load<i64>(leaf, LEAF_BITMAP + 8);
  const isHigh = (key & 64) != 0;
  const behind: i64 = -2 << (<i64>key & 63);
  const tick = firstTick(select<i64>(0, low & behind, isHigh), select<i64>(high & behind, high, isHigh));
  if (tick >= 0) return (key & ~TICK_MASK) | tick;
  const root = load<i32>(ladder, Ladder.ROOT);
  let next = leafKeyAfter(root, key >>> LEAF_BITS);
  while (next >= 0) {
    const nextLeaf = childAt(childAt(root, next >>> CHILD_BITS), next & CHILD_MASK);
    const first = firstTick(load<i64>(nextLeaf, LEAF_BITMAP), load<i64>(nextLeaf, LEAF_BITMAP + 8));
    if (first >= 0) return (next << LEAF_BITS) | first;
    next = leafKeyAfter(root, next);
  }
  return -1;
}

function leafKeyAfter(root: i32, leafKey: i32): i32 {
  const inRoot = leafKey >>> CHILD_BITS;
  const nextChild = nextInNode(childAt(root, inRoot), leafKey & CHILD_MASK);
  if (nextChild >= 0) return (inRoot << CHILD_BITS) | nextChild;
  const nextBranch = nextInNode(root, inRoot);
  if (nextBranch < 0) return -1;
  return (nextBranch << CHILD_BITS) | nextInNode(childAt(root, nextBranch), -1);
}

/** The first bit set of the two halves of a leaf's, -1 when there is none. */
@inline function firstTick(low: i64, high: i64): i32 {
  if ((low | high) == 0) return -1;
  return <i32>select<i64>(ctz(low), 64 + ctz(high), low != 0);
}

/** The first bit set behind a place in a few words of bitmap, -1 when there is none. */
function nextMarked(bitmap: i32, count: i32, after: i32): i32 {
  const from = after + 1;
  let index = from >>> 5;
  if (index >= count) return -1;
  let bits = load<i32>(bitmap + (index << 2)) & (-1 << (from & 31));
  while (bits == 0) {
    if (++index >= count) return -1;
    bits = load<i32>(bitmap + (index << 2));
  }
  return (index << 5) | ctz(bits);
}

/** The first child behind a place in a node, -1 when there is none. */
function nextInNode(node: i32, after: i32): i32 {
  const from = after + 1;
  if (from >= FAN_OUT) return -1;
  const index = from >>> 5;
  const bits = load<i32>(node + (index << 2), NODE_BITMAP) & (-1 << (from & 31));
  if (bits != 0) return (index << 5) | ctz(bits);
  const next = nextMarked(node + NODE_SUMMARY, SUMMARY_WORDS, index);
  return next < 0 ? -1 : (next << 5) | ctz(load<i32>(node + (next << 2), NODE_BITMAP));
}

function mark(node: i32, child: i32, address: i32): void {
  store<i32>(node + (child << 2), address);
  const bits = node + ((child >>> 5) << 2);
  store<i32>(bits, load<i32>(bits, NODE_BITMAP) | (1 << (child & 31)), NODE_BITMAP);
  const summary = node + ((child >>> 10) << 2);
  store<i32>(summary, load<i32>(summary, NODE_SUMMARY) | (1 << ((child >>> 5) & 31)), NODE_SUMMARY);
}

/** Forgets a child. Returns whether the node has none left. */
function unmark(node: i32, child: i32): bool {
  store<i32>(node + (child << 2), 0);
  const at = node + ((child >>> 5) << 2);
  const bits = load<i32>(at, NODE_BITMAP) & ~(1 << (child & 31));
  store<i32>(at, bits, NODE_BITMAP);
  if (bits != 0) return false;
  const summary = node + ((child >>> 10) << 2);
  store<i32>(summary, load<i32>(summary, NODE_SUMMARY) & ~(1 << ((child >>> 5) & 31)), NODE_SUMMARY);
  return nextMarked(node + NODE_SUMMARY, SUMMARY_WORDS, -1) < 0;
}
