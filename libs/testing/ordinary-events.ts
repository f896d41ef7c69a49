import fc from 'fast-check';
import {
  CANCEL_REASONS,
  FLOOR_RAISE_POLICIES,
  ORDER_TYPES,
  SIDES,
  STP_MODES,
  TIMES_IN_FORCE,
  type BookEvent,
} from '#contracts';

const whole = fc.oneof(fc.nat(20), fc.maxSafeNat());
const lots = fc.integer({ min: 0, max: 2_147_483_647 });

/** As names mostly are, long ones too. Texts of any kind are made when asked for: their alphabets take a lot of memory. */
export const plainText = (): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }).map((text) => text.replaceAll(/["\\]/g, '-'));

/** Anything that a text can hold. */
export const anyText = (): fc.Arbitrary<string> =>
  fc.oneof(plainText(), fc.string({ unit: 'binary' }), fc.constantFrom('zoë', '"', '\\', '\u0000', ''));

/** Objects of which some fields may be there or not. */
function record(
  required: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<object> {
  return fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) });
}

const order = (text: fc.Arbitrary<string>): fc.Arbitrary<object> =>
  record(
    {
      kind: fc.constant('placeOrder'),
      desk: text,
      memberState: text,
      trader: text,
      clientOrderId: text,
      side: fc.constantFrom(...SIDES),
      orderType: fc.constantFrom(...ORDER_TYPES),
      timeInForce: fc.constantFrom(...TIMES_IN_FORCE),
      quantityLots: lots,
    },
    {
      priceTicks: lots,
      protectionLimitTicks: lots,
      triggerPriceTicks: lots,
      displayQuantityLots: lots,
      minQuantityLots: lots,
      postOnly: fc.constant(true),
      expiryMicros: whole,
      certificateId: text,
      onFloorRaise: fc.constantFrom(...FLOOR_RAISE_POLICIES),
      stpId: text,
      stpMode: fc.constantFrom(...STP_MODES),
      account: text,
    },
  );

const cancel = (text: fc.Arbitrary<string>): fc.Arbitrary<object> =>
  record({ kind: fc.constant('cancelOrder'), desk: text, memberState: text, trader: text, order: whole }, {});

const command = (text: fc.Arbitrary<string>, body: fc.Arbitrary<object>): fc.Arbitrary<object> =>
  record(
    {
      commandId: text,
      cause: fc.constantFrom('command', 'act', 'schedule'),
      actor: text,
      receiveMicros: whole,
      bookMicros: whole,
      rulesVersion: lots,
      body,
    },
    { source: record({ partition: lots, offset: whole }, {}) },
  );

/** Every entry, cancel and trade that the contract knows, with texts of a kind. */
export const ordinaryEvent = (text: fc.Arbitrary<string>): fc.Arbitrary<BookEvent> => {
  const header = { sequence: whole, bookMicros: whole };
  const end = fc.constant(true);
  return fc.oneof(
    record({ type: fc.constant('OrderAccepted'), ...header, command: command(text, order(text)) }, { end }),
    record(
      {
        type: fc.constant('OrderCancelled'),
        ...header,
        order: whole,
        reason: fc.constantFrom(...CANCEL_REASONS),
        lots,
        leavesLots: lots,
      },
      { command: command(text, cancel(text)), end },
    ),
    record(
      {
        type: fc.constant('Traded'),
        ...header,
        priceTicks: lots,
        lots,
        buyOrder: whole,
        sellOrder: whole,
        buyDesk: text,
        sellDesk: text,
        buyState: text,
        sellState: text,
        buyLeavesLots: lots,
        sellLeavesLots: lots,
        certificateId: text,
      },
      {
        aggressorSide: fc.constantFrom(...SIDES),
        floorVersion: lots,
        selfTrade: fc.constant(true),
        end,
      },
    ),
  ) as fc.Arbitrary<BookEvent>;
};
