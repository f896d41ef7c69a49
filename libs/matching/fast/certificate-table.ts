import type { CertificateOfOrigin } from '#contracts';
import type { RegisteredCertificate } from '../book-reader.js';
import { InvariantViolation } from '../invariant-violation.js';
import type { Names } from './names.js';

/** Doubles of one certificate. */
export const CERTIFICATE_DOUBLES = 4;
export const LOTS = 0;
export const PLEDGED = 1;
export const CONSUMED = 2;
const ENDED = 3;
const IS_EXPIRED = 1;
const IS_WITHDRAWN = 2;

/** The certificates of origin of a book with their use; every change of lots checks INV-10 (MEMB-3). */
export class CertificateTable {
  doubles = new Float64Array(CERTIFICATE_DOUBLES * 16);
  private readonly certificates = new Map<number, CertificateOfOrigin>();

  constructor(private readonly names: Names) {}

  /** @throws InvariantViolation when it is not registered. */
  registered(certificateId: string): number {
    const number = this.names.find(certificateId);
    if (this.certificates.has(number)) return number;
    throw new InvariantViolation('INV-10', `certificate ${certificateId} is not registered`);
  }

  register(certificate: CertificateOfOrigin): void {
    const number = this.names.numberOf(certificate.certificateId);
    if ((number + 1) * CERTIFICATE_DOUBLES > this.doubles.length) {
      const larger = new Float64Array((number + 1) * CERTIFICATE_DOUBLES * 2);
      larger.set(this.doubles);
      this.doubles = larger;
    }
    const at = number * CERTIFICATE_DOUBLES;
    this.doubles.fill(0, at, at + CERTIFICATE_DOUBLES);
    this.doubles[at + LOTS] = certificate.lots;
    this.certificates.set(number, certificate);
  }

  setLots(number: number, lots: number): void {
    this.doubles[number * CERTIFICATE_DOUBLES + LOTS] = lots;
    this.assertLots(number);
  }

  pledge(number: number, lots: number): void {
    const at = number * CERTIFICATE_DOUBLES + PLEDGED;
    this.doubles[at] = (this.doubles[at] ?? 0) + lots;
    this.assertLots(number);
  }

  consume(number: number, lots: number): void {
    const at = number * CERTIFICATE_DOUBLES + CONSUMED;
    this.doubles[at] = (this.doubles[at] ?? 0) + lots;
    this.pledge(number, -lots);
  }

  setExpired(number: number): void {
    this.end(number, IS_EXPIRED);
  }

  setWithdrawn(number: number): void {
    this.end(number, IS_WITHDRAWN);
  }

  private end(number: number, how: number): void {
    const at = number * CERTIFICATE_DOUBLES + ENDED;
    this.doubles[at] = (this.doubles[at] ?? 0) | how;
  }

  private assertLots(number: number): void {
    const at = number * CERTIFICATE_DOUBLES;
    const lots = this.doubles[at + LOTS] ?? 0;
    const pledged = this.doubles[at + PLEDGED] ?? 0;
    const consumed = this.doubles[at + CONSUMED] ?? 0;
    if (pledged >= 0 && pledged + consumed <= lots) return;
    throw new InvariantViolation(
      'INV-10',
      `certificate ${this.names.text(number)}: ${pledged} pledged + ${consumed} consumed of ${lots} lots`,
    );
  }

  get(number: number): RegisteredCertificate | undefined {
    const certificate = this.certificates.get(number);
    if (certificate === undefined) return undefined;
    const at = number * CERTIFICATE_DOUBLES;
    const ended = this.doubles[at + ENDED] ?? 0;
    return {
      ...certificate,
      lots: this.doubles[at + LOTS] ?? 0,
      pledgedLots: this.doubles[at + PLEDGED] ?? 0,
      consumedLots: this.doubles[at + CONSUMED] ?? 0,
      expired: (ended & IS_EXPIRED) !== 0,
      withdrawn: (ended & IS_WITHDRAWN) !== 0,
    };
  }

  /** What was registered, as it was; the schedule knows it by identity. */
  original(number: number): CertificateOfOrigin | undefined {
    return this.certificates.get(number);
  }

  /** In order of registration. */
  numbers(): Iterable<number> {
    return this.certificates.keys();
  }
}
