import { setTimeout as delay } from 'node:timers/promises';
import { nameOf } from '../actor.js';
import { INSTRUMENT } from '../cast.js';
import { Certificates } from '../certificates.js';
import { reportWords, type Day } from '../day.js';
import type { OrderReport } from '../reports.js';
import type { Scene } from './scene.js';

/** What the bloc's rules do not let pass, each with its reason. */
export const refusals: Scene = {
  title: 'What the rules of the bloc do not let pass',
  async play(day) {
    const expiring = await registerExpiring(day);
    await wrongPeople(day);
    await wrongOrigin(day);
    await wrongPrices(day);
    await selfTrade(day);
    await outlive(day, expiring);
  },
};

/** Long enough to be decided and used on a slow machine, short enough to wait for. */
const EXPIRY_SECONDS = 4;
const EXPIRY_TICKS_MS_MAX = 5_000;
const POLL_MS = 100;

interface Expiring {
  readonly certificateId: string;
  readonly expiryMs: number;
  readonly offer: OrderReport | undefined;
}

/** A certificate that runs out in a moment, and an offer that rests on it. */
async function registerExpiring(day: Day): Promise<Expiring> {
  const { mine, proposer, approvers } = day.cast;
  const certificateId = 'DEMO-RUNS-OUT';
  const expiryMs = Date.now() + EXPIRY_SECONDS * 1_000;
  const spec = day.cast.bloc.instruments.find((one) => one.spec.instrumentId === INSTRUMENT)?.spec;
  const change = {
    type: 'registerCertificate',
    instrument: INSTRUMENT,
    certificateId,
    originState: mine.memberState,
    mineral: spec?.mineral,
    productionStage: spec?.productionStage,
    nonBlocContentBasisPoints: 0,
    expiryTime: new Date(expiryMs).toISOString(),
    lots: 50,
  };
  const what = `proposes a certificate that runs out in ${EXPIRY_SECONDS} seconds`;
  const proposed = await day.propose(proposer, what, change, 'to show what happens then');
  await day.approve(approvers[0], proposed);
  await day.approve(approvers[1], proposed);
  const order = { side: 'sell', lots: 5, price: '118.00', certificateId } as const;
  return { certificateId, expiryMs, offer: await day.place(mine, order, { status: 'new' }) };
}

/** The certificate runs out by itself: its offer goes, and no new one is taken on it. */
async function outlive(day: Day, { certificateId, expiryMs, offer }: Expiring): Promise<void> {
  const { mine } = day.cast;
  await delay(Math.max(0, expiryMs - Date.now()));
  const deadline = Date.now() + EXPIRY_TICKS_MS_MAX;
  let after = await day.order(mine, offer?.orderId);
  while (after?.orderStatus === 'new' && Date.now() < deadline) {
    await delay(POLL_MS);
    after = await day.order(mine, offer?.orderId);
  }
  if (
    day.expect.equal(
      'reason of the offer whose certificate ran out (MEMB-5)',
      after?.reason,
      'CERTIFICATE_EXPIRED',
    )
  ) {
    day.story.remark(`The certificate has run out; the book itself cancelled the offer that rested on it.`);
  }
  const again = { side: 'sell', lots: 5, price: '118.00', certificateId } as const;
  await day.placeRefused(mine, again, 'CERTIFICATE_EXPIRED', 'with an expired one');
}

async function wrongPeople(day: Day): Promise<void> {
  const { nonMember, observer, acceding, regulator } = day.cast;
  const bid = { side: 'buy', lots: 5, price: '112.00' } as const;
  await day.placeRefused(nonMember, bid, 'NOT_A_MEMBER', 'from outside the bloc');
  await day.placeRefused(observer, bid, 'OBSERVER_CANNOT_TRADE', 'as an observer');
  await day.placeRefused(acceding, bid, 'NOT_A_MEMBER', 'still acceding');
  const withoutAnnex = findWithoutAnnex(day);
  if (
    day.expect.that('the bloc has a full member without some annex', withoutAnnex !== undefined) &&
    withoutAnnex
  ) {
    const price = withoutAnnex.price;
    const order = { side: 'buy', lots: 1, price, instrument: withoutAnnex.instrument } as const;
    await day.placeRefused(day.cast.shortOfMetal, order, 'ANNEX_NOT_IN_FORCE', 'without the annex');
  }
  await day.placeRefused(regulator, bid, 'NOT_AUTHORISED', 'as the regulator');
}

