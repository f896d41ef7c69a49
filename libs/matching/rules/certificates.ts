import type { PolicyChange } from '#contracts';
import type { BookReader } from '../book-reader.js';
import { refusal, type Decision, type Refusal } from '../decision.js';
import { cancelWithoutRight } from './rights.js';

/** An act on a certificate of origin (MEMB-3). */
type CertificateChange = Extract<
  PolicyChange,
  { type: 'registerCertificate' | 'setCertificateLots' | 'withdrawCertificate' }
>;

/**
 * MEMB-3: a certificate is registered once, and never has fewer lots than are pledged and consumed.
 *
 * @param instantMicros - when the act takes effect: what expires then is gone already (UNIT-4).
 */
export function refuseCertificateChange(
  book: BookReader,
  change: CertificateChange,
  instantMicros: number,
): Refusal | undefined {
  const certificateId =
    change.type === 'registerCertificate' ? change.certificate.certificateId : change.certificateId;
  const known = book.certificate(certificateId);
  if (change.type === 'registerCertificate') {
    if (known !== undefined) return refusal('CERTIFICATE_KNOWN', { certificateId });
    if (change.certificate.expiryMicros > instantMicros) return undefined;
    return refusal('CERTIFICATE_EXPIRED', { certificateId });
  }
  if (known === undefined) return refusal('CERTIFICATE_NOT_FOUND', { certificateId });
  const usedLots = known.pledgedLots + known.consumedLots;
  if (change.type === 'withdrawCertificate' || usedLots <= change.lots) return undefined;
  const { lots, pledgedLots, consumedLots } = known;
  return refusal('CERTIFICATE_EXHAUSTED', { certificateId, lots, pledgedLots, consumedLots });
}

/** Carries out an act on a certificate; a withdrawn one takes its offers with it (MEMB-5). */
export function applyCertificateChange(decision: Decision, change: CertificateChange): void {
  const { book, emit } = decision;
  switch (change.type) {
    case 'registerCertificate':
      emit({ type: 'CertificateRegistered', certificate: change.certificate });
      return;
    case 'setCertificateLots':
      emit({ type: 'CertificateLotsSet', certificateId: change.certificateId, lots: change.lots });
      return;
    case 'withdrawCertificate':
      emit({ type: 'CertificateWithdrawn', certificateId: change.certificateId });
      cancelWithoutRight(decision, book.offersOfCertificate(change.certificateId));
      return;
  }
}

/** A certificate's expiry falls due: its offers go with it (MEMB-5). */
export function expireCertificate(decision: Decision, certificateId: string): void {
  const { book, emit, command } = decision;
  const certificate = book.certificate(certificateId);
  if (certificate === undefined) {
    emit({ type: 'CommandRefused', ...refusal('CERTIFICATE_NOT_FOUND', { certificateId }) });
  } else if (certificate.expired || certificate.expiryMicros > command.bookMicros) {
    emit({ type: 'CommandRefused', ...refusal('ACT_NOT_PENDING', { certificateId }) });
  } else {
    emit({ type: 'CertificateExpired', certificateId });
    cancelWithoutRight(decision, book.offersOfCertificate(certificateId));
  }
}
