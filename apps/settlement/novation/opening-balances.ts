import type { PostOpeningBalances } from '#contracts';
import type { BlocConfig } from '#platform';

/** What the bloc's files say that participants have as the venue first starts. */
export function openingBalancesOf({ openingBalances }: BlocConfig): PostOpeningBalances {
  return {
    kind: 'postOpeningBalances',
    cash: openingBalances.cash.map(({ participant, currency, amountMinor }) => ({
      participant,
      currency,
      amount: String(amountMinor),
    })),
    metal: openingBalances.metal.map(({ participant, instrument, lots }) => ({
      participant,
      instrument,
      lots,
    })),
  };
}
