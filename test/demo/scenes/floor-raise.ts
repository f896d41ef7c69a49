import { INSTRUMENT } from '../cast.js';
import { Certificates } from '../certificates.js';
import type { Day } from '../day.js';
import type { ActReport } from '../reports.js';
import type { Scene } from './scene.js';

const NEW_FLOOR = '115.00';

/** The authority raises the floor above resting offers: one is cancelled, one follows. */
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

    const bid = { side: 'buy', lots: 8, price: NEW_FLOOR } as const;
    await day.place(magnetMaker, bid, { status: 'filled', filled: 8, averagePrice: '115.0000' });
    const [one, other] = [
      await day.order(mine, first?.orderId),
      await day.order(separator, repriced?.orderId),
    ];
    const inTurn = day.expect.equal('lots filled of the first in turn', one?.cumulativeQuantityLots, 5);
    const behind = day.expect.equal('lots filled of the one behind', other?.cumulativeQuantityLots, 3);
    if (inTurn && behind) {
      day.story.remark(
        'The offer that stood at 115.00 first was first in turn; the one that followed came behind.',
      );
    }
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
