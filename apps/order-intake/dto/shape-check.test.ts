import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { IsArray, IsInt, IsString, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { checkShape } from '#platform';
import { AmendOrderRequest, PlaceOrderRequest } from './order-requests.js';
import { ShapeCheck } from './shape-check.js';

const GOOD = {
  instrument: 'NDPR-OXIDE',
  clientOrderId: 'a-1',
  side: 'buy',
  type: 'limit',
  timeInForce: 'day',
  quantityLots: 10,
  price: '110.25',
};
const FIELDS = [
  ...Object.keys(GOOD),
  'triggerPrice',
  'protectionLimit',
  'displayQuantityLots',
  'minQuantityLots',
  'postOnly',
  'expiry',
  'certificateId',
  'onFloorRaise',
  'stpId',
  'stpMode',
  'account',
];

const oddValue = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    '0',
    '-0',
    '1e3',
    'NaN',
    'sell',
    'market',
    'ioc',
    'reprice',
    'park',
    'cancelResting',
    'decrement',
    'stopLimit',
    'gtd',
    '2026-12-01T09:00:00.000001Z',
    '2026-02-30T09:00:00Z',
    '1969-12-31T23:59:59Z',
    '9999-12-31T23:59:59.999999Z',
  ),
  fc.constantFrom(0, -0, 1, -1, 1.5, Number.NaN, Infinity, 2 ** 31 - 1, 2 ** 31, true, false, [], {}),
  fc.string({ maxLength: 70 }),
  fc.string({ unit: fc.constantFrom('0', '1', '9', '.'), maxLength: 8 }),
);

describe('a shape check', () => {
  it('passes an order as an instance of its class, and with it exactly what was sent', () => {
    const checked = new ShapeCheck(PlaceOrderRequest).check(GOOD);
    expect(checked.errors).toBeUndefined();
    if (checked.errors === undefined) {
      expect(checked.value).toBeInstanceOf(PlaceOrderRequest);
      expect(Object.assign({}, checked.value)).toEqual(GOOD);
    }
  });

  it('says of any order what class-validator says', () => {
    const fast = new ShapeCheck(PlaceOrderRequest);
    const changes = fc.dictionary(
      fc.oneof(fc.constantFrom(...FIELDS), fc.string({ maxLength: 12 })),
      oddValue,
      {
        maxKeys: 3,
      },
    );
    const order = fc.oneof(
      fc.tuple(changes, fc.subarray(Object.keys(GOOD), { maxLength: 1 })).map(([changed, left]) => {
        const body: Record<string, unknown> = { ...GOOD, ...changed };
        return Object.fromEntries(Object.entries(body).filter(([name]) => !left.includes(name)));
      }),
      fc.anything(),
    );
    fc.assert(
      fc.property(order, (plain) => {
        const slow = checkShape(PlaceOrderRequest, plain);
        expect(fast.check(plain).errors).toEqual(slow.errors);
      }),
      { numRuns: 2_000 },
    );
  });

  it('says of any amend what class-validator says', () => {
    const fast = new ShapeCheck(AmendOrderRequest);
    const names = [
      'price',
      'triggerPrice',
      'quantityLots',
      'displayQuantityLots',
      'expiry',
      'account',
      'side',
    ];
    const changes = fc.dictionary(fc.constantFrom('expectedVersion', ...names), oddValue, { maxKeys: 3 });
    fc.assert(
      fc.property(changes, (changed) => {
        const plain = { expectedVersion: 1, ...changed };
        expect(fast.check(plain).errors).toEqual(checkShape(AmendOrderRequest, plain).errors);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes the absent optional fields of an amend for absent, never null', () => {
    const amend = new ShapeCheck(AmendOrderRequest);
    expect(amend.check({ expectedVersion: 1 }).errors).toBeUndefined();
    expect(amend.check({ expectedVersion: 1, account: null }).errors).toMatchObject([{ field: 'account' }]);
  });

  it('will not be made for rules that look beyond a value', () => {
    class Nested {
      @IsString()
      name!: string;
    }
    class Outer {
      @ValidateNested()
      nested!: Nested;
    }
    class Each {
      @IsArray()
      @IsInt({ each: true })
      counts!: number[];
    }
    expect(() => new ShapeCheck(Outer)).toThrow('Outer.nested');
    expect(() => new ShapeCheck(Each)).toThrow('Each.counts');
  });
});
