import type { InstrumentSpec, RejectionCode } from '#contracts';
import type { BookReader, RegisteredCertificate } from '../book-reader.js';
import { refusal, type Refusal } from '../decision.js';
import type { OrderTerms } from './terms.js';

/** The codes of an offer whose certificate no longer carries it; also the reasons of its cancel (MEMB-5). */
export type OriginLossCode = Extract<
  RejectionCode,
  'ORIGIN_NOT_ELIGIBLE' | 'ORIGIN_CONTENT_EXCEEDED' | 'CERTIFICATE_EXPIRED' | 'CERTIFICATE_WITHDRAWN'
>;

/**
 * MEMB-3: whether lots of an origin may be offered by a state. The origin must be a full member with the annex in
 * force; lots of a withdrawing one may still be offered by its own desks.
 */
function isEligibleOrigin(book: BookReader, originState: string, memberState: string): boolean {
  const status = book.membership(originState);
  const hasStanding = status === 'full' || (status === 'withdrawing' && originState === memberState);
  return hasStanding && book.annexInForce(originState);
}

/**
 * MEMB-3: why a registered certificate can no longer carry a state's offer; undefined when it can. Mineral and stage
 * never change after registration, so they are judged at entry alone.
 */
export function lackOfOrigin(
  book: BookReader,
  instrument: InstrumentSpec,
  certificate: RegisteredCertificate,
  memberState: string,
): OriginLossCode | undefined {
  if (!isEligibleOrigin(book, certificate.originState, memberState)) return 'ORIGIN_NOT_ELIGIBLE';
  if (certificate.nonBlocContentBasisPoints > instrument.nonBlocContentBasisPointsMax) {
    return 'ORIGIN_CONTENT_EXCEEDED';
  }
  if (certificate.expired) return 'CERTIFICATE_EXPIRED';
  if (certificate.withdrawn) return 'CERTIFICATE_WITHDRAWN';
  return undefined;
}

/** MEMB-3: judges the certificate that an offer names, in the order of the codes. */
export function refuseOrigin(
  book: BookReader,
  instrument: InstrumentSpec,
  { side, memberState, certificateId, addedLots }: OrderTerms,
): Refusal | undefined {
  if (side === 'buy') return undefined;
  if (certificateId === undefined) return refusal('ORIGIN_MISSING');
  const certificate = book.certificate(certificateId);
  if (certificate === undefined) return refusal('ORIGIN_MISSING', { certificateId });
  const loss = lackOfOrigin(book, instrument, certificate, memberState);
  if (loss === 'ORIGIN_NOT_ELIGIBLE') {
    return refusal(loss, { certificateId, originState: certificate.originState });
  }
  if (
    certificate.mineral !== instrument.mineral ||
    certificate.productionStage !== instrument.productionStage
  ) {
    const { mineral, productionStage } = certificate;
    return refusal('ORIGIN_STAGE_MISMATCH', { certificateId, mineral, productionStage });
  }
  if (loss === 'ORIGIN_CONTENT_EXCEEDED') {
    return refusal(loss, {
      certificateId,
      nonBlocContentBasisPoints: certificate.nonBlocContentBasisPoints,
      nonBlocContentBasisPointsMax: instrument.nonBlocContentBasisPointsMax,
    });
  }
  if (loss !== undefined) return refusal(loss, { certificateId });
  const { lots, pledgedLots, consumedLots } = certificate;
  if (pledgedLots + consumedLots + addedLots <= lots) return undefined;
  return refusal('CERTIFICATE_EXHAUSTED', { certificateId, lots, pledgedLots, consumedLots });
}
