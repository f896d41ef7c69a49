import { INSTRUMENT } from '../cast.js';
import { Certificates } from '../certificates.js';
import type { Scene } from './scene.js';

/** A member state is suspended in the middle of the session. */
export const suspension: Scene = {
  title: 'A member state is suspended in mid-session',
  async play(day) {
    const { suspendee, magnetMaker, proposer, approvers } = day.cast;
    const state = suspendee.memberState ?? '';
    const certificateId = new Certificates(day.cast.bloc).good(state);
    const rests = { status: 'new' };
    const offer = { side: 'sell', lots: 4, price: '116.50', certificateId } as const;
    const own = await day.place(suspendee, { ...offer, price: '117.00' }, rests);
    const ofItsOrigin = await day.place(magnetMaker, offer, rests);
    const ordersBefore = await suspendee.client.get(`/v1/orders?instrument=${INSTRUMENT}&status=live`);
    const live = ((ordersBefore.body.items ?? []) as readonly { orderId: string }[]).map(
      ({ orderId }) => orderId,
    );

    const change = { type: 'setMembership', memberState: state, status: 'suspended' };
    const proposed = await day.propose(
      proposer,
      `proposes to suspend ${state}`,
      change,
      'breach of the floor agreement',
    );
    await day.approve(approvers[0], proposed);
    const decided = await day.approve(approvers[1], proposed);
    const books = decided?.books ?? [];
    day.expect.equal('books that the suspension reached', books.length, day.cast.bloc.instruments.length);
    await day.book(decided?.position);
    const failedBefore = day.expect.failed.length;
    for (const orderId of live) {
      const report = await day.order(suspendee, orderId);
      day.expect.equal(`reason of ${orderId} (MEMB-4)`, report?.reason, 'MEMBER_SUSPENDED');
    }
    day.expect.that('the suspended desk had orders in the book', live.length >= 3 && own !== undefined, live);
    const others = await day.order(magnetMaker, ofItsOrigin?.orderId);
    day.expect.equal(
      "reason of another's offer of that origin (MEMB-5)",
      others?.reason,
      'ORIGIN_NOT_ELIGIBLE',
    );
    const intact = day.expect.failed.length === failedBefore;
    if (intact)
      day.story.remark(
        `All ${live.length} orders of ${suspendee.desk ?? ''} are gone, and another desk's offer of lots from ${state}; trades done stand.`,
      );
    await day.placeRefused(suspendee, { side: 'buy', lots: 5, price: '115.00' }, 'MEMBER_SUSPENDED');
    const { status } = await suspendee.client.get('/v1/fills');
    day.expect.equal('a suspended desk still reads its fills', status, 200);
  },
};
