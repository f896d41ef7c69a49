import { describe, expect, it } from '@jest/globals';
import type { CertificateOfOrigin, PolicyChange } from '#contracts';
import { BookScenario, sampleCertificate } from '#testing';

function withCertificate(overrides: Partial<CertificateOfOrigin>): BookScenario {
  const venue = new BookScenario();
  venue.certificate({ certificateId: 'C', ...overrides });
  return venue;
}

/** Pledged and consumed lots of the certificate C. */
function use(venue: BookScenario): [number, number] {
  const certificate = venue.book.certificate('C');
  return [certificate?.pledgedLots ?? -1, certificate?.consumedLots ?? -1];
}

describe('the certificate that an offer names', () => {
  it('MEMB-3 an offer without a certificate gets ORIGIN_MISSING', () => {
    const venue = new BookScenario();
    expect(venue.sell('s1', 1, 100, { certificateId: undefined })).toEqual(['rejected s1 ORIGIN_MISSING']);
  });

  it('MEMB-3 a certificate that is not registered with the book is missing', () => {
    const venue = new BookScenario();
    expect(venue.sell('s1', 1, 100, { certificateId: 'Z' })).toEqual(['rejected s1 ORIGIN_MISSING']);
  });

  it.each(['OBS', 'ACC', 'SUS', 'GON', 'NOA', 'XYZ'])(
    'MEMB-3 an origin in %s gets ORIGIN_NOT_ELIGIBLE',
    (originState) => {
      const venue = withCertificate({ originState });
      expect(venue.sell('s1', 1, 100, { certificateId: 'C' })).toEqual(['rejected s1 ORIGIN_NOT_ELIGIBLE']);
    },
  );

  it('MEMB-3 lots of a withdrawing origin are offered by its own desks alone', () => {
    const venue = withCertificate({ originState: 'NAM' });
    venue.position('nam-1', 5);
    venue.member('NAM', 'withdrawing');
    expect(venue.sell('s1', 1, 100, { certificateId: 'C' })).toEqual(['rejected s1 ORIGIN_NOT_ELIGIBLE']);
    expect(venue.sell('s2', 1, 100, { certificateId: 'C', desk: 'nam-2' })).toEqual(['accepted s2']);
  });

  it('MEMB-3 another mineral or stage gets ORIGIN_STAGE_MISMATCH', () => {
    const venue = withCertificate({ mineral: 'Dy' });
    venue.certificate({ certificateId: 'D', productionStage: 'magnet' });
    expect(venue.sell('s1', 1, 100, { certificateId: 'C' })).toEqual(['rejected s1 ORIGIN_STAGE_MISMATCH']);
    expect(venue.sell('s2', 1, 100, { certificateId: 'D' })).toEqual(['rejected s2 ORIGIN_STAGE_MISMATCH']);
  });

  it('MEMB-3 non-bloc content up to the limit passes, beyond it gets ORIGIN_CONTENT_EXCEEDED', () => {
    const venue = withCertificate({ nonBlocContentBasisPoints: 1_000 });
    venue.certificate({ certificateId: 'D', nonBlocContentBasisPoints: 1_001 });
    expect(venue.sell('s1', 1, 100, { certificateId: 'C' })).toEqual(['accepted s1']);
    expect(venue.sell('s2', 1, 100, { certificateId: 'D' })).toEqual(['rejected s2 ORIGIN_CONTENT_EXCEEDED']);
  });

  it('MEMB-3 a certificate expires at its instant, not before', () => {
    const venue = new BookScenario();
    const expiryMicros = venue.nowMicros + 10;
    venue.certificate({ certificateId: 'C', expiryMicros });
    venue.nowMicros = expiryMicros - 1;
    expect(venue.sell('s1', 1, 100, { certificateId: 'C', timeInForce: 'ioc' })).toEqual([
      'accepted s1',
      'cancelled s1 1 IOC',
    ]);
    venue.nowMicros = expiryMicros;
    expect(venue.sell('s2', 1, 100, { certificateId: 'C' })).toEqual([
      'certificate C expired',
      'rejected s2 CERTIFICATE_EXPIRED',
    ]);
  });

  it('MEMB-3 a withdrawn certificate gets CERTIFICATE_WITHDRAWN', () => {
    const venue = withCertificate({});
    venue.act({ type: 'withdrawCertificate', certificateId: 'C' });
    expect(venue.sell('s1', 1, 100, { certificateId: 'C' })).toEqual(['rejected s1 CERTIFICATE_WITHDRAWN']);
  });

  it('MEMB-3 pledges up to the certificate’s lots pass, one more gets CERTIFICATE_EXHAUSTED', () => {
    const venue = withCertificate({ lots: 10 });
    expect(venue.sell('s1', 7, 100, { certificateId: 'C' })).toEqual(['accepted s1']);
    expect(venue.sell('s2', 4, 100, { certificateId: 'C' })).toEqual(['rejected s2 CERTIFICATE_EXHAUSTED']);
    expect(venue.sell('s3', 3, 100, { certificateId: 'C' })).toEqual(['accepted s3']);
    expect(use(venue)).toEqual([10, 0]);
  });

  it('MEMB-3 a fill consumes for good, a cancel releases', () => {
    const venue = withCertificate({ lots: 10 });
    venue.sell('s1', 10, 100, { certificateId: 'C' });
    venue.buy('b1', 4, 100);
    expect(use(venue)).toEqual([6, 4]);
    venue.cancel('s1');
    expect(use(venue)).toEqual([0, 4]);
    expect(venue.sell('s2', 7, 100, { certificateId: 'C' })).toEqual(['rejected s2 CERTIFICATE_EXHAUSTED']);
    expect(venue.sell('s3', 6, 100, { certificateId: 'C' })).toEqual(['accepted s3']);
  });

  it('MEMB-3 an amend pledges or releases the difference alone', () => {
    const venue = withCertificate({ lots: 10 });
    venue.sell('s1', 6, 100, { certificateId: 'C' });
    expect(venue.amend('s1', { quantityLots: 11 })).toEqual(['amend of s1 refused CERTIFICATE_EXHAUSTED']);
    venue.amend('s1', { quantityLots: 10 });
    expect(use(venue)).toEqual([10, 0]);
    venue.amend('s1', { quantityLots: 2 });
    expect(use(venue)).toEqual([2, 0]);
  });
});

