import type { AmendOrder, BookCommandBody, CancelOrder } from '#contracts';

/** How often an order was placed before it: names it in any shortened run of the same actions. */
type Serial = number;

/**
 * One thing that happens to a book. What names an order names it by its serial, which the player turns into the
 * sequence that accepted it: so actions can be left out, and the rest still means what it meant.
 */
export type SoakAction =
  | { readonly kind: 'send'; readonly micros: number; readonly body: BookCommandBody }
  | { readonly kind: 'amend'; readonly micros: number; readonly serial: Serial; readonly body: AmendOrder }
  | { readonly kind: 'cancel'; readonly micros: number; readonly serial: Serial; readonly body: CancelOrder }
  /** The bus hands the last command over again. */
  | { readonly kind: 'redeliver'; readonly micros: number }
  | { readonly kind: 'tick'; readonly micros: number };

/** The serial of an order by its clientOrderId. */
export const clientOrderIdOf = (serial: Serial): string => `o${serial}`;
export const serialOf = (clientOrderId: string): Serial => Number(clientOrderId.slice(1));
