import type { TradableInstrument } from '../support/sample-traders.js';
import type { Answer, VenueClient } from '../support/venue-client.js';
import type { FlowSide } from './order-flow.js';
import type { FlowVenue, Hit } from './play-flow.js';

interface Placed {
  readonly orderId: string;
  readonly desk: number;
  version: number;
  quantityLots: number;
}

interface Fill {
  readonly executionId: string;
  readonly quantityLots: number;
}

/** Plays recorded flow through the venue's own API as many desks, each order by the desk that its id falls to. */
export class HttpFlowVenue implements FlowVenue {
  private readonly placed = new Map<number, Placed>();
  private readonly fileIdOf = new Map<string, number>();
  private sent = 0;
  private fillCount = 0;
  /** Milliseconds from request to answer, of everything that changes the book. */
  readonly latenciesMs: number[] = [];

  constructor(
    private readonly desks: readonly VenueClient[],
    private readonly regulator: VenueClient,
    private readonly instrument: TradableInstrument,
    private readonly certificateId: string,
  ) {}

  get commands(): number {
    return this.sent;
  }

  get fills(): number {
    return this.fillCount;
  }

  async enter(id: number, side: FlowSide, priceCents: number, size: number): Promise<void> {
    const desk = id % this.desks.length;
    const { body } = await this.place(desk, `${id}-${this.sent}`, side, 'gtc', priceCents, size);
    const orderId = String(body.orderId);
    this.placed.set(id, { orderId, desk, version: Number(body.version), quantityLots: size });
    this.fileIdOf.set(orderId, id);
  }

  async reduce(id: number, size: number): Promise<void> {
    const order = this.placed.get(id);
    if (order === undefined) return;
    order.quantityLots -= size;
    const answer = await this.timed(() =>
      this.desk(order.desk).patch(`/v1/orders/${order.orderId}`, {
        expectedVersion: order.version,
        quantityLots: order.quantityLots,
      }),
    );
    if (answer.status !== 200) throw new Error(`reduce of ${id}: ${JSON.stringify(answer)}`);
    order.version = Number(answer.body.version);
  }

  async cancel(id: number): Promise<void> {
    const order = this.placed.get(id);
    if (order === undefined) return;
    this.placed.delete(id);
    const answer = await this.timed(() => this.desk(order.desk).delete(`/v1/orders/${order.orderId}`));
    // An order that is filled already has nothing left to cancel.
    if (answer.status !== 200 && answer.status !== 404)
      throw new Error(`cancel of ${id}: ${JSON.stringify(answer)}`);
  }

  async execute(
    side: FlowSide,
    priceCents: number,
    size: number,
    expectedId: number,
  ): Promise<readonly Hit[]> {
    const expected = this.placed.get(expectedId);
    // Never the desk of the order that is to be hit.
    const desk = ((expected?.desk ?? 0) + 1) % this.desks.length;
    const { body } = await this.place(desk, `x-${this.sent}`, side, 'ioc', priceCents, size);
    const fills = (body.fills ?? []) as Fill[];
    this.fillCount += fills.length;
    return Promise.all(
      fills.map(async ({ executionId, quantityLots }) =>
        this.hitOf(executionId, quantityLots, String(body.orderId)),
      ),
    );
  }

  private async hitOf(executionId: string, size: number, incomingId: string): Promise<Hit> {
    const [instrument, sequence] = executionId.split('.');
    const { status, body } = await this.regulator.get(
      `/v1/audit/events?instrument=${instrument}&fromSequence=${sequence}&toSequence=${sequence}&limit=1&type=Traded`,
    );
    const [item] = (body.items ?? []) as { orderIds: string[] }[];
    const restingId = item?.orderIds.find((orderId) => orderId !== incomingId);
    const id = restingId === undefined ? undefined : this.fileIdOf.get(restingId);
    if (id === undefined)
      throw new Error(`execution ${executionId} cannot be looked up (${status}): ${JSON.stringify(body)}`);
    return { id, size };
  }

  private async place(
    desk: number,
    clientOrderId: string,
    side: FlowSide,
    timeInForce: 'gtc' | 'ioc',
    priceCents: number,
    size: number,
  ): Promise<Answer> {
    const answer = await this.timed(() =>
      this.desk(desk).post('/v1/orders', {
        instrument: this.instrument.instrumentId,
        clientOrderId,
        side,
        type: 'limit',
        timeInForce,
        quantityLots: size,
        price: this.instrument.priceOf(priceCents),
        ...(side === 'sell' ? { certificateId: this.certificateId } : {}),
      }),
    );
    if (answer.status !== 201) throw new Error(`order ${clientOrderId}: ${JSON.stringify(answer)}`);
    return answer;
  }

  private desk(index: number): VenueClient {
    const client = this.desks[index];
    if (client === undefined) throw new RangeError(`no desk ${index}`);
    return client;
  }

  private async timed(ask: () => Promise<Answer>): Promise<Answer> {
    this.sent++;
    const startedAt = performance.now();
    const answer = await ask();
    this.latenciesMs.push(performance.now() - startedAt);
    return answer;
  }
}
