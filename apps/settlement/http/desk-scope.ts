import { ProblemException, type VenueUser } from '#platform';

/**
 * Whose data a user sees: an operator's choice, a trader's own desk.
 *
 * @param asked - the participant that the request names.
 * @returns undefined for everybody's.
 * @throws ProblemException 403 `NOT_AUTHORISED` when a trader asks for another desk.
 */
export function deskScope(user: VenueUser, asked: string | undefined): string | undefined {
  if (user.roles.includes('clearingOperator')) return asked;
  if (user.desk === undefined || (asked !== undefined && asked !== user.desk))
    throw new ProblemException(403, 'NOT_AUTHORISED', 'a desk sees its own clearing only');
  return user.desk;
}
