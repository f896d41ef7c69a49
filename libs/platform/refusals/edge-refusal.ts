import { createHash } from 'node:crypto';
import type { VenueRequest } from '../http/access.js';
import type { ProblemDetails } from '../http/problem.js';
import type { EdgeRefusal } from './refusal-recorder.js';

const ERRORS_MAX = 10;
const DETAIL_CHARACTERS_MAX = 300;

/** Refusals at the edge that go on record (REJ); of the book's own the book keeps the record. */
const RECORDED_CODES: ReadonlySet<string> = new Set([
  'MALFORMED',
  'OFF_TICK',
  'UNKNOWN_INSTRUMENT',
  'NOT_AUTHORISED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
]);

/**
 * What to record of a problem that answers a request, or one entry of it.
 *
 * @param micros - UTC microseconds of the refusal.
 * @returns undefined when the caller is unknown or the problem is no refusal at the edge.
 */
export function edgeRefusalOf(
  request: VenueRequest,
  problem: ProblemDetails,
  micros: number,
): EdgeRefusal | undefined {
  const user = request.venueUser;
  if (user === null || !RECORDED_CODES.has(problem.code)) return undefined;
  const body = request.bodyBytes;
  return {
    micros,
    userId: user.userId,
    ...(user.desk === undefined ? {} : { desk: user.desk }),
    ...(user.memberState === undefined ? {} : { memberState: user.memberState }),
    method: request.method,
    route: request.routeOptions.url ?? '',
    code: problem.code,
    detail: problem.detail.slice(0, DETAIL_CHARACTERS_MAX),
    errors: (problem.errors ?? [])
      .slice(0, ERRORS_MAX)
      .map(({ field, code, message }) => ({ field, code, message })),
    ...(body === null ? {} : { bodySha256: createHash('sha256').update(body).digest('hex') }),
    bodyBytes: body?.byteLength ?? 0,
  };
}
