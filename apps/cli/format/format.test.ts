import { describe, expect, it } from '@jest/globals';
import { bandsText, bookText, pictureText } from './book.js';
import { fields, oneLine, table } from './table.js';
import { groupDigits, instant, words } from './words.js';

describe('table', () => {
  it('puts words to the left, figures to the right, and leaves out what no row has', () => {
    const rows = [
      { name: 'a', price: '9.50' },
      { name: 'long', price: '110.25' },
    ];
    const text = table(
      [
        { title: 'name', value: (row: { name: string }) => row.name },
        { title: 'none', value: () => undefined },
        { title: 'price', align: 'right', value: (row: { price: string }) => row.price },
      ],
      rows as { name: string; price: string }[],
    );
    expect(text).toBe('name   price\na       9.50\nlong  110.25');
  });

  it('makes control characters of others harmless', () => {
    expect(oneLine('a\u001b[31mb\nc')).toBe('a?[31mb?c');
    expect(fields([['x', 'a\tb']])).toBe('x  a?b');
  });
});

describe('words', () => {
  it('groups thousands of plain numbers only', () => {
    expect(groupDigits('1234567.50')).toBe('1,234,567.50');
    expect(groupDigits('-1000')).toBe('-1,000');
    expect(groupDigits('999')).toBe('999');
    expect(groupDigits('NDPR.1000')).toBe('NDPR.1000');
  });

  it('reads names and instants', () => {
    expect(words('partiallyFilled')).toBe('partially filled');
    expect(instant('2026-11-23T02:22:29.123456Z')).toBe('2026-11-23 02:22:29.123456');
  });
});

describe('pictureText', () => {
  it('shows the regulator what is hidden, what waits and for what', () => {
    const order = { desk: 'kaz-1', type: 'limit', timeInForce: 'day', executable: true } as const;
    const text = pictureText({
      instrument: 'X',
      phase: 'continuous',
      floorPrice: '110.00',
      reserve: { liveLots: 20, budget: '1000.00', spent: '250.00' },
      bids: [],
      asks: [
        { ...order, orderId: 'X.1', price: '112.00', leavesQuantityLots: 13, displayedQuantityLots: 3 },
        {
          ...order,
          orderId: 'X.2',
          price: '111.00',
          triggerPrice: '111.50',
          leavesQuantityLots: 5,
          displayedQuantityLots: 0,
          executable: false,
          waitsFor: 'trigger',
        },
      ],
      stateHash: '0'.repeat(64),
    });
    expect(text).toContain('reserve  bids 20 lots at 110.00, behind all others, spent 250.00 of 1,000.00');
    expect(text).toContain(
      [
        ' price  trigger  open lots  shown  desk   order  for',
        '112.00        -         13      3  kaz-1  X.1    day',
        '111.00   111.50          5      0  kaz-1  X.2    day  waits for its trigger',
      ].join('\n'),
    );
  });
});

describe('bookText', () => {
  it('shows bids to the left and offers to the right, the best of both first', () => {
    const text = bookText({
      instrument: 'NDPR-OXIDE',
      phase: 'continuous',
      floorPrice: '110.00',
      floorVersion: 1,
      bids: [
        { price: '112.00', quantityLots: 5, orders: 1 },
        { price: '99.50', quantityLots: 120, orders: 12 },
      ],
      asks: [{ price: '112.50', quantityLots: 7, orders: 2 }],
      sequence: 42,
    });
    expect(text).toBe(
      [
        'NDPR-OXIDE',
        'phase  continuous',
        'floor  110.00 (version 1)',
        'as of  sequence 42',
        '',
        'orders  lots     bid  |   offer  lots  orders',
        '     1     5  112.00  |  112.50     7       2',
        '    12   120   99.50  |',
      ].join('\n'),
    );
  });

  it('shows the reserve behind the floor, the bands in force and a running auction', () => {
    const book = {
      instrument: 'X',
      phase: 'volatilityAuction',
      floorPrice: '110.00',
      floorVersion: 2,
      auctionEnds: '2026-11-23T02:22:29.123456Z',
      reserve: { quantityLots: 2_500 },
      priceBands: { staticBasisPoints: 1_000, dynamicBasisPoints: 250, until: '2026-11-24T00:00:00.000000Z' },
      bids: [],
      asks: [],
    };
    expect(bookText(book)).toContain('reserve  bids 2,500 lots at 110.00, behind all others');
    expect(bookText(book)).toContain(
      'bands    ±10% of the last auction, ±2.5% of the last trade, until 2026-11-24 00:00:00.000000',
    );
    expect(bookText(book)).toContain('uncross  at 2026-11-23 02:22:29.123456, or earlier');
    const locked = { ...book, reserve: undefined, reserveExhausted: true, floorLocked: true };
    expect(bookText(locked)).toContain('floor    110.00 (version 2), LOCKED: offers and no bid at it');
    expect(bookText(locked)).toContain('reserve  exhausted');
    expect(bandsText({})).toBe('lifted');
    expect(bandsText({ dynamicBasisPoints: 5 })).toBe('±0.05% of the last trade');
  });

  it('says so when nobody has an order in it', () => {
    expect(bookText({ instrument: 'X', phase: 'preOpen', bids: [], asks: [] })).toContain('no orders');
  });
});
