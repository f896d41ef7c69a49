import { nameOf } from '../actor.js';
import { INSTRUMENT } from '../cast.js';
import { Certificates } from '../certificates.js';
import type { Day } from '../day.js';
import type { Scene } from './scene.js';

/** The book is halted by one supervisor, brought to pre-open by two, and collects orders. */
export const preOpen: Scene = {
  title: 'Before the opening: one supervisor halts, two reopen, orders gather and nothing trades',
  async play(day) {
    await haltAlone(day);
    await reopenByTwo(day);
    await gatherOrders(day);
    await noCancel(day);
  },
};

async function haltAlone(day: Day): Promise<void> {
  const [sam] = day.cast.supervisors;
  const change = { type: 'setPhase', instrument: INSTRUMENT, phase: 'halted' };
  const act = await day.propose(sam, 'halts the book alone', change, 'start of the demonstration');
  day.expect.equal('state of a halt by one supervisor', act?.state, 'decided');
  day.expect.equal('phase after the halt', (await day.book(act?.position)).phase, 'halted');
  await day.placeRefused(
    day.cast.magnetMaker,
    { side: 'buy', lots: 1, price: '112.00' },
    'PHASE_NOT_ALLOWED',
  );
}

async function reopenByTwo(day: Day): Promise<void> {
  const [sam, sofia] = day.cast.supervisors;
  const change = { type: 'setPhase', instrument: INSTRUMENT, phase: 'preOpen' };
  const proposed = await day.propose(sam, 'proposes pre-open', change, 'a new day');
  day.expect.equal('state of the proposal', proposed?.state, 'proposed');
  if (proposed !== undefined) {
    const own = await sam.client.post(`/v1/acts/${proposed.actId}/approve`);
    day.refused(sam, 'signs it himself', own, 'SELF_APPROVAL');
  }
  const decided = await day.approve(sofia, proposed);
  day.expect.equal('phase after two signatures', (await day.book(decided?.position)).phase, 'preOpen');
}

async function gatherOrders(day: Day): Promise<void> {
  const { mine, separator, magnetMaker, suspendee, shortOfCash, shortOfMetal } = day.cast;
  const certificates = new Certificates(day.cast.bloc);
  const rests = { status: 'new' };
  await day.place(magnetMaker, { side: 'buy', lots: 40, price: '113.00' }, rests);
  await day.place(shortOfCash, { side: 'buy', lots: 10, price: '112.60' }, rests);
  await day.place(suspendee, { side: 'buy', lots: 20, price: '112.00' }, rests);
  const [mined, separated] = [certificates.good(mine.memberState), certificates.good(separator.memberState)];
  await day.place(mine, { side: 'sell', lots: 30, price: '111.50', certificateId: mined }, rests);
  await day.place(separator, { side: 'sell', lots: 30, price: '112.50', certificateId: separated }, rests);
  const order = { side: 'sell', lots: 10, price: '113.50', certificateId: mined } as const;
  const last = await day.place(shortOfMetal, order, rests);
  const ioc = { side: 'buy', lots: 1, price: '113.00', timeInForce: 'ioc' } as const;
  await day.placeRefused(magnetMaker, ioc, 'PHASE_NOT_ALLOWED');
  const book = await day.book(last?.position);
  day.story.remark(
    `The venue shows where it would open: ${book.indicative?.price ?? 'nowhere'}, ${book.indicative?.volumeLots ?? 0} lots.`,
  );
  day.expect.equal('indicative price and volume', book.indicative, { price: '112.50', volumeLots: 50 });
}

async function noCancel(day: Day): Promise<void> {
  const { suspendee } = day.cast;
  await day.changePhase('noCancel', 'the call is closing');
  const { body } = await suspendee.client.get(`/v1/orders?instrument=${INSTRUMENT}&status=live`);
  const [live] = (body.items ?? []) as readonly { orderId: string }[];
  if (
    !day.expect.that(`${nameOf(suspendee)} sees a live order`, live !== undefined, body) ||
    live === undefined
  )
    return;
  const answer = await suspendee.client.delete(`/v1/orders/${live.orderId}`);
  day.refused(suspendee, 'wants to cancel', answer, 'PHASE_NOT_ALLOWED');
}
