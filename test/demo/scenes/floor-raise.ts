import { INSTRUMENT } from '../cast.js';
import { Certificates } from '../certificates.js';
import type { Day } from '../day.js';
import type { ActReport } from '../reports.js';
import type { Scene } from './scene.js';

const NEW_FLOOR = '115.00';

/** The authority raises the floor above resting offers: one is cancelled, one follows and is the reserve's at once. */
export const floorRaise: Scene = {
  title: `The authority raises the price floor to ${NEW_FLOOR}`,
  async play(day, memory) {
    const { mine, separator, magnetMaker } = day.cast;
    const certificates = new Certificates(day.cast.bloc);
    const mined = certificates.good(mine.memberState);
    const separated = certificates.good(separator.memberState);
    const rests = { status: 'new' };
    const first = await day.place(
      mine,
      { side: 'sell', lots: 5, price: NEW_FLOOR, certificateId: mined },
      rests,
    );
    const cancels = {
      side: 'sell',
      lots: 10,
      price: '112.80',
      certificateId: mined,
      onFloorRaise: 'cancel',
    } as const;
    const cancelled = await day.place(mine, cancels, rests);
    const follows = {
      side: 'sell',
      lots: 12,
      price: '113.20',
      certificateId: separated,
      onFloorRaise: 'reprice',
    } as const;
    const repriced = await day.place(separator, follows, rests);

    const before = (await day.book()).floorVersion ?? 0;
    const decided = await raise(day);
    const book = await day.book(decided?.position);
    day.expect.equal('floor in force', book.floorPrice, NEW_FLOOR);
    day.expect.equal('version of the floor', book.floorVersion, before + 1);
    const gone = await day.order(mine, cancelled?.orderId);
    day.expect.equal('reason of the offer that cancels (FLOR-5)', gone?.reason, 'FLOOR_RAISED');
    const moved = await day.order(separator, repriced?.orderId);
    if (moved !== undefined) memory.repriced = moved;
    day.expect.equal('price of the offer that follows (FLOR-5)', moved?.price, NEW_FLOOR);
    day.expect.equal('version of the offer that follows (FLOR-5)', moved?.version, 2);
    day.story.remark(
      `The offer of ${mine.desk ?? ''} at 112.80 is cancelled (${gone?.reason ?? '?'}); that of ${separator.desk ?? ''} follows to ${moved?.price ?? '?'}.`,
    );

    const stood = await day.order(mine, first?.orderId);
    day.expect.equal(
      'lots that the reserve bought of the one that stood there',
      stood?.cumulativeQuantityLots,
      5,
    );
    day.expect.equal('lots that it bought of the one that followed', moved?.cumulativeQuantityLots, 12);
    day.story.remark(
      'The strategic reserve stands at the new floor and takes both offers there at once (FLOR-6, RESV-1).',
    );

    const bid = { side: 'buy', lots: 8, price: NEW_FLOOR } as const;
    const rested = await day.place(magnetMaker, bid, rests);
    const sale = { side: 'sell', lots: 10, price: NEW_FLOOR, certificateId: mined } as const;
    await day.place(mine, sale, { status: 'filled', filled: 10, averagePrice: '115.0000' });
    const commercial = await day.order(magnetMaker, rested?.orderId);
    if (day.expect.equal('lots filled of the desk’s bid', commercial?.cumulativeQuantityLots, 8)) {
      day.story.remark('The desk’s bid comes first, the reserve takes the two lots that are left (RESV-1).');
    }
    memory.reserveFills = [
      { price: NEW_FLOOR, quantityLots: 5 },
      { price: NEW_FLOOR, quantityLots: 12 },
      { price: NEW_FLOOR, quantityLots: 2 },
    ];
  },
};

async function raise(day: Day): Promise<ActReport | undefined> {
  const { proposer, approvers } = day.cast;
  const change = { type: 'setFloor', instrument: INSTRUMENT, price: NEW_FLOOR };
  const proposed = await day.propose(
    proposer,
    `proposes a floor of ${NEW_FLOOR}`,
    change,
    'cost of separation has risen',
  );
  if (proposed === undefined) return undefined;
  const own = await proposer.client.post(`/v1/acts/${proposed.actId}/approve`);
  day.refused(proposer, 'signs the proposal himself', own, 'NOT_AUTHORISED');
  const once = await day.approve(approvers[0], proposed);
  day.expect.equal('state after one signature', once?.state, 'proposed');
  day.expect.equal('floor after one signature', (await day.book(once?.position)).floorPrice, '110.00');
  const twice = await approvers[0].client.post(`/v1/acts/${proposed.actId}/approve`);
  day.refused(approvers[0], 'signs a second time', twice, 'ALREADY_APPROVED');
  const decided = await day.approve(approvers[1], proposed);
  day.expect.equal('state after two signatures', decided?.state, 'decided');
  return decided;
}