/** An instrument that the state of the desk that is short of metal has no annex for. */
function findWithoutAnnex({ cast }: Day): { instrument: string; price: string } | undefined {
  const { bloc, shortOfMetal } = cast;
  const found = bloc.instruments.find(
    ({ spec }) =>
      !bloc.annexes.some(
        (annex) =>
          annex.memberState === shortOfMetal.memberState &&
          annex.mineral === spec.mineral &&
          annex.productionStage === spec.productionStage,
      ),
  );
  // Far above any floor and a whole number of every tick size of the bloc.
  return found === undefined ? undefined : { instrument: found.spec.instrumentId, price: '2000' };
}

async function wrongOrigin(day: Day): Promise<void> {
  const { mine } = day.cast;
  const certificates = new Certificates(day.cast.bloc);
  const offer = { side: 'sell', lots: 5, price: '114.00' } as const;
  const small = certificates.small();
  const cases = [
    [undefined, 5, 'ORIGIN_MISSING', 'without a certificate'],
    [certificates.tooMuchFromOutside(), 5, 'ORIGIN_CONTENT_EXCEEDED', 'with too much from outside'],
    [certificates.ofAnotherStage(), 5, 'ORIGIN_STAGE_MISMATCH', 'with one for another stage'],
    [certificates.fromOutside(), 5, 'ORIGIN_NOT_ELIGIBLE', 'of an origin outside'],
    [small.certificateId, small.lots + 1, 'CERTIFICATE_EXHAUSTED', `with one for ${small.lots} lots`],
  ] as const;
  for (const [certificateId, lots, code, why] of cases) {
    await day.placeRefused(
      mine,
      { ...offer, lots, ...(certificateId === undefined ? {} : { certificateId }) },
      code,
      why,
    );
  }
}

async function wrongPrices(day: Day): Promise<void> {
  const { mine, magnetMaker } = day.cast;
  const certificateId = new Certificates(day.cast.bloc).good(mine.memberState);
  await day.placeRefused(
    mine,
    { side: 'sell', lots: 5, price: '109.95', certificateId },
    'BELOW_FLOOR',
    'below the floor',
  );
  await day.placeRefused(
    magnetMaker,
    { side: 'buy', lots: 5, price: '112.03' },
    'OFF_TICK',
    'between two ticks',
  );
  const low = await day.place(magnetMaker, { side: 'buy', lots: 5, price: '105.00' }, { status: 'new' });
  const book = await day.book(low?.position);
  day.story.remark(
    'A bid below the floor may wait for the floor to come down; it cannot trade and does not count.',
  );
  day.expect.that('the bid below the floor is not the best', book.bids[0]?.price !== '105.00', book.bids);
}

async function selfTrade(day: Day): Promise<void> {
  const { separator, separatorsColleague } = day.cast;
  const certificateId = new Certificates(day.cast.bloc).good(separator.memberState);
  const own = { side: 'sell', lots: 5, price: '113.00', certificateId, stpId: 'mesa' } as const;
  const resting = await day.place(separator, own, { status: 'new' });
  const against = { side: 'buy', lots: 5, price: '113.00', stpId: 'mesa' } as const;
  const incoming = await day.place(separatorsColleague, against, { status: 'new' });
  const after = await day.order(separator, resting?.orderId);
  if (day.expect.equal('reason of the cancelled order (STP-1)', after?.reason, 'SELF_TRADE')) {
    day.story.remark('The two do not trade with each other: the older order is cancelled.');
  }
  if (incoming === undefined) return;
  const answer = await separatorsColleague.client.delete(`/v1/orders/${incoming.orderId}`);
  const report = answer.body as Partial<OrderReport> as OrderReport;
  day.story.deed(nameOf(separatorsColleague), `cancels ${incoming.orderId}`, reportWords(report));
  day.expect.equal('status of the cancelled bid', report.orderStatus, 'canceled');
}
