import { canonicalJson } from '#contracts';

/** Cash references are the bank's, metal references the warehouses': each kind has its own names. */
export function referenceKey(kind: 'cash' | 'metal', reference: string): string {
  return `${kind}:${reference}`;
}

type Said =
  | {
      readonly type: 'CashDeposited' | 'CashWithdrawn';
      readonly participant: string;
      readonly currency: string;
      readonly amount: string;
    }
  | {
      readonly type: 'MetalReceived' | 'MetalWithdrawn';
      readonly participant: string;
      readonly instrument: string;
      readonly lots: number;
      readonly warehouse: string;
    };

/**
 * What a request under a reference says, so that the same one again is told from another. The value date is left
 * out: a repeat on the next day is still the same movement, unless it names a date.
 */
export function saidOf(request: Said): string {
  const { type, participant } = request;
  return 'instrument' in request
    ? canonicalJson({
        type,
        participant,
        instrument: request.instrument,
        lots: request.lots,
        warehouse: request.warehouse,
      })
    : canonicalJson({ type, participant, currency: request.currency, amount: request.amount });
}
