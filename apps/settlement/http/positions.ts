import type { FastifyReply } from 'fastify';
import { malformed } from '#platform';

export const POSITION_HEADER = 'x-orebook-position';

/**
 * The position that a read names, in its query or in the header that answers carry; the later one of both.
 *
 * @throws ProblemException 400 `MALFORMED` on a header that is no position.
 */
export function namedPosition(query: number | undefined, header: string | undefined): number | undefined {
  if (header === undefined) return query;
  if (!/^(0|[1-9][0-9]{0,14})$/.test(header))
    throw malformed(`the header ${POSITION_HEADER} is not a position`);
  return Math.max(query ?? 0, Number(header));
}

/** Tells the caller at which store position an answer was true. */
export function tellPosition(reply: FastifyReply, position: number): void {
  reply.header(POSITION_HEADER, String(Math.max(0, position)));
}
