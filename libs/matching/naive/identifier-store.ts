import type { PlaceOrder } from '#contracts';
import type { HeldIdentifier } from '../book-reader.js';
import { InvariantViolation } from '../invariant-violation.js';
import { entryOf } from '../ordered-maps.js';

interface StoredIdentifier extends HeldIdentifier {
  endedMicros: number | undefined;
}

/** The clientOrderIds that a book holds (SEQ-4). */
export class IdentifierStore {
  private readonly byDesk = new Map<string, Map<string, StoredIdentifier>>();
  private readonly bySequence = new Map<number, StoredIdentifier>();
  /** In the order in which they ended, so also of `endedMicros`: book time never goes back. */
  private readonly ended: StoredIdentifier[] = [];

  get(desk: string, clientOrderId: string): HeldIdentifier | undefined {
    return this.byDesk.get(desk)?.get(clientOrderId);
  }

  /** In order of sequence. */
  all(): Iterable<HeldIdentifier> {
    return this.bySequence.values();
  }

  hold(sequence: number, request: PlaceOrder): void {
    const { desk, clientOrderId } = request;
    const identifiers = entryOf(this.byDesk, desk, () => new Map<string, StoredIdentifier>());
    if (identifiers.has(clientOrderId)) {
      throw new InvariantViolation('SEQ-4', `desk ${desk} uses ${clientOrderId} twice`);
    }
    const held = { desk, clientOrderId, sequence, request, endedMicros: undefined };
    identifiers.set(clientOrderId, held);
    this.bySequence.set(sequence, held);
  }

  /** The order that this sequence accepted ended, or was refused by it. */
  end(sequence: number, endedMicros: number): void {
    const held = this.bySequence.get(sequence);
    if (held === undefined) return;
    held.endedMicros = endedMicros;
    this.ended.push(held);
  }

  countEndedBefore(micros: number): number {
    let [low, high] = [0, this.ended.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ended[middle]?.endedMicros ?? micros) < micros) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  dropEndedBefore(micros: number): number {
    const dropped = this.ended.splice(0, this.countEndedBefore(micros));
    for (const { desk, clientOrderId, sequence } of dropped) {
      this.bySequence.delete(sequence);
      const identifiers = this.byDesk.get(desk);
      identifiers?.delete(clientOrderId);
      if (identifiers?.size === 0) this.byDesk.delete(desk);
    }
    return dropped.length;
  }
}
