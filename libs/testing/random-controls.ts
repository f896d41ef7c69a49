import * as fc from 'fast-check';
import type { DeskLimits, KillSwitchScope, PriceBands } from '#contracts';
import type { BookScenario } from './book-builders.js';
import { randomDesk } from './random-order.js';

/** What a venue's people set beside floors and standing: bands, limits, kill switches, the reserve. */
export type RandomControl =
  | { readonly kind: 'bands'; readonly bands: PriceBands; readonly lifeMicros: number }
  | { readonly kind: 'limits'; readonly desk: string; readonly limits: DeskLimits }
  | {
      readonly kind: 'kill';
      readonly scope: KillSwitchScope;
      readonly desk: string;
      readonly engaged: boolean;
    }
  | { readonly kind: 'reserve'; readonly budget: number; readonly capLots: number };

const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Leaves out what is undefined. */
function present<Fields extends object>(
  fields: Fields,
): Partial<{ [Name in keyof Fields]: NonNullable<Fields[Name]> }> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<{ [Name in keyof Fields]: NonNullable<Fields[Name]> }>;
}

/** Prices lie about 10 ticks apart around 100, so a tick is about 100 basis points. */
const bands = fc
  .record({
    staticBasisPoints: sometimes(fc.integer({ min: 300, max: 900 })),
    dynamicBasisPoints: sometimes(fc.integer({ min: 100, max: 700 })),
  })
  .map(present);
const limits = fc
  .record({
    orderSizeLotsMax: sometimes(fc.integer({ min: 4, max: 9 })),
    openQuantityLotsMax: sometimes(fc.integer({ min: 8, max: 30 })),
    positionLotsMax: sometimes(fc.integer({ min: 5, max: 40 })),
    notionalMax: sometimes(fc.integer({ min: 20_000, max: 90_000 }).map(String)),
    messagesPerSecondMax: sometimes(fc.integer({ min: 1, max: 6 })),
  })
  .map(present);

export const randomControl: fc.Arbitrary<RandomControl> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('bands' as const),
      bands,
      lifeMicros: fc.integer({ min: 1, max: 60 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('limits' as const), desk: randomDesk, limits }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('kill' as const),
      scope: fc.constantFrom<KillSwitchScope>('desk', 'desk', 'memberState', 'venue'),
      desk: randomDesk,
      engaged: fc.constant(true),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('reserve' as const),
      budget: fc.integer({ min: 0, max: 400_000 }),
      capLots: fc.integer({ min: 0, max: 40 }),
    }),
  },
);

/** Sends a random control to a book. */
export function setControl(venue: BookScenario, control: RandomControl): void {
  switch (control.kind) {
    case 'bands': {
      const expiryMicros = venue.nowMicros + control.lifeMicros;
      venue.act({ type: 'setBands', bands: control.bands, expiryMicros });
      return;
    }
    case 'limits': {
      const { desk } = control;
      venue.act({ type: 'setLimits', desk, memberState: stateOfDesk(desk), limits: control.limits });
      return;
    }
    case 'kill': {
      const { scope, desk, engaged } = control;
      const name = scope === 'desk' ? desk : stateOfDesk(desk);
      const named = scope === 'venue' ? {} : { name };
      venue.act({ type: 'setKillSwitch', scope, ...named, engaged });
      return;
    }
    case 'reserve': {
      const { budget, capLots } = control;
      const act = { type: 'setReserve', desk: 'res-1', memberState: 'RES', capLots } as const;
      venue.act({ ...act, budget: String(budget) });
    }
  }
}

function stateOfDesk(desk: string): string {
  return (desk.split('-')[0] ?? '').toUpperCase();
}
