/** What a client was told, as far as it says anything about an order. */
export interface ClientAnswer {
  readonly status: number;
  readonly orderId?: string;
  /** Of a report: the book's last event that changed the order, what it has left, and where in the store that is. */
  readonly report?: { readonly sequence: number; readonly leavesLots: number; readonly position: number };
  /** Of a refusal. */
  readonly code?: string;
  /** Whether the answer names a place in the store: the book decided it, not the edge. */
  readonly isDecided: boolean;
}

/** One request and its answer; without one its outcome is unknown to the client. Times are of one clock, in ms. */
export interface Attempt {
  readonly invokedMs: number;
  answeredMs?: number;
  answer?: ClientAnswer;
}

/** An order as its desk names it, with every try to place it. */
export interface PlacedOrder {
  readonly desk: string;
  readonly instrument: string;
  readonly clientOrderId: string;
  readonly quantityLots: number;
  readonly attempts: Attempt[];
}

export interface AskedCancel extends Attempt {
  readonly orderId: string;
}

/** A desk looks at an order of its own, at or after the newest store position that it was told. */
export interface AskedRead extends Attempt {
  readonly orderId: string;
  readonly afterPosition: number;
}

/** Everything that the clients of a run did and saw. */
export interface ClientHistory {
  readonly orders: PlacedOrder[];
  readonly cancels: AskedCancel[];
  readonly reads: AskedRead[];
}

/** A client that was told 202 or 503, or whose connection broke, knows nothing. */
export function isKnown({ status }: ClientAnswer): boolean {
  return status !== 202 && status < 500;
}

/** The first answer of an order that says what became of it. */
export function knownAnswer(order: PlacedOrder): ClientAnswer | undefined {
  return order.attempts.find(({ answer }) => answer !== undefined && isKnown(answer))?.answer;
}
