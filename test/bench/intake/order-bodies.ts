import type { TradableInstrument } from '../../support/sample-traders.js';

/**
 * Bodies of a load that trades: bids and offers in turn at one price, so that each pair is one trade. The prices are
 * around the reference price, so that no trade leaves the bands and ends in a volatility auction.
 */
export class OrderBodies {
  private next = 0;

  constructor(
    private readonly instruments: readonly TradableInstrument[],
    private readonly certificates: ReadonlyMap<string, string>,
    private readonly prefix: string,
  ) {}

  order(): Record<string, unknown> {
    const number = this.next++;
    const instrument = this.instruments[(number >> 1) % this.instruments.length];
    if (instrument === undefined) throw new RangeError('no instrument');
    const side = number % 2 === 0 ? 'buy' : 'sell';
    return {
      instrument: instrument.instrumentId,
      clientOrderId: `${this.prefix}-${number}`,
      side,
      type: 'limit',
      timeInForce: 'day',
      // Two, because one lot of some instruments is no whole number of minor units at every tick.
      quantityLots: 2,
      price: instrument.priceOf(instrument.referenceTicks + ((number % 7) >> 1)),
      ...(side === 'sell' ? { certificateId: this.certificates.get(instrument.instrumentId) } : {}),
    };
  }

  batch(size: number): { orders: Record<string, unknown>[] } {
    return { orders: Array.from({ length: size }, () => this.order()) };
  }
}

/** The whole HTTP request as bytes. */
export function requestBytes(path: string, token: string | undefined, body: unknown): Buffer {
  const text = JSON.stringify(body);
  const authorization = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: venue\r\n${authorization}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}
