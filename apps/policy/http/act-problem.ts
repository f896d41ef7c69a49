import { POLICY_CODES, REJECTION_CODES, type PolicyCode, type RefusalDetails } from '#contracts';
import { ProblemException, microsToIso } from '#platform';

/** Tells and takes store positions, as every service does. */
export const POSITION_HEADER = 'x-orebook-position';

/** What a refusal means to a person; its figures follow from the event. */
const SENTENCES: Readonly<Record<PolicyCode, string>> = {
  ACT_NOT_FOUND: 'nobody has proposed such an act',
  NOT_A_PROPOSER: 'proposing this takes the role of a proposer',
  NOT_AN_APPROVER: 'approving this takes the role of an approver',
  NOT_A_SUPERVISOR: 'this takes the role of a supervisor',
  NOT_A_SIGNATORY: 'only its proposer and those who approved it can withdraw an act',
  ACT_NOT_OPEN: 'the act is not open any more',
  ACT_EFFECTIVE: 'the act is in force and can no longer be withdrawn',
  SELF_APPROVAL: 'nobody approves their own act',
  ALREADY_APPROVED: 'you have approved this act already; it takes somebody else',
  REASON_MISSING: 'an act says why',
  OFF_TICK: 'the price is not a whole number of ticks',
  PRICE_OUT_OF_RANGE: 'the price is not within what the instrument can hold',
  LOTS_OUT_OF_RANGE: 'the lots are not within what the book can hold',
  UNKNOWN_INSTRUMENT: 'the venue has no such instrument',
  UNKNOWN_MEMBER: 'the bloc does not know the state: it comes in as an observer or acceding',
  MEMBERSHIP_TRANSITION: 'this standing cannot follow the one in force at the instant',
  ANNEX_WITHOUT_BOOK: 'no book trades this mineral and production stage',
  SHARE_OUT_OF_RANGE: 'the share of non-bloc content is not within 0 to 10000 basis points',
  AMOUNT_OUT_OF_RANGE: 'the amount is not a whole number of minor units, or more than a book can hold',
  BAND_OUT_OF_RANGE: 'a band is not within 0 to 10000 basis points',
  BANDS_EXPIRED: 'the bands would have expired when the act takes effect',
  LIMIT_OUT_OF_RANGE: 'the limit is not within what a book can hold',
  CERTIFICATE_KNOWN: 'the certificate is registered already',
  CERTIFICATE_NOT_FOUND: 'the certificate is not registered with this book',
  CERTIFICATE_EXPIRED: 'the certificate would have expired when the act takes effect',
  CERTIFICATE_WITHDRAWN: 'the certificate is withdrawn',
  INSTRUMENT_CONFIGURED: 'the instrument is configured already',
  FOUNDING_CONCLUDED: 'the founding of the bloc is over',
  FOUNDING_CHANGED: 'the founding act has other contents already',
};

/** 403, 404 and 409 where HTTP has the very word for it; every other refusal is a 422. */
const STATUSES: Partial<Record<PolicyCode, number>> = {
  NOT_A_PROPOSER: 403,
  NOT_AN_APPROVER: 403,
  NOT_A_SUPERVISOR: 403,
  NOT_A_SIGNATORY: 403,
  SELF_APPROVAL: 403,
  ACT_NOT_FOUND: 404,
  ACT_NOT_OPEN: 409,
  ACT_EFFECTIVE: 409,
  ALREADY_APPROVED: 409,
};

function ruleOf(code: PolicyCode): string {
  return { ...REJECTION_CODES, ...POLICY_CODES }[code];
}

/**
 * Writes a refusal of the bloc as a problem.
 *
 * @param position - store position of the recorded refusal; absent when a read found nothing.
 */
export function actProblem(code: PolicyCode, details: RefusalDetails, position?: number): ProblemException {
  const figures = Object.fromEntries(
    Object.entries(details).map(([name, value]) =>
      typeof value === 'number' && name.endsWith('Micros')
        ? [name.slice(0, -'Micros'.length), microsToIso(value)]
        : [name, value],
    ),
  );
  const named = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  const detail = named.length === 0 ? SENTENCES[code] : `${SENTENCES[code]} (${named.join(', ')})`;
  return new ProblemException(
    STATUSES[code] ?? 422,
    code,
    detail,
    { rule: ruleOf(code), details: figures, ...(position === undefined ? {} : { position }) },
    position === undefined ? {} : { [POSITION_HEADER]: String(position) },
  );
}
