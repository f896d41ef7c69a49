/** Orders of each kind for the documentation; all of them are taken by a book in continuous trading, as a test holds. */

const BID = { instrument: 'NDPR-OXIDE', side: 'buy', quantityLots: 10 } as const;
const OFFER = { ...BID, side: 'sell', certificateId: 'AUS-NDPR-OXIDE-1' } as const;

export const ORDER_EXAMPLES = {
  bid: {
    summary: 'a bid for the day',
    value: { ...BID, clientOrderId: 'bid-1', type: 'limit', timeInForce: 'day', price: '110.25' },
  },
  offer: {
    summary: 'an offer, which names a certificate of origin; it follows a raised floor up',
    value: {
      ...OFFER,
      clientOrderId: 'offer-1',
      type: 'limit',
      timeInForce: 'gtc',
      price: '118.50',
      onFloorRaise: 'reprice',
    },
  },
  market: {
    summary: 'a market order that takes what is there, at its protection limit or better',
    value: {
      ...BID,
      clientOrderId: 'market-1',
      type: 'market',
      timeInForce: 'ioc',
      protectionLimit: '112.00',
    },
  },
  fillOrKill: {
    summary: 'all at once or nothing',
    value: { ...BID, clientOrderId: 'fok-1', type: 'limit', timeInForce: 'fok', price: '110.25' },
  },
  atLeast: {
    summary: 'at least 4 lots at once, or nothing',
    value: {
      ...BID,
      clientOrderId: 'min-1',
      type: 'limit',
      timeInForce: 'ioc',
      price: '110.25',
      minQuantityLots: 4,
    },
  },
  iceberg: {
    summary: 'an iceberg that shows 2 lots at a time, until an instant',
    value: {
      ...OFFER,
      clientOrderId: 'iceberg-1',
      type: 'limit',
      timeInForce: 'gtd',
      expiry: '2099-12-31T16:00:00Z',
      price: '119.00',
      displayQuantityLots: 2,
    },
  },
  postOnly: {
    summary: 'a bid that never takes, kept from trading with orders of the same stpId',
    value: {
      ...BID,
      clientOrderId: 'passive-1',
      type: 'limit',
      timeInForce: 'day',
      price: '110.10',
      postOnly: true,
      stpId: 'book-a',
      stpMode: 'cancelResting',
    },
  },
  stop: {
    summary: 'an offer that waits for a trade at 110.50 or below, then sells at 110.05 or better',
    value: {
      ...OFFER,
      clientOrderId: 'stop-1',
      type: 'stopLimit',
      timeInForce: 'day',
      triggerPrice: '110.50',
      price: '110.05',
    },
  },
  atClose: {
    summary: 'a bid for the closing auction alone',
    value: { ...BID, clientOrderId: 'close-1', type: 'limit', timeInForce: 'atClose', price: '110.25' },
  },
} as const;

/** Two orders at once. */
export const BATCH_EXAMPLES = {
  two: {
    summary: 'a bid and an offer',
    value: { orders: [ORDER_EXAMPLES.bid.value, ORDER_EXAMPLES.offer.value] },
  },
} as const;

/** Changes of an order of the first version. */
export const AMEND_EXAMPLES = {
  price: { summary: 'a new price', value: { expectedVersion: 1, price: '110.30' } },
  quantity: { summary: 'fewer lots; it keeps its place', value: { expectedVersion: 1, quantityLots: 4 } },
} as const;
