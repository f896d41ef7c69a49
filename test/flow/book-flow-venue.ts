import type { BookEvent } from '#contracts';
import type { Book } from '#matching';
import { BookScenario } from '#testing';
import type { FlowSide } from './order-flow.js';
import type { FlowVenue, Hit } from './play-flow.js';

interface Placed {
  readonly clientOrderId: string;
  quantityLots: number;
}

/** Plays recorded flow into a book of the core itself. */
export class BookFlowVenue implements FlowVenue {
  private readonly scenario: BookScenario;
  private readonly placed = new Map<number, Placed>();
  private readonly fileIdOf = new Map<number, number>();
  /** Events since the last execution began. */
  private heard: BookEvent[] = [];
  private sent = 0;

  constructor(readonly book: Book) {
    this.scenario = new BookScenario({ book, onEvent: (event) => this.heard.push(event) });
    this.scenario.certificate({ certificateId: 'FLOW', lots: 2_000_000_000 });
  }

  enter(id: number, side: FlowSide, priceCents: number, size: number): Promise<void> {
    const clientOrderId = this.place(side, priceCents, size, 'gtc');
    this.placed.set(id, { clientOrderId, quantityLots: size });
    this.fileIdOf.set(this.scenario.numberOf(clientOrderId), id);
    return Promise.resolve();
  }

  reduce(id: number, size: number): Promise<void> {
    const order = this.placed.get(id);
    if (order !== undefined) {
      order.quantityLots -= size;
      this.scenario.amend(order.clientOrderId, { quantityLots: order.quantityLots });
    }
    return Promise.resolve();
  }

  cancel(id: number): Promise<void> {
    const order = this.placed.get(id);
    if (order !== undefined) {
      this.placed.delete(id);
      this.scenario.cancel(order.clientOrderId);
    }
    return Promise.resolve();
  }

  execute(side: FlowSide, priceCents: number, size: number): Promise<readonly Hit[]> {
    this.heard = [];
    this.place(side, priceCents, size, 'ioc');
    const hits: Hit[] = [];
    for (const event of this.heard) {
      if (event.type !== 'Traded') continue;
      const resting = event.aggressorSide === 'buy' ? event.sellOrder : event.buyOrder;
      hits.push({ id: this.fileIdOf.get(resting) ?? 0, size: event.lots });
    }
    return Promise.resolve(hits);
  }

  private place(side: FlowSide, priceTicks: number, lots: number, timeInForce: 'gtc' | 'ioc'): string {
    const clientOrderId = `f${++this.sent}`;
    if (side === 'buy') this.scenario.buy(clientOrderId, lots, priceTicks, { timeInForce });
    else this.scenario.sell(clientOrderId, lots, priceTicks, { timeInForce, certificateId: 'FLOW' });
    return clientOrderId;
  }
}