describe('acts on certificates', () => {
  it.each([
    [
      'registers one twice',
      { type: 'registerCertificate', certificate: sampleCertificate() },
      'CERTIFICATE_KNOWN',
    ],
    [
      'withdraws an unknown one',
      { type: 'withdrawCertificate', certificateId: 'Z' },
      'CERTIFICATE_NOT_FOUND',
    ],
    [
      'sets the lots of an unknown one',
      { type: 'setCertificateLots', certificateId: 'Z', lots: 1 },
      'CERTIFICATE_NOT_FOUND',
    ],
    [
      'registers an expired one',
      {
        type: 'registerCertificate',
        certificate: sampleCertificate({ certificateId: 'C', expiryMicros: 1 }),
      },
      'CERTIFICATE_EXPIRED',
    ],
  ] as [string, PolicyChange, string][])('MEMB-3 an act that %s is refused', (_, change, code) => {
    expect(new BookScenario().act(change)).toEqual([`refused ${code}`]);
  });

  it('UNIT-4 a certificate that expires at the very instant of its registration is gone already', () => {
    const venue = new BookScenario();
    const now = venue.nowMicros;
    expect(venue.certificate({ certificateId: 'C', expiryMicros: now })).toEqual([
      'refused CERTIFICATE_EXPIRED',
    ]);
    expect(venue.certificate({ certificateId: 'D', expiryMicros: now + 1 })).toEqual([
      'certificate D registered',
    ]);
  });

  it('MEMB-3 an act may set the lots down to what is pledged and consumed, and no further', () => {
    const venue = withCertificate({ lots: 10 });
    venue.sell('s1', 5, 100, { certificateId: 'C' });
    venue.buy('b1', 2, 100);
    const set = (lots: number): string[] =>
      venue.act({ type: 'setCertificateLots', certificateId: 'C', lots });
    expect(set(4)).toEqual(['refused CERTIFICATE_EXHAUSTED']);
    expect(set(5)).toEqual(['certificate C 5 lots']);
    expect(venue.sell('s2', 1, 100, { certificateId: 'C' })).toEqual(['rejected s2 CERTIFICATE_EXHAUSTED']);
    expect(set(6)).toEqual(['certificate C 6 lots']);
    expect(venue.sell('s3', 1, 100, { certificateId: 'C' })).toEqual(['accepted s3']);
  });
});
