import type { CertificateOfOrigin, ProductionStage } from '#contracts';
import type { RegisteredCertificate } from '../book-reader.js';
import { InvariantViolation } from '../invariant-violation.js';
import { Region, Room } from '../layout/memory-map.js';
import type { BookMemory } from './book-memory.js';
import type { Names } from './names.js';
import { Certificate } from '../layout/certificate-layout.js';

const IS_EXPIRED = 1;
const IS_WITHDRAWN = 2;

/** The certificates of origin of a book with their use; every change of lots checks INV-10 (MEMB-3). */
export class CertificateTable {
  readonly doubles: Float64Array;
  private readonly certificates = new Map<number, CertificateOfOrigin>();
  private readonly views = new Map<number, CertificateView>();

  constructor(
    { doubles, calls }: BookMemory,
    private readonly names: Names,
  ) {
    this.doubles = doubles.subarray(
      Region.CERTIFICATES >>> 3,
      (Region.CERTIFICATES >>> 3) + Room.CERTIFICATES * Certificate.DOUBLES,
    );
    // The number that is none: what does not need a certificate is covered by it.
    this.doubles[Certificate.LOTS] = Infinity;
    calls.assertCertificate = (number) => this.assertLots(number);
  }

  /** @throws InvariantViolation when it is not registered. */
  registered(certificateId: string): number {
    const number = this.names.find(certificateId);
    if (this.certificates.has(number)) return number;
    throw new InvariantViolation('INV-10', `certificate ${certificateId} is not registered`);
  }

  register(certificate: CertificateOfOrigin): void {
    const number = this.names.numberOf(certificate.certificateId);
    if (number >= Room.CERTIFICATES)
      throw new RangeError(`a book holds at most ${Room.CERTIFICATES} certificates`);
    const at = number << Certificate.SHIFT;
    this.doubles.fill(0, at, at + Certificate.DOUBLES);
    this.doubles[at + Certificate.LOTS] = certificate.lots;
    this.certificates.set(number, certificate);
    this.views.set(number, new CertificateView(this, number, certificate));
  }

  setLots(number: number, lots: number): void {
    this.doubles[(number << Certificate.SHIFT) + Certificate.LOTS] = lots;
    this.assertLots(number);
  }

  pledge(number: number, lots: number): void {
    const at = (number << Certificate.SHIFT) + Certificate.PLEDGED;
    this.doubles[at] = (this.doubles[at] ?? 0) + lots;
    this.assertLots(number);
  }

  consume(number: number, lots: number): void {
    const at = (number << Certificate.SHIFT) + Certificate.CONSUMED;
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
    const at = (number << Certificate.SHIFT) + Certificate.ENDED;
    this.doubles[at] = (this.doubles[at] ?? 0) | how;
  }

  private assertLots(number: number): void {
    const at = number << Certificate.SHIFT;
    const lots = this.doubles[at + Certificate.LOTS] ?? 0;
    const pledged = this.doubles[at + Certificate.PLEDGED] ?? 0;
    const consumed = this.doubles[at + Certificate.CONSUMED] ?? 0;
    if (pledged >= 0 && pledged + consumed <= lots) return;
    throw new InvariantViolation(
      'INV-10',
      `certificate ${this.names.text(number)}: ${pledged} pledged + ${consumed} consumed of ${lots} lots`,
    );
  }

  /** One object for as long as the certificate is registered; it tells what is so now. */
  get(number: number): RegisteredCertificate | undefined {
    return this.views.get(number);
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

/** A certificate as the rules read it. */
class CertificateView implements RegisteredCertificate {
  readonly certificateId: string;
  readonly originState: string;
  readonly mineral: string;
  readonly productionStage: ProductionStage;
  readonly nonBlocContentBasisPoints: number;
  readonly expiryMicros: number;
  private readonly at: number;

  constructor(
    private readonly table: CertificateTable,
    number: number,
    certificate: CertificateOfOrigin,
  ) {
    this.at = number * Certificate.DOUBLES;
    this.certificateId = certificate.certificateId;
    this.originState = certificate.originState;
    this.mineral = certificate.mineral;
    this.productionStage = certificate.productionStage;
    this.nonBlocContentBasisPoints = certificate.nonBlocContentBasisPoints;
    this.expiryMicros = certificate.expiryMicros;
  }

  private double(offset: Certificate): number {
    return this.table.doubles[this.at + offset] ?? 0;
  }

  get lots(): number {
    return this.double(Certificate.LOTS);
  }

  get pledgedLots(): number {
    return this.double(Certificate.PLEDGED);
  }

  get consumedLots(): number {
    return this.double(Certificate.CONSUMED);
  }

  get expired(): boolean {
    return (this.double(Certificate.ENDED) & IS_EXPIRED) !== 0;
  }

  get withdrawn(): boolean {
    return (this.double(Certificate.ENDED) & IS_WITHDRAWN) !== 0;
  }
}
