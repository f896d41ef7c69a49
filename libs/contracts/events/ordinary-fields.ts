import { CanonicalKey } from '../canonical-key.js';

/** Every field of something must be there, be it undefined. */
export type Fields<Of> = { readonly [Field in keyof Required<Of>]: unknown };

const keys = <Name extends string>(...names: Name[]): { readonly [Of in Name]: CanonicalKey } =>
  Object.fromEntries(names.map((name) => [name, new CanonicalKey(name)])) as { [Of in Name]: CanonicalKey };

export const EVENT = {
  ...keys('bookMicros', 'command', 'sequence'),
  isEnd: new CanonicalKey('end', 'true'),
};
export const COMMAND = keys(
  'actor',
  'body',
  'bookMicros',
  'cause',
  'commandId',
  'instrument',
  'receiveMicros',
  'rulesVersion',
  'source',
);
export const SOURCE = keys('offset', 'partition');
export const PLACE = {
  ...keys('account', 'certificateId', 'clientOrderId', 'desk', 'displayQuantityLots', 'expiryMicros'),
  ...keys(
    'memberState',
    'minQuantityLots',
    'onFloorRaise',
    'orderType',
    'priceTicks',
    'protectionLimitTicks',
  ),
  ...keys('quantityLots', 'side', 'stpId', 'stpMode', 'timeInForce', 'trader', 'triggerPriceTicks'),
  kind: new CanonicalKey('kind', '"placeOrder"'),
  isPostOnly: new CanonicalKey('postOnly', 'true'),
};
export const CANCEL = {
  ...keys('desk', 'memberState', 'order', 'trader'),
  kind: new CanonicalKey('kind', '"cancelOrder"'),
};
export const CANCELLED = keys('leavesLots', 'lots', 'order', 'reason');
export const TRADED = {
  ...keys(
    'aggressorSide',
    'buyDesk',
    'buyLeavesLots',
    'buyOrder',
    'buyState',
    'certificateId',
    'floorVersion',
  ),
  ...keys('lots', 'priceTicks', 'sellDesk', 'sellLeavesLots', 'sellOrder', 'sellState'),
  isSelfTrade: new CanonicalKey('selfTrade', 'true'),
};
