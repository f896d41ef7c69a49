import { Certificates } from '../certificates.js';
import type { Scene } from './scene.js';

/** The closing call and auction; what was for the day expires. */
export const close: Scene = {
  title: 'The close: a closing call, a closing auction, and the day is over',
  async play(day) {
    const { mine, separator, magnetMaker } = day.cast;
    const certificates = new Certificates(day.cast.bloc);
    await day.changePhase('closingCall', 'the end of the day');
    const rests = { status: 'new' };
    const mined = certificates.good(mine.memberState);
    const separated = certificates.good(separator.memberState);
    const bid = await day.place(magnetMaker, { side: 'buy', lots: 20, price: '116.00' }, rests);
    await day.place(mine, { side: 'sell', lots: 12, price: '115.20', certificateId: mined }, rests);
    const last = await day.place(
      separator,
      { side: 'sell', lots: 12, price: '115.60', certificateId: separated },
      rests,
    );
    const stays = {
      side: 'sell',
      lots: 3,
      price: '119.00',
      certificateId: mined,
      timeInForce: 'gtc',
    } as const;
    const lasting = await day.place(mine, stays, rests);

    const position = await day.changePhase('closingAuction', 'the close', 'closed');
    const book = await day.book(position);
    day.story.remark(`The closing auction set ${book.referencePrice ?? 'no price'}; the book is closed.`);
    day.expect.equal('closing price', book.referencePrice, '115.60');
    const bought = await day.order(magnetMaker, bid?.orderId);
    day.expect.equal('average price of the closing bid', bought?.averagePrice, '115.6000');
    day.expect.equal('lots filled of the closing bid', bought?.cumulativeQuantityLots, 20);
    const expired = await day.order(separator, last?.orderId);
    day.expect.equal('status of what was for the day', expired?.orderStatus, 'expired');
    const part = day.expect.equal('lots of it that traded', expired?.cumulativeQuantityLots, 8);
    const kept = await day.order(mine, lasting?.orderId);
    const stayed = day.expect.equal('status of what is good till cancelled', kept?.orderStatus, 'new');
    if (part && stayed)
      day.story.remark('Four lots for the day expire; the offer that is good till cancelled stays.');
    await day.placeRefused(
      magnetMaker,
      { side: 'buy', lots: 1, price: '116.00' },
      'PHASE_NOT_ALLOWED',
      'after the close',
    );
  },
};
