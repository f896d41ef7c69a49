import type { CertificateOfOrigin, ProductionStage } from '#contracts';
import type { RegisteredCertificate } from '../book-reader.js';
import { InvariantViolation } from '../invariant-violation.js';
import type { NaiveOrder } from './naive-order.js';

/** A certificate of origin with its offers and use; every change of its lots checks INV-10. */
export class CertificateAccount implements RegisteredCertificate {
  readonly certificateId: string;
  readonly originState: string;
  readonly mineral: string;
  readonly productionStage: ProductionStage;
  readonly nonBlocContentBasisPoints: number;
  readonly expiryMicros: number;
  lots: number;
  pledgedLots = 0;
  consumedLots = 0;
  expired = false;
  withdrawn = false;
  /** By number, which is entry order. */
  readonly offers = new Map<number, NaiveOrder>();

  constructor(certificate: CertificateOfOrigin) {
    this.certificateId = certificate.certificateId;
    this.originState = certificate.originState;
    this.mineral = certificate.mineral;
    this.productionStage = certificate.productionStage;
    this.nonBlocContentBasisPoints = certificate.nonBlocContentBasisPoints;
    this.expiryMicros = certificate.expiryMicros;
    this.lots = certificate.lots;
  }

  pledge(lots: number): void {
    this.pledgedLots += lots;
    this.assertLots();
  }

  consume(lots: number): void {
    this.pledgedLots -= lots;
    this.consumedLots += lots;
    this.assertLots();
  }

  setLots(lots: number): void {
    this.lots = lots;
    this.assertLots();
  }

  private assertLots(): void {
    const { certificateId, pledgedLots, consumedLots, lots } = this;
    if (pledgedLots >= 0 && pledgedLots + consumedLots <= lots) return;
    throw new InvariantViolation(
      'INV-10',
      `certificate ${certificateId}: ${pledgedLots} pledged + ${consumedLots} consumed of ${lots} lots`,
    );
  }
}
