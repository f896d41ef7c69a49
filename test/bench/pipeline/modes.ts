/** How orders come in. */
export interface Mode {
  readonly name: 'batched' | 'single';
  readonly ordersPerRequest: number;
  readonly connections: number;
  /** Requests that are made before the clock runs, so that the load's own work does not count. */
  readonly requestsReady: number;
}

export const MODES: readonly Mode[] = [
  { name: 'batched', ordersPerRequest: 500, connections: 4, requestsReady: 150 },
  { name: 'single', ordersPerRequest: 1, connections: 256, requestsReady: 20_000 },
];
