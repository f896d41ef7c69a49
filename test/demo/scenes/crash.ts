import { nameOf, readAll, type Actor } from '../actor.js';
import { INSTRUMENT } from '../cast.js';
import { Certificates } from '../certificates.js';
import type { Day } from '../day.js';
import type { OrderReport } from '../reports.js';
import type { Scene } from './scene.js';

/** SIGKILL comes after so many acknowledged orders, with more in flight. */
const KILL_AFTER_ACKNOWLEDGED = 300;
const SENDERS_PER_ACTOR = 4;
const LOOK_UPS_AT_ONCE = 8;
const ID_PREFIX = 'flow-';

interface Sent {
  readonly actor: Actor;
  readonly body: Readonly<Record<string, unknown>> & { readonly clientOrderId: string };
  /** The answer; absent when the connection broke or the venue did not know: an unknown outcome. */
  acknowledged?: OrderReport;
}

/** The whole process dies without warning in the middle of the flow, and comes back. */
export const crash: Scene = {
  title: 'The exchange is killed in the middle of the flow, and restarted',
  async play(day, memory) {
    const sent = await floodAndKill(day);
    const acknowledged = sent.filter((order) => order.acknowledged !== undefined);
    const unknown = sent.filter((order) => order.acknowledged === undefined);
    day.story.remark(
      `SIGKILL after ${acknowledged.length} acknowledged orders, ${unknown.length} in flight.`,
    );
    day.expect.that(
      'orders were acknowledged before the kill',
      acknowledged.length >= KILL_AFTER_ACKNOWLEDGED,
    );
    day.expect.that('orders were in flight at the kill', unknown.length > 0);
    const begun = performance.now();
    await day.exchange.start();
    const restartMs = Math.round(performance.now() - begun);
    day.story.remark(`Restarted on the same data, ready after ${restartMs} ms.`);
    await checkAcknowledged(day, acknowledged);
    const found = await settleUnknown(day, unknown);
    await checkNoneDoubled(day, sent);
    memory.crash = {
      acknowledged: acknowledged.length,
      unknown: unknown.length,
      found,
      resent: unknown.length - found,
      restartMs,
    };
    await clearBook(day);
  },
};

async function floodAndKill(day: Day): Promise<Sent[]> {
  const { mine, separator, magnetMaker } = day.cast;
  const certificates = new Certificates(day.cast.bloc);
  const sent: Sent[] = [];
  let acknowledged = 0;
  let killed: Promise<void> | undefined;
  const send = async (actor: Actor): Promise<void> => {
    while (killed === undefined) {
      const number = sent.length;
      const side = number % 2 === 0 ? 'buy' : 'sell';
      const order: Sent = {
        actor,
        body: {
          instrument: INSTRUMENT,
          clientOrderId: `${ID_PREFIX}${number}`,
          side,
          type: 'limit',
          timeInForce: 'day',
          quantityLots: 1 + (number % 3),
          price: PRICES[number % PRICES.length],
          ...(side === 'sell' ? { certificateId: certificates.good(actor.memberState) } : {}),
        },
      };
      sent.push(order);
      const report = await tryPlace(day, order);
      if (report === undefined) continue;
      order.acknowledged = report;
      acknowledged += 1;
      if (acknowledged >= KILL_AFTER_ACKNOWLEDGED) killed ??= day.exchange.kill();
    }
  };
  const actors = [mine, separator, magnetMaker].flatMap((actor) =>
    Array.from({ length: SENDERS_PER_ACTOR }, () => actor),
  );
  await Promise.all(actors.map(send));
  await killed;
  return sent;
}

const PRICES = ['115.50', '115.40', '115.60', '115.45', '115.55'] as const;

/** Undefined when the outcome is unknown. */
async function tryPlace(day: Day, { actor, body }: Sent): Promise<OrderReport | undefined> {
  try {
    const answer = await actor.client.post('/v1/orders', body);
    if (answer.status === 200 || answer.status === 201)
      return answer.body as Partial<OrderReport> as OrderReport;
    const expected = answer.status === 202 || answer.status === 503;
    day.expect.that(`${nameOf(actor)}'s ${body.clientOrderId} is taken or unknown`, expected, answer.body);
    return undefined;
  } catch {
    return undefined;
  }
}

