import type { SeededRandom } from '../support/seeded-random.js';
import type { TradableInstrument } from '../support/sample-traders.js';
import type { Answer, VenueClient } from '../support/venue-client.js';

/** What a desk asked for and what it was told, if anything: the history that the streams are held against. */
export interface Invocation {
  readonly desk: string;
  readonly instrument: string;
  readonly clientOrderId: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Absent while the outcome is unknown. */
  answer?: Answer;
}

export interface CancelInvocation {
  readonly orderId: string;
  answer?: Answer;
}

export interface History {
  readonly orders: Invocation[];
  readonly cancels: CancelInvocation[];
}

/** One desk that places orders around the floor and cancels some of its own, until told to stop. */
export async function tradeUntil(
  stopped: () => boolean,
  client: VenueClient,
  trader: { readonly desk: string },
  instruments: readonly TradableInstrument[],
  random: SeededRandom,
  history: History,
): Promise<void> {
  let live: string[] = [];
  while (!stopped()) {
    if (live.length > 0 && random.chance(0.25)) {
      const orderId = random.pick(live);
      live = live.filter((id) => id !== orderId);
      const cancel: CancelInvocation = { orderId };
      history.cancels.push(cancel);
      const answer = await answerOrUnknown(() => client.delete(`/v1/orders/${orderId}`));
      if (answer !== undefined) cancel.answer = answer;
      continue;
    }
    const invocation = randomOrder(trader.desk, random.pick(instruments), random);
    history.orders.push(invocation);
    const answer = await answerOrUnknown(() => client.post('/v1/orders', invocation.body));
    if (answer === undefined) continue;
    invocation.answer = answer;
    if (answer.status === 201 && typeof answer.body.orderId === 'string') live.push(answer.body.orderId);
  }
}

/** A small order around the floor; some are below it, some trade at once. */
export function randomOrder(desk: string, instrument: TradableInstrument, random: SeededRandom): Invocation {
  const side = random.chance(0.5) ? 'buy' : 'sell';
  const priceTicks = instrument.floorTicks + random.integer(-1, 12);
  const clientOrderId = `crash-${random.seed}-${random.integer(0, 2 ** 48)}`;
  const body = {
    instrument: instrument.instrumentId,
    clientOrderId,
    side,
    type: 'limit',
    timeInForce: random.chance(0.2) ? 'ioc' : 'gtc',
    quantityLots: random.integer(1, 5),
    price: instrument.priceOf(priceTicks),
    ...(side === 'sell' ? { certificateId: instrument.certificateId } : {}),
  };
  return { desk, instrument: instrument.instrumentId, clientOrderId, body };
}

/** A broken connection, and the 202 and 503 that a dying venue may answer, leave the outcome unknown. */
async function answerOrUnknown(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    const answer = await ask();
    return answer.status === 202 || answer.status === 503 ? undefined : answer;
  } catch {
    return undefined;
  }
}
