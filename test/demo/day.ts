import type { RunningVenue } from '../support/exchange-process.js';
import type { Answer } from '../support/venue-client.js';
import { nameOf, type Actor } from './actor.js';
import { INSTRUMENT, type Cast } from './cast.js';
import type { Expectations } from './expectations.js';
import type { ActReport, BookReport, OrderReport, Problem } from './reports.js';
import type { Story } from './story.js';

/** An order as a desk writes it; the demo fills in the rest. */
export interface OrderRequest {
  readonly side: 'buy' | 'sell';
  readonly lots: number;
  readonly price?: string;
  readonly instrument?: string;
  readonly type?: 'limit' | 'market' | 'stop' | 'stopLimit';
  readonly timeInForce?: 'day' | 'gtc' | 'ioc' | 'fok';
  readonly triggerPrice?: string;
  readonly displayQuantityLots?: number;
  readonly clientOrderId?: string;
  readonly certificateId?: string;
  readonly onFloorRaise?: 'cancel' | 'reprice' | 'park';
  readonly protectionLimit?: string;
  readonly stpId?: string;
}

/** What an accepted order should have become at once. */
export interface ExpectedOrder {
  readonly status: string;
  readonly filled?: number;
  readonly averagePrice?: string;
  readonly reason?: string;
}

/** The day as it goes: the venue, its people, what is told and what is expected. */
export class Day {
  private ordersNamed = 0;

  constructor(
    readonly exchange: RunningVenue,
    readonly cast: Cast,
    readonly story: Story,
    readonly expect: Expectations,
  ) {}

  /** The next clientOrderId of the demo. */
  nextId(): string {
    this.ordersNamed += 1;
    return `demo-${this.ordersNamed}`;
  }

  /** Places an order that should be accepted. */
  async place(actor: Actor, order: OrderRequest, expected: ExpectedOrder): Promise<OrderReport | undefined> {
    const answer = await actor.client.post('/v1/orders', this.bodyOf(order));
    const what = orderWords(order);
    if (answer.status !== 201) {
      this.story.deed(nameOf(actor), what, refusalWords(answer));
      this.expect.that(`${nameOf(actor)} ${what} is taken`, false, answer.body);
      return undefined;
    }
    const report = answer.body as Partial<OrderReport> as OrderReport;
    this.story.deed(nameOf(actor), what, reportWords(report));
    this.expect.equal(`status of ${report.orderId}`, report.orderStatus, expected.status);
    this.expect.equal(
      `lots filled of ${report.orderId}`,
      report.cumulativeQuantityLots,
      expected.filled ?? 0,
    );
    if (expected.averagePrice !== undefined) {
      this.expect.equal(`average price of ${report.orderId}`, report.averagePrice, expected.averagePrice);
    }
    if (expected.reason !== undefined)
      this.expect.equal(`reason of ${report.orderId}`, report.reason, expected.reason);
    this.checkLots(report);
    return report;
  }

  /** Places an order that should be refused with a code. */
  async placeRefused(actor: Actor, order: OrderRequest, code: string, why = ''): Promise<Answer> {
    const answer = await actor.client.post('/v1/orders', this.bodyOf(order));
    const what = `${orderWords(order)}${why === '' ? '' : `, ${why}`}`;
    return this.refused(actor, what, answer, code);
  }

  /** Tells a refusal and checks its code. */
  refused(actor: Actor, what: string, answer: Answer, code: string): Answer {
    this.story.deed(
      nameOf(actor),
      what,
      answer.status < 400 ? `TAKEN (${answer.status})` : refusalWords(answer),
    );
    this.expect.equal(`answer to ${nameOf(actor)}, who ${what}`, answer.body.code, code);
    return answer;
  }

  /** ORDR-7: every lot of an order is filled, open or cancelled. */
  checkLots(report: OrderReport): void {
    const { quantityLots, cumulativeQuantityLots, leavesQuantityLots, canceledQuantityLots } = report;
    const sum = cumulativeQuantityLots + leavesQuantityLots + canceledQuantityLots;
    this.expect.that(`ORDR-7 holds for ${report.orderId}`, sum === quantityLots, report);
  }

  /** An order as its desk sees it now. */
  async order(actor: Actor, orderId: string | undefined): Promise<OrderReport | undefined> {
    if (orderId === undefined) return undefined;
    const { status, body } = await actor.client.get(`/v1/orders/${orderId}`);
    if (!this.expect.that(`${nameOf(actor)} can read ${orderId}`, status === 200, body)) return undefined;
    const report = body as Partial<OrderReport> as OrderReport;
    this.checkLots(report);
    return report;
  }

