/** What kind of market an episode is. */
export interface Profile {
  readonly name: string;
  readonly midTicks: number;
  /** How far from the middle most prices lie. */
  readonly spreadTicks: number;
  /** One of so many prices is anywhere up to `farTicks`. */
  readonly farEvery: number;
  readonly farTicks: number;
  readonly lotsMax: number;
  /** Above so many live orders cancels come more often. */
  readonly liveOrdersMax: number;
  /** Shares of what comes in, against one another. */
  readonly shares: {
    readonly place: number;
    readonly amend: number;
    readonly cancel: number;
    readonly act: number;
  };
}

/** The fewer the orders the faster an episode, and the more often its orders meet. */
export const PROFILES: readonly Profile[] = [
  {
    name: 'few orders',
    midTicks: 100,
    spreadTicks: 4,
    farEvery: 50,
    farTicks: 200,
    lotsMax: 9,
    liveOrdersMax: 12,
    shares: { place: 60, amend: 10, cancel: 8, act: 8 },
  },
  {
    name: 'icebergs and stops',
    midTicks: 500,
    spreadTicks: 8,
    farEvery: 30,
    farTicks: 1_000,
    lotsMax: 40,
    liveOrdersMax: 40,
    shares: { place: 70, amend: 12, cancel: 6, act: 3 },
  },
  {
    name: 'many orders',
    midTicks: 2_000,
    spreadTicks: 40,
    farEvery: 20,
    farTicks: 4_000,
    lotsMax: 30,
    liveOrdersMax: 300,
    shares: { place: 80, amend: 8, cancel: 10, act: 1 },
  },
  {
    name: 'wide prices',
    midTicks: 500_000,
    spreadTicks: 20_000,
    farEvery: 5,
    farTicks: 1_000_000,
    lotsMax: 50,
    liveOrdersMax: 120,
    shares: { place: 80, amend: 8, cancel: 8, act: 2 },
  },
];
