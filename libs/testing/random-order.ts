import * as fc from 'fast-check';
import type { FloorRaisePolicy, OrderType, PlaceOrder, StpMode, TimeInForce } from '#contracts';

/** An order to be placed; which of its fields it takes follows from its type and time in force. */
export interface RandomOrder {
  readonly kind: 'place';
  readonly isBuy: boolean;
  readonly desk: string;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly lots: number;
  readonly price: number;
  readonly protection: number | undefined;
  readonly trigger: number;
  readonly display: number | undefined;
  readonly minLots: number | undefined;
  readonly isPostOnly: boolean;
  readonly lifeMicros: number;
  readonly certificate: string;
  readonly onFloorRaise: FloorRaisePolicy;
  readonly stpId: string | undefined;
  readonly stpMode: StpMode | undefined;
  /** Takes every field that it has, whether it belongs or not. */
  readonly isOdd: boolean;
}

/** The lowest of the few prices that random orders have. */
export const LOWEST_TICKS = 95;
export const randomPrice = fc.integer({ min: LOWEST_TICKS, max: LOWEST_TICKS + 9 });
const trading = ['kaz-1', 'kaz-2', 'aus-1', 'aus-2', 'nam-1'];
export const randomDesk = fc.constantFrom(...trading, ...trading, ...trading, 'obs-1');
export const randomCertificate = fc.constantFrom(
  ...['KAZ-1', 'KAZ-1', 'KAZ-1', 'AUS-1', 'AUS-1', 'AUS-1', 'NAM-1', 'NAM-1', 'N0', 'N1', 'N2'],
);
/** A value, or undefined about one time in so many. */
const or = <Value>(arbitrary: fc.Arbitrary<Value>, freq: number): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq });
const seldom = (oneIn: number): fc.Arbitrary<boolean> =>
  fc.nat({ max: oneIn - 1 }).map((number) => number === 0);

export const randomOrder: fc.Arbitrary<RandomOrder> = fc.record({
  kind: fc.constant('place' as const),
  isBuy: fc.boolean(),
  desk: randomDesk,
  orderType: fc.constantFrom<OrderType[]>(
    ...Array<OrderType>(9).fill('limit'),
    ...(['market', 'market', 'stop', 'stopLimit', 'stopLimit'] as const),
  ),
  timeInForce: fc.constantFrom<TimeInForce[]>(
    ...(['day', 'day', 'gtc', 'gtc', 'gtc', 'gtd', 'ioc', 'ioc', 'fok', 'atOpen', 'atClose'] as const),
  ),
  lots: fc.integer({ min: 1, max: 9 }),
  price: randomPrice,
  protection: or(randomPrice, 2),
  trigger: randomPrice,
  display: or(fc.integer({ min: 1, max: 4 }), 2),
  minLots: or(fc.integer({ min: 1, max: 6 }), 2),
  isPostOnly: seldom(8),
  lifeMicros: fc.integer({ min: 0, max: 30 }),
  certificate: randomCertificate,
  onFloorRaise: fc.constantFrom<FloorRaisePolicy>('cancel', 'reprice', 'park', 'park'),
  stpId: fc.constantFrom(undefined, undefined, 'x', 'y'),
  stpMode: fc.constantFrom<(StpMode | undefined)[]>(
    ...([undefined, 'cancelResting', 'cancelAggressor', 'cancelBoth', 'decrement'] as const),
  ),
  isOdd: seldom(25),
});

/** The request that a random order makes. */
export function requestOf(order: RandomOrder, clientOrderId: string, nowMicros: number): PlaceOrder {
  const { isBuy, desk, orderType, timeInForce, lots: quantityLots, isOdd, display, minLots } = order;
  const isPriced = orderType === 'limit' || orderType === 'stopLimit';
  const isStop = orderType === 'stop' || orderType === 'stopLimit';
  const mayRest = timeInForce === 'day' || timeInForce === 'gtc' || timeInForce === 'gtd';
  const field = <Name extends keyof PlaceOrder>(
    name: Name,
    value: PlaceOrder[Name] | undefined,
    belongs: boolean,
  ): Partial<PlaceOrder> => (value !== undefined && (belongs || isOdd) ? { [name]: value } : {});
  return {
    kind: 'placeOrder',
    desk,
    memberState: (desk.split('-')[0] ?? '').toUpperCase(),
    trader: `${desk}-trader`,
    clientOrderId,
    side: isBuy ? 'buy' : 'sell',
    orderType,
    timeInForce: isStop && !isOdd && timeInForce.startsWith('at') ? 'gtc' : timeInForce,
    quantityLots,
    ...field('priceTicks', order.price, isPriced),
    ...field('protectionLimitTicks', order.protection, !isPriced),
    ...field('triggerPriceTicks', order.trigger, isStop),
    ...field('expiryMicros', nowMicros + order.lifeMicros, timeInForce === 'gtd'),
    ...field('displayQuantityLots', fitting(display, quantityLots), isPriced && mayRest),
    ...field('minQuantityLots', fitting(minLots, quantityLots), timeInForce === 'ioc'),
    ...field('postOnly', order.isPostOnly || undefined, orderType === 'limit' && mayRest),
    ...field('certificateId', order.certificate, !isBuy),
    ...field('onFloorRaise', order.onFloorRaise, !isBuy),
    ...field('stpId', order.stpId, true),
    ...field('stpMode', order.stpMode, order.stpId !== undefined),
  };
}

function fitting(lots: number | undefined, quantityLots: number): number | undefined {
  return lots === undefined ? undefined : Math.min(lots, quantityLots);
}
