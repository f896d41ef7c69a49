import type { DueCommandBody } from '#contracts';
import type { BandOverride, HeldAct, VolatilityAuction } from './book-reader.js';
import { insertSorted } from './ordered-maps.js';

/** What the schedule knows of a certificate. */
interface Expiring {
  readonly certificateId: string;
  readonly expiryMicros: number;
}

/** What the schedule knows of a gtd order. */
export interface ExpiringOrder {
  readonly order: number;
  readonly expiryMicros: number | undefined;
}

/** What else falls due in a book, beside its held acts and certificates. */
export interface OtherDue {
  readonly bandOverride: BandOverride | undefined;
  readonly volatilityAuction: VolatilityAuction | undefined;
  /** The first gtd order to expire: by instant, then in entry order. */
  readonly firstToExpire: ExpiringOrder | undefined;
}

/** A due command with what orders it at its instant. */
interface DueAct {
  readonly dueMicros: number;
  readonly approvalNumber: number;
  readonly sequence: number;
  readonly body: DueCommandBody;
}

/**
 * What falls due in a book, in the order of SEQ-3: by instant; at one instant acts first, in approval order, the end of
 * a volatility auction among them as if it was approved when the auction began; then certificates, then orders.
 */
export class Schedule {
  private readonly acts: HeldAct[] = [];
  /** Sorted by expiry; those of one instant in order of registration. */
  private readonly certificates: Expiring[] = [];

  heldActs(): readonly HeldAct[] {
    return this.acts;
  }

  holdAct(held: HeldAct): void {
    insertSorted(this.acts, held, compareActs);
  }

  heldAct(actId: string): HeldAct | undefined {
    return this.acts.find(({ act }) => act.actId === actId);
  }

  removeAct(actId: string): void {
    const index = this.acts.findIndex(({ act }) => act.actId === actId);
    if (index >= 0) this.acts.splice(index, 1);
  }

  watchCertificate(certificate: Expiring): void {
    insertSorted(this.certificates, certificate, (left, right) => left.expiryMicros - right.expiryMicros);
  }

  removeCertificate(certificate: Expiring): void {
    const index = this.certificates.indexOf(certificate);
    if (index >= 0) this.certificates.splice(index, 1);
  }

  /** The first of all that falls due at or before the instant. */
  nextDue(bookMicros: number, other: OtherDue): DueCommandBody | undefined {
    // Hardly ever is anything due, and every command asks.
    if (this.firstMicros(other) > bookMicros) return undefined;
    let first = this.firstAct(other);
    const certificate = this.certificates[0];
    if (certificate !== undefined && (first === undefined || certificate.expiryMicros < first.dueMicros)) {
      const { certificateId, expiryMicros: dueMicros } = certificate;
      first = { ...LAST, dueMicros, body: { kind: 'expireCertificate', certificateId, dueMicros } };
    }
    const order = other.firstToExpire;
    const expiryMicros = order?.expiryMicros;
    if (order !== undefined && expiryMicros !== undefined) {
      if (first === undefined || expiryMicros < first.dueMicros) {
        const body = { kind: 'expireOrder' as const, order: order.order, dueMicros: expiryMicros };
        first = { ...LAST, dueMicros: expiryMicros, body };
      }
    }
    return first?.body;
  }

  /** When the next of all falls due; `Infinity` when nothing will. */
  firstMicros({ bandOverride, volatilityAuction, firstToExpire }: OtherDue): number {
    return Math.min(
      this.acts[0]?.act.effectiveMicros ?? Infinity,
      this.certificates[0]?.expiryMicros ?? Infinity,
      bandOverride?.expiryMicros ?? Infinity,
      volatilityAuction?.endsMicros ?? Infinity,
      firstToExpire?.expiryMicros ?? Infinity,
    );
  }

  /** The first of the held acts, the end of bands set by an act, and the end of a volatility auction. */
  private firstAct({ bandOverride, volatilityAuction }: OtherDue): DueAct | undefined {
    let first = heldDue(this.acts[0]);
    if (bandOverride !== undefined) {
      const { expiryMicros: dueMicros, approvalNumber, sequence } = bandOverride;
      const end = { dueMicros, approvalNumber, sequence, body: { kind: 'expireBands', dueMicros } as const };
      if (first === undefined || compareDue(end, first) < 0) first = end;
    }
    if (volatilityAuction === undefined) return first;
    const { endsMicros: dueMicros, sequence } = volatilityAuction;
    const isFirst =
      first === undefined ||
      dueMicros < first.dueMicros ||
      (dueMicros === first.dueMicros && sequence < first.sequence);
    if (!isFirst) return first;
    return { ...LAST, dueMicros, sequence, body: { kind: 'endVolatilityAuction', dueMicros } };
  }
}

/** Nothing that was approved; what has this comes after the acts of its instant. */
const LAST = { approvalNumber: Number.MAX_SAFE_INTEGER, sequence: Number.MAX_SAFE_INTEGER };

function heldDue(held: HeldAct | undefined): DueAct | undefined {
  if (held === undefined) return undefined;
  const { actId, effectiveMicros: dueMicros, approvalNumber } = held.act;
  const body = { kind: 'applyDueAct' as const, actId, dueMicros };
  return { dueMicros, approvalNumber, sequence: held.sequence, body };
}

/** By instant; at one instant in approval order, then in order of arrival. */
function compareDue(left: Omit<DueAct, 'body'>, right: Omit<DueAct, 'body'>): number {
  return (
    left.dueMicros - right.dueMicros ||
    left.approvalNumber - right.approvalNumber ||
    left.sequence - right.sequence
  );
}

function compareActs(left: HeldAct, right: HeldAct): number {
  const { effectiveMicros, approvalNumber } = left.act;
  return compareDue(
    { dueMicros: effectiveMicros, approvalNumber, sequence: left.sequence },
    {
      dueMicros: right.act.effectiveMicros,
      approvalNumber: right.act.approvalNumber,
      sequence: right.sequence,
    },
  );
}

/** By instant, then in entry order. */
export function compareExpiries(left: ExpiringOrder, right: ExpiringOrder): number {
  return (left.expiryMicros ?? 0) - (right.expiryMicros ?? 0) || left.order - right.order;
}
