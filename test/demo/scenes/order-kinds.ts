import { nameOf, type Actor } from '../actor.js';
import { INSTRUMENT } from '../cast.js';
import { Certificates } from '../certificates.js';
import type { Day } from '../day.js';
import type { ActReport, Level } from '../reports.js';
import type { Scene } from './scene.js';

/** What a desk may have beyond limit and market orders. */
export const orderKinds: Scene = {
  title: 'An iceberg, a stop that triggers, an offer that parks while the floor is above it',
  async play(day) {
    await iceberg(day);
    await stop(day);
    await parked(day);
  },
};

const shown = (levels: readonly Level[]): string[] =>
  levels.map(({ price, quantityLots }) => `${price} x ${quantityLots}`);

/** ORDR-3: the public sees the peak alone. */
async function iceberg(day: Day): Promise<void> {
  const { mine, magnetMaker } = day.cast;
  const certificateId = new Certificates(day.cast.bloc).good(mine.memberState);
  const offer = {
    side: 'sell',
    lots: 20,
    price: '113.00',
    displayQuantityLots: 5,
    certificateId,
  } as const;
  const placed = await day.place(mine, offer, { status: 'new' });
  const before = await day.book(placed?.position);
  day.expect.equal('offers while the iceberg shows its peak (ORDR-3)', shown(before.asks), ['113.00 x 5']);
  const bid = { side: 'buy', lots: 7, price: '113.00' } as const;
  const taken = await day.place(magnetMaker, bid, { status: 'filled', filled: 7, averagePrice: '113.0000' });
  const after = await day.book(taken?.position);
  day.expect.equal('offers after its peak was used up (ORDR-3)', shown(after.asks), ['113.00 x 3']);
  const own = await day.order(mine, placed?.orderId);
  day.expect.equal('open lots of the iceberg', own?.leavesQuantityLots, 13);
  day.expect.equal('lots of it that are shown', own?.displayedQuantityLots, 3);
  day.story.remark(
    `The public saw 5 lots, then 3; ${mine.desk ?? ''} knows of ${own?.leavesQuantityLots ?? '?'}.`,
  );
  await cancel(day, mine, placed?.orderId);
}

/** ORDR-6: it waits in no book until a trade at its price. */
async function stop(day: Day): Promise<void> {
  const { mine, separator, magnetMaker } = day.cast;
  const certificates = new Certificates(day.cast.bloc);
  const offer = {
    side: 'sell',
    lots: 4,
    type: 'stopLimit',
    triggerPrice: '112.80',
    price: '112.80',
    certificateId: certificates.good(separator.memberState),
  } as const;
  const through = { ...offer, triggerPrice: '113.00' };
  await day.placeRefused(separator, through, 'STOP_ALREADY_THROUGH', 'which the last trade is through');
  const waiting = await day.place(separator, offer, { status: 'inactive' });
  day.expect.equal('offers while the stop waits', shown((await day.book(waiting?.position)).asks), []);
  const certificateId = certificates.good(mine.memberState);
  await day.place(mine, { side: 'sell', lots: 2, price: '112.80', certificateId }, { status: 'new' });
  const bid = { side: 'buy', lots: 2, price: '112.80' } as const;
  const traded = await day.place(magnetMaker, bid, { status: 'filled', filled: 2 });
  const book = await day.book(traded?.position);
  day.expect.equal('offers after the trade at its trigger (ORDR-6)', shown(book.asks), ['112.80 x 4']);
  const triggered = await day.order(separator, waiting?.orderId);
  day.expect.equal('whether the stop is triggered', triggered?.triggered, true);
  day.story.remark(`The trade at 112.80 made ${waiting?.orderId ?? '?'} a limit order of 4 lots.`);
  await day.place(magnetMaker, { ...bid, lots: 4 }, { status: 'filled', filled: 4 });
}

/** FLOR-5 `park`: out of the book while the floor is above it, and back with it. */
async function parked(day: Day): Promise<void> {
  const { separator } = day.cast;
  const certificateId = new Certificates(day.cast.bloc).good(separator.memberState);
  const offer = { side: 'sell', lots: 6, price: '112.90', onFloorRaise: 'park', certificateId } as const;
  const placed = await day.place(separator, offer, { status: 'new' });
  const raised = await decideFloor(day, '113.50', 'a passing shortage');
  const out = await day.book(raised?.position);
  day.expect.equal('offers below the raised floor (FLOR-5)', shown(out.asks), []);
  const parkedOffer = await day.order(separator, placed?.orderId);
  day.expect.equal('status of the parked offer', parkedOffer?.orderStatus, 'inactive');
  day.expect.equal('what it waits for', parkedOffer?.waitsFor, 'floor');
  const lowered = await decideFloor(day, '110.00', 'the shortage is over');
  const back = await day.book(lowered?.position);
  const returned = day.expect.equal('offers when the floor is down again (FLOR-5)', shown(back.asks), [
    '112.90 x 6',
  ]);
  if (returned) day.story.remark('The parked offer came back with the floor, as it was and with a new time.');
  await cancel(day, separator, placed?.orderId);
}

async function decideFloor(day: Day, price: string, reason: string): Promise<ActReport | undefined> {
  const { proposer, approvers } = day.cast;
  const change = { type: 'setFloor', instrument: INSTRUMENT, price };
  const proposed = await day.propose(proposer, `proposes a floor of ${price}`, change, reason);
  await day.approve(approvers[0], proposed);
  return day.approve(approvers[1], proposed);
}

async function cancel(day: Day, actor: Actor, orderId = ''): Promise<void> {
  const { status, body } = await actor.client.delete(`/v1/orders/${orderId}`);
  day.story.deed(nameOf(actor), `cancels ${orderId}`, status === 200 ? 'cancelled' : 'REFUSED');
  day.expect.equal(`status of ${orderId} once it is cancelled`, body.orderStatus, 'canceled');
}
