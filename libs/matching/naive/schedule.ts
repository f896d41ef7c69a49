import type { DueCommandBody } from '#contracts';
import type { HeldAct } from '../book-reader.js';
import type { CertificateAccount } from './certificate-account.js';
import { insertSorted } from './ordered-maps.js';

/** What falls due in a book, in the order of SEQ-3: by instant; at one instant acts first, in approval order. */
export class Schedule {
  private readonly acts: HeldAct[] = [];
  /** Sorted by expiry; those of one instant in order of registration. */
  private readonly certificates: CertificateAccount[] = [];

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

  watchCertificate(certificate: CertificateAccount): void {
    insertSorted(this.certificates, certificate, (left, right) => left.expiryMicros - right.expiryMicros);
  }

  removeCertificate(certificate: CertificateAccount): void {
    const index = this.certificates.indexOf(certificate);
    if (index >= 0) this.certificates.splice(index, 1);
  }

  nextDue(bookMicros: number): DueCommandBody | undefined {
    const act = this.acts[0]?.act;
    const certificate = this.certificates[0];
    const isActFirst =
      act !== undefined && (certificate === undefined || act.effectiveMicros <= certificate.expiryMicros);
    if (isActFirst) {
      if (act.effectiveMicros > bookMicros) return undefined;
      return { kind: 'applyDueAct', actId: act.actId, dueMicros: act.effectiveMicros };
    }
    if (certificate === undefined || certificate.expiryMicros > bookMicros) return undefined;
    const { certificateId, expiryMicros } = certificate;
    return { kind: 'expireCertificate', certificateId, dueMicros: expiryMicros };
  }
}

function compareActs(left: HeldAct, right: HeldAct): number {
  return (
    left.act.effectiveMicros - right.act.effectiveMicros ||
    left.act.approvalNumber - right.act.approvalNumber ||
    left.sequence - right.sequence
  );
}
