import type { PlaceOrder } from '#contracts';
import type { OrderTerms, StateRestorer, VenueImage } from '../snapshot/book-image.js';
import { unreadable } from '../snapshot/byte-reader.js';
import type { FastState } from './fast-state.js';
import { enlistOrder, joinBook, setExpiry, takeSlot } from './order-changes.js';
import { Flag, Order, Rare } from '../layout/order-layout.js';
import { withType } from './order-flags.js';
import { Request, Terms } from '../layout/request-layout.js';
import { requestWordsMax, writeRequest } from './request-words.js';

/** Fills the fast book's empty state from a snapshot. */
export class FastRestorer implements StateRestorer {
  /** Where the log has each identifier. */
  private readonly positions: number[] = [];
  private readonly slots: number[] = [];
  private words = new Int32Array(256);
  private image: VenueImage | undefined;

  constructor(private readonly state: FastState) {}

  venue(sequence: number, bookMicros: number, image: VenueImage): void {
    const { state } = this;
    const { certificateTable, accounts, schedule } = state;
    this.image = image;
    state.restoreVenue(sequence, bookMicros, image);
    for (const certificate of image.certificates) {
      const { certificateId, consumedLots, expired, withdrawn } = certificate;
      certificateTable.register(certificate);
      const number = certificateTable.registered(certificateId);
      certificateTable.pledge(number, consumedLots);
      certificateTable.consume(number, consumedLots);
      if (withdrawn) certificateTable.setWithdrawn(number);
      if (expired) certificateTable.setExpired(number);
      else schedule.watchCertificate(certificate);
    }
    for (const { memberState, desk, positionLots } of image.positions) {
      accounts.setPosition(accounts.of(memberState, desk), positionLots);
    }
    for (const { memberState, desk, limits, second, messages } of image.limits) {
      const account = accounts.of(memberState, desk);
      accounts.setLimits(account, limits);
      accounts.setMessages(account, second, messages);
    }
  }

  identifier(sequence: number, request: PlaceOrder, terms: OrderTerms | undefined): void {
    const { state } = this;
    const wordsMax = requestWordsMax(request);
    if (wordsMax > this.words.length) this.words = new Int32Array(wordsMax);
    const { words } = this;
    const count = writeRequest(words, 0, request, state.parties);
    const odd = ((words[Request.TERMS] ?? 0) & Terms.IS_ODD) === 0 ? undefined : request;
    const position = state.log.hold(sequence, words, 0, count, odd);
    this.positions.push(position);
    if (terms === undefined) return;
    const slot = takeSlot(state, sequence, request, position);
    this.writeTerms(slot, terms);
    this.writeRareTerms(slot, request, terms);
    enlistOrder(state, slot);
    this.slots.push(slot);
  }

  private writeTerms(slot: number, terms: OrderTerms): void {
    const { pool } = this.state;
    const { words } = pool;
    const at = slot << Order.SHIFT;
    words[at + Order.PRICE] = terms.priceTicks ?? 0;
    words[at + Order.LEAVES] = terms.leavesLots;
    words[at + Order.QUANTITY] = terms.quantityLots;
    words[at + Order.FILLED] = terms.filledLots;
    words[at + Order.VERSION] = terms.version;
    words[at + Order.FLAGS] =
      withType(words[at + Order.FLAGS] ?? 0, terms.orderType) | (terms.isParked ? Flag.IS_PARKED : 0);
    if (terms.isParked) this.state.special.parked++;
    pool.setPriority(slot, terms.priority);
  }

  private writeRareTerms(slot: number, request: PlaceOrder, terms: OrderTerms): void {
    const { pool, parties } = this.state;
    const { cancelledLots, protectionLimitTicks, triggerPriceTicks, displayQuantityLots, expiryMicros } =
      terms;
    const { minQuantityLots } = request;
    const account = terms.account === request.account ? undefined : terms.account;
    const isPlain =
      cancelledLots === 0 &&
      protectionLimitTicks === undefined &&
      triggerPriceTicks === undefined &&
      displayQuantityLots === undefined &&
      minQuantityLots === undefined &&
      expiryMicros === undefined &&
      account === undefined;
    if (!isPlain) {
      const at = pool.ensureRare(slot);
      const { rare } = pool;
      rare[at + Rare.CANCELLED] = cancelledLots;
      rare[at + Rare.PROTECTION] = protectionLimitTicks ?? 0;
      rare[at + Rare.TRIGGER] = triggerPriceTicks ?? 0;
      rare[at + Rare.DISPLAY] = displayQuantityLots ?? 0;
      rare[at + Rare.PEAK_LEFT] = displayQuantityLots === undefined ? 0 : terms.displayedLots;
      rare[at + Rare.MIN_QUANTITY] = minQuantityLots ?? 0;
      setExpiry(rare, at, expiryMicros);
      rare[at + Rare.ACCOUNT] = account === undefined ? 0 : parties.names.numberOf(account);
    }
    pool.assertSums(slot, 0);
  }

  ending(index: number, endedMicros: number): void {
    const position = this.positions[index];
    if (position === undefined) throw unreadable(`identifier ${index} ended, and there is none`);
    this.state.log.end(position, endedMicros);
  }

  /** Each order goes to the back of its queue: in the order of time, for stops that wait in entry order (ORDR-6). */
  finish(): void {
    const { state, slots } = this;
    const { pool, certificateTable } = state;
    const timeOf = (slot: number): number =>
      state.triggerOf(slot) === 0 ? pool.priorityOf(slot) : pool.numberOf(slot);
    for (const slot of slots.sort((left, right) => timeOf(left) - timeOf(right))) joinBook(state, slot);
    for (const { certificateId, pledgedLots } of this.image?.certificates ?? []) {
      const number = certificateTable.registered(certificateId);
      if (certificateTable.get(number)?.pledgedLots === pledgedLots) continue;
      throw unreadable(`the offers of certificate ${certificateId} do not sum to its pledged lots`);
    }
    state.policyVersion++;
    state.changes++;
    state.forgetViews();
  }
}