async function lookUp({ actor, body }: Sent): Promise<readonly OrderReport[]> {
  return readAll<OrderReport>(
    actor,
    `/v1/orders?instrument=${INSTRUMENT}&clientOrderId=${body.clientOrderId}`,
  );
}

/** Every acknowledged order is there once, under its id, and nothing that was told is taken back. */
async function checkAcknowledged(day: Day, acknowledged: readonly Sent[]): Promise<void> {
  const wrong: string[] = [];
  await inParallel(acknowledged, async (order) => {
    const found = await lookUp(order);
    const [report] = found;
    const told = order.acknowledged;
    const same = found.length === 1 && report !== undefined && report.orderId === told?.orderId;
    if (!same || report.cumulativeQuantityLots < told.cumulativeQuantityLots)
      wrong.push(order.body.clientOrderId);
  });
  if (!day.expect.equal('acknowledged orders that are lost, doubled or changed', wrong, [])) return;
  day.story.remark(
    `All ${acknowledged.length} acknowledged orders are there, each once, with every fill that was told.`,
  );
}

/** What was in flight is looked up by clientOrderId and sent again: it becomes one order, never two. */
async function settleUnknown(day: Day, unknown: readonly Sent[]): Promise<number> {
  let found = 0;
  const wrong: string[] = [];
  await inParallel(unknown, async (order) => {
    const before = await lookUp(order);
    if (before.length > 0) found += 1;
    const again = await order.actor.client.post('/v1/orders', order.body);
    const report = again.body as Partial<OrderReport>;
    const asBefore =
      before[0] === undefined || (again.status === 200 && report.orderId === before[0].orderId);
    const [after, ...more] = await lookUp(order);
    if (again.status > 201 || !asBefore || after?.orderId !== report.orderId || more.length > 0) {
      wrong.push(`${order.body.clientOrderId}: ${again.status}`);
    }
  });
  if (!day.expect.equal('unknown orders that did not become exactly one', wrong, [])) return found;
  day.story.remark(
    `Of ${unknown.length} unknown ones, ${found} had been recorded and ${unknown.length - found} had not: found by their own id, sent again, one order each.`,
  );
  return found;
}

async function checkNoneDoubled(day: Day, sent: readonly Sent[]): Promise<void> {
  const { mine, separator, magnetMaker } = day.cast;
  const ids: string[] = [];
  for (const actor of [mine, separator, magnetMaker]) {
    const orders = await readAll<OrderReport>(actor, `/v1/orders?instrument=${INSTRUMENT}`);
    ids.push(...orders.map(({ clientOrderId }) => clientOrderId).filter((id) => id.startsWith(ID_PREFIX)));
    for (const order of orders) day.checkLots(order);
  }
  day.expect.equal('orders of the flow in the book', ids.length, sent.length);
  day.expect.equal('different orders of the flow in the book', new Set(ids).size, sent.length);
}

/** The desks take what is left off the book, so that the close starts from a clean slate. */
async function clearBook(day: Day): Promise<void> {
  let position = 0;
  for (const actor of [day.cast.mine, day.cast.separator, day.cast.magnetMaker]) {
    const { status, body } = await actor.client.delete(`/v1/orders?instrument=${INSTRUMENT}`);
    const { canceled = 0, instruments = [] } = body as {
      canceled?: number;
      instruments?: { position?: number }[];
    };
    day.story.deed(nameOf(actor), 'cancels all that is left', `${canceled} cancelled`);
    day.expect.equal(`answer to the mass cancel of ${actor.desk ?? ''}`, status, 200);
    position = Math.max(position, ...instruments.map((one) => one.position ?? 0));
  }
  const book = await day.book(position);
  day.expect.equal('bids and offers after the mass cancels', [...book.bids, ...book.asks], []);
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: LOOK_UPS_AT_ONCE }, worker));
}
