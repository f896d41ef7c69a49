import { nameOf } from '../actor.js';
import { reportWords, type Day } from '../day.js';
import type { OrderReport } from '../reports.js';
import type { Scene } from './scene.js';

/** Price and time; an exact repeat, a stale amend, a kill. */
export const continuous: Scene = {
  title: 'Continuous trading: best price first, then first come',
  async play(day, memory) {
    const { suspendee, magnetMaker, shortOfMetal } = day.cast;
    const ioc = { side: 'buy', lots: 10, price: '112.50', timeInForce: 'ioc' } as const;
    memory.firstAfterOpening = await day.place(suspendee, ioc, {
      status: 'filled',
      filled: 10,
      averagePrice: '112.5000',
    });
    const market = { side: 'buy', lots: 10, type: 'market', protectionLimit: '114.00' } as const;
    await day.place(magnetMaker, market, { status: 'filled', filled: 10, averagePrice: '113.5000' });
    const seller = shortOfMetal.desk ?? '';
    day.story.remark(`${seller} has sold 10 lots, though its warehouse is empty: settlement will tell.`);
    const kill = { side: 'buy', lots: 1_000, price: '114.00', timeInForce: 'fok' } as const;
    await day.place(magnetMaker, kill, { status: 'canceled', reason: 'FOK' });
    await repeat(day);
    await amend(day);
  },
};

async function repeat(day: Day): Promise<void> {
  const { magnetMaker } = day.cast;
  const order = { side: 'buy', lots: 6, price: '112.20', clientOrderId: 'demo-sent-twice' } as const;
  const first = await day.place(magnetMaker, order, { status: 'new' });
  const body = {
    ...order,
    lots: undefined,
    quantityLots: 6,
    instrument: first?.instrument,
    type: 'limit',
    timeInForce: 'day',
  };
  const again = await magnetMaker.client.post('/v1/orders', body);
  const same = again.body as Partial<OrderReport>;
  day.story.deed(
    nameOf(magnetMaker),
    'sends the very same order again',
    `the first answer again (${same.orderId ?? '?'})`,
  );
  day.expect.equal('status of an exact repeat (SEQ-4)', again.status, 200);
  day.expect.equal('order of an exact repeat (SEQ-4)', same.orderId, first?.orderId);
  await day.placeRefused(magnetMaker, { ...order, lots: 7 }, 'DUPLICATE_ID', 'under the same id');
  if (first === undefined) return;
  const cancelled = await magnetMaker.client.delete(`/v1/orders/${first.orderId}`);
  const report = cancelled.body as Partial<OrderReport> as OrderReport;
  day.story.deed(
    nameOf(magnetMaker),
    `cancels ${first.orderId}`,
    cancelled.status === 200 ? reportWords(report) : 'refused',
  );
  day.expect.equal('status of the cancelled order', report.orderStatus, 'canceled');
}

async function amend(day: Day): Promise<void> {
  const { suspendee, magnetMaker } = day.cast;
  const resting = await day.place(suspendee, { side: 'buy', lots: 8, price: '112.10' }, { status: 'new' });
  if (resting === undefined) return;
  const path = `/v1/orders/${resting.orderId}`;
  const first = await suspendee.client.patch(path, { expectedVersion: 1, quantityLots: 5 });
  const amended = first.body as Partial<OrderReport>;
  day.story.deed(
    nameOf(suspendee),
    `amends ${resting.orderId} to 5 lots`,
    `version ${amended.version ?? '?'}`,
  );
  day.expect.equal('version after the amend', amended.version, 2);
  day.expect.equal('open lots after the amend', amended.leavesQuantityLots, 5);
  const stale = await suspendee.client.patch(path, { expectedVersion: 1, quantityLots: 4 });
  day.refused(suspendee, 'amends it from a screen that is out of date', stale, 'VERSION_MISMATCH');
  const others = await magnetMaker.client.delete(path);
  day.refused(magnetMaker, `cancels ${resting.orderId}, which is another desk's`, others, 'ORDER_NOT_FOUND');
}
