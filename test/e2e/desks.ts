import { setTimeout as delay } from 'node:timers/promises';
import { randomOrder } from '../crash/desk-load.js';
import type { EligibleTrader, TradableInstrument } from '../support/sample-traders.js';
import { SeededRandom } from '../support/seeded-random.js';
import type { Answer } from '../support/venue-client.js';
import type { VenueSession } from '../support/venue-session.js';
import {
  isKnown,
  knownAnswer,
  type AskedCancel,
  type AskedRead,
  type Attempt,
  type ClientAnswer,
  type ClientHistory,
  type PlacedOrder,
} from './history.js';

const THINK_MS_MAX = 40;
/** Whoever was told nothing does not hammer. */
const UNKNOWN_PAUSE_MS = 150;
const RESEND_MS_MAX = 60_000;
const CANCEL_SHARE = 0.2;
const READ_SHARE = 0.2;

/** Desks that trade through the venue's front door and keep what they did and saw. */
export class Desks {
  readonly history: ClientHistory = { orders: [], cancels: [], reads: [] };
  private readonly bodies = new Map<PlacedOrder, unknown>();
  /** By desk, whichever of its traders asked: the newest store position that an answer named. */
  private readonly seen = new Map<string, number>();
  private isOpen = false;
  private trading: Promise<unknown> = Promise.resolve();
  private rounds = 0;

  constructor(
    private readonly session: VenueSession,
    private readonly instruments: readonly TradableInstrument[],
    private readonly traders: readonly EligibleTrader[],
    private readonly random: SeededRandom,
  ) {}

  /** How many desks there are; each has one order under way at most. */
  get count(): number {
    return this.traders.length;
  }

  /** Orders whose outcome some desk knows. */
  get acknowledged(): number {
    return this.history.orders.filter((order) => knownAnswer(order) !== undefined).length;
  }

  /** Orders of one book, or of any, whose outcome the book itself decided and some desk knows. */
  decided(instrument?: string): number {
    return this.history.orders.filter(
      (order) =>
        (instrument ?? order.instrument) === order.instrument && knownAnswer(order)?.isDecided === true,
    ).length;
  }

  open(): void {
    this.isOpen = true;
    this.rounds += 1;
    this.trading = Promise.all(
      this.traders.map((trader) => this.trade(trader, new SeededRandom(this.random.integer(0, 2 ** 31)))),
    );
  }

  /**
   * Stops trading, and asks again for whatever is unknown until it is known.
   *
   * @returns the orders that stay unknown for long.
   */
  async close(): Promise<readonly PlacedOrder[]> {
    this.isOpen = false;
    await this.trading;
    const deadlineMs = performance.now() + RESEND_MS_MAX;
    const unknown = (): PlacedOrder[] =>
      this.history.orders.filter((order) => knownAnswer(order) === undefined);
    for (let left = unknown(); ; left = unknown()) {
      if (left.length === 0 || performance.now() > deadlineMs) return left;
      await Promise.all(left.slice(0, 16).map((order) => this.place(order)));
    }
  }

  private async trade(trader: EligibleTrader, random: SeededRandom): Promise<void> {
    const mayTrade = this.instruments.filter(({ traders }) =>
      traders.some(({ desk }) => desk === trader.desk),
    );
    const own: string[] = [];
    let live: string[] = [];
    while (this.isOpen) {
      await delay(random.integer(0, THINK_MS_MAX));
      if (own.length > 0 && random.chance(READ_SHARE)) {
        // Mostly of what has just happened.
        await this.read(trader, random.pick(own.slice(random.chance(0.7) ? -5 : 0)));
        continue;
      }
      if (live.length > 0 && random.chance(CANCEL_SHARE)) {
        const orderId = random.pick(live);
        live = live.filter((id) => id !== orderId);
        await this.cancel(trader, orderId);
        continue;
      }
      const { desk, instrument, clientOrderId, body } = randomOrder(
        trader.desk,
        random.pick(mayTrade),
        random,
      );
      const order = {
        desk,
        instrument,
        clientOrderId,
        quantityLots: Number(body['quantityLots']),
        attempts: [],
      };
      this.bodies.set(order, body);
      this.history.orders.push(order);
      const answer = await this.place(order);
      if (answer?.orderId === undefined) continue;
      live.push(answer.orderId);
      own.push(answer.orderId);
    }
  }

  private async place(order: PlacedOrder): Promise<ClientAnswer | undefined> {
    const { userId } = this.traderOf(order.desk);
    const client = await this.session.as(userId);
    const attempt: Attempt = { invokedMs: performance.now() };
    order.attempts.push(attempt);
    return this.ask(order.desk, attempt, () => client.post('/v1/orders', this.bodies.get(order)));
  }

  private async cancel(trader: EligibleTrader, orderId: string): Promise<void> {
    const client = await this.session.as(trader.userId);
    const cancel: AskedCancel = { orderId, invokedMs: performance.now() };
    this.history.cancels.push(cancel);
    await this.ask(trader.desk, cancel, () => client.delete(`/v1/orders/${orderId}`));
  }

  /** Through whichever instance it comes to: a desk sees what it was told of before, wherever it asks. */
  private async read(trader: EligibleTrader, orderId: string): Promise<void> {
    const client = await this.session.as(trader.userId);
    const afterPosition = this.seen.get(trader.desk) ?? 0;
    const read: AskedRead = { orderId, afterPosition, invokedMs: performance.now() };
    this.history.reads.push(read);
    await this.ask(trader.desk, read, () =>
      client.get(`/v1/orders/${orderId}?afterPosition=${afterPosition}`),
    );
  }

  private async ask(
    desk: string,
    attempt: Attempt,
    request: () => Promise<Answer>,
  ): Promise<ClientAnswer | undefined> {
    try {
      attempt.answer = answerOf(await request());
      attempt.answeredMs = performance.now();
      const position = attempt.answer.report?.position ?? 0;
      this.seen.set(desk, Math.max(this.seen.get(desk) ?? 0, position));
      if (isKnown(attempt.answer)) return attempt.answer;
    } catch {
      // The connection broke: nobody knows.
    }
    await delay(UNKNOWN_PAUSE_MS);
    return undefined;
  }

  private traderOf(desk: string): EligibleTrader {
    const found = this.traders.find((trader) => trader.desk === desk);
    if (found === undefined) throw new Error(`nobody trades for ${desk}`);
    return found;
  }
}

function answerOf({ status, body }: Answer): ClientAnswer {
  return {
    status,
    isDecided: status < 300 || typeof body['position'] === 'number',
    ...(status < 300 && typeof body['orderId'] === 'string' ? { orderId: body['orderId'] } : {}),
    ...(status < 300 && typeof body['sequence'] === 'number'
      ? {
          report: {
            sequence: body['sequence'],
            leavesLots: Number(body['leavesQuantityLots']),
            position: Number(body['position']),
          },
        }
      : {}),
    ...(typeof body['code'] === 'string' ? { code: body['code'] } : {}),
  };
}
