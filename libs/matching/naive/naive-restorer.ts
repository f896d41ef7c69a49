import type { PlaceOrder } from '#contracts';
import type { OrderTerms, StateRestorer, VenueImage } from '../snapshot/book-image.js';
import { unreadable } from '../snapshot/byte-reader.js';
import { NaiveOrder } from './naive-order.js';
import type { NaiveState } from './naive-state.js';
import { enlistOrder } from './order-changes.js';

/** Fills the naive book's empty state from a snapshot. */
export class NaiveRestorer implements StateRestorer {
  private readonly sequences: number[] = [];
  private image: VenueImage | undefined;

  constructor(private readonly state: NaiveState) {}

  venue(sequence: number, bookMicros: number, image: VenueImage): void {
    const { state } = this;
    this.image = image;
    state.restoreVenue(sequence, bookMicros, image);
    for (const certificate of image.certificates) {
      const account = state.register(certificate);
      account.pledge(certificate.consumedLots);
      account.consume(certificate.consumedLots);
      account.expired = certificate.expired;
      account.withdrawn = certificate.withdrawn;
      if (!certificate.expired) state.schedule.watchCertificate(account);
    }
    for (const { memberState, desk, positionLots } of image.positions) {
      state.account(memberState).addPosition(desk, positionLots);
    }
    for (const { memberState, desk, limits, second, messages } of image.limits) {
      Object.assign(state.account(memberState).desk(desk), { limits, second, messages });
    }
  }

  identifier(sequence: number, request: PlaceOrder, terms: OrderTerms | undefined): void {
    const { state } = this;
    state.held.hold(sequence, request);
    this.sequences.push(sequence);
    if (terms === undefined) return;
    const order = new NaiveOrder(sequence, request);
    order.restore(terms);
    enlistOrder(state, order);
  }

  ending(index: number, endedMicros: number): void {
    const sequence = this.sequences[index];
    if (sequence === undefined) throw unreadable(`identifier ${index} ended, and there is none`);
    this.state.held.end(sequence, endedMicros);
  }

  finish(): void {
    for (const { certificateId, pledgedLots } of this.image?.certificates ?? []) {
      if (this.state.registered(certificateId).pledgedLots === pledgedLots) continue;
      throw unreadable(`the offers of certificate ${certificateId} do not sum to its pledged lots`);
    }
  }
}
