import { ProblemException, type VenueUser } from '#platform';

/** The trader behind a request and the desk that they act for: their user record's, whatever the body says. */
export interface DeskTrader {
  readonly desk: string;
  readonly memberState: string;
  readonly trader: string;
}

/**
 * @throws ProblemException 403 `NOT_AUTHORISED` for a trader whom the bloc's files give no desk.
 */
export function deskTraderOf(user: VenueUser): DeskTrader {
  const { userId, desk, memberState } = user;
  if (desk === undefined || memberState === undefined) {
    throw new ProblemException(403, 'NOT_AUTHORISED', 'the user trades for no desk');
  }
  return { desk, memberState, trader: userId };
}