  /** The book as the public sees it, at or after a position. */
  async book(afterPosition?: number, instrument = INSTRUMENT): Promise<BookReport> {
    const after = afterPosition === undefined ? '' : `&afterPosition=${afterPosition}`;
    const path = `/v1/instruments/${instrument}/book?depth=50${after}`;
    const { status, body } = await this.cast.magnetMaker.client.get(path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body as Partial<BookReport> as BookReport;
  }

  /** Proposes an act; undefined when it is refused. */
  async propose(actor: Actor, what: string, change: object, reason: string): Promise<ActReport | undefined> {
    const answer = await actor.client.post('/v1/acts', { change, reason });
    return this.actAnswer(actor, what, answer);
  }

  /** Signs an act; undefined when the signature is refused. */
  async approve(actor: Actor, act: ActReport | undefined): Promise<ActReport | undefined> {
    if (act === undefined) return undefined;
    const answer = await actor.client.post(`/v1/acts/${act.actId}/approve`);
    return this.actAnswer(actor, `signs ${act.actId}`, answer);
  }

  /** A phase: one supervisor proposes, another signs. */
  async changePhase(phase: string, reason: string, seenPhase = phase): Promise<number> {
    const [first, second] = this.cast.supervisors;
    const change = { type: 'setPhase', instrument: INSTRUMENT, phase };
    const proposed = await this.propose(first, `proposes ${PHASE_WORDS[phase] ?? phase}`, change, reason);
    const decided = await this.approve(second, proposed);
    const position = decided?.position ?? 0;
    const book = await this.book(position);
    this.expect.equal(`phase after ${phase}`, book.phase, seenPhase);
    return position;
  }

  private actAnswer(actor: Actor, what: string, answer: Answer): ActReport | undefined {
    if (answer.status >= 300) {
      this.story.deed(nameOf(actor), what, refusalWords(answer));
      this.expect.that(`${nameOf(actor)} ${what}`, false, answer.body);
      return undefined;
    }
    const act = answer.body as Partial<ActReport> as ActReport;
    this.story.deed(nameOf(actor), what, actWords(act));
    const refused = act.books.filter(({ state }) => state === 'refused');
    this.expect.equal(`books that refuse ${act.actId}`, refused, []);
    return act;
  }

  private bodyOf(order: OrderRequest): Record<string, unknown> {
    const {
      lots,
      instrument = INSTRUMENT,
      type = 'limit',
      timeInForce = 'day',
      clientOrderId,
      ...rest
    } = order;
    return {
      ...rest,
      instrument,
      type,
      timeInForce,
      quantityLots: lots,
      clientOrderId: clientOrderId ?? this.nextId(),
    };
  }
}

/** `offers 30 lots at 111.50`. */
function orderWords(order: OrderRequest): string {
  const verb = order.side === 'buy' ? 'bids for' : 'offers';
  const price = order.price === undefined ? 'at the market' : `at ${order.price}`;
  const where = order.instrument === undefined ? '' : ` of ${order.instrument}`;
  const time = order.timeInForce === undefined || order.timeInForce === 'day' ? '' : `, ${order.timeInForce}`;
  const trigger = order.triggerPrice === undefined ? '' : `, once it trades at ${order.triggerPrice}`;
  const peak =
    order.displayQuantityLots === undefined ? '' : `, ${order.displayQuantityLots} shown at a time`;
  return `${verb} ${lotsWords(order.lots)}${where} ${price}${trigger}${peak}${time}`;
}

/** `1 lot`, `30 lots`. */
function lotsWords(lots: number): string {
  return lots === 1 ? '1 lot' : `${lots} lots`;
}

/** `10 filled at 112.50, 20 rest (NDPR-OXIDE.25)`. */
export function reportWords(report: OrderReport): string {
  const parts: string[] = [];
  if (report.cumulativeQuantityLots > 0) {
    parts.push(`${report.cumulativeQuantityLots} filled at ${report.averagePrice ?? '?'}`);
  }
  if (report.leavesQuantityLots > 0) {
    parts.push(`${report.leavesQuantityLots} ${report.orderStatus === 'inactive' ? 'wait' : 'rest'}`);
  }
  if (report.canceledQuantityLots > 0)
    parts.push(`${report.canceledQuantityLots} cancelled, ${report.reason ?? '?'}`);
  return `${parts.join(', ')} (${report.orderId})`;
}

/** `refused: BELOW_FLOOR (FLOR-3)`. */
function refusalWords(answer: Answer): string {
  const { code = `HTTP ${answer.status}`, rule } = answer.body as Partial<Problem>;
  return `refused: ${code}${rule === undefined ? '' : ` (${rule})`}`;
}

function actWords(act: ActReport): string {
  return act.state === 'decided'
    ? `decided, ${inForceWords(act)}`
    : `${act.actId} ${act.state}, ${act.approvals.length} signed`;
}

function inForceWords({ books }: ActReport): string {
  const effective = books.filter(({ state }) => state === 'effective').length;
  return books.length === 1 && effective === 1
    ? 'in force'
    : `in force in ${effective} of ${books.length} books`;
}

const PHASE_WORDS: Readonly<Record<string, string>> = {
  noCancel: 'that nobody cancels any more',
  openingAuction: 'the opening auction',
  closingCall: 'the closing call',
  closingAuction: 'the closing auction',
};
