import { loadBlocConfig, type BlocConfig } from '#platform';
import type { VenueSession } from '../support/venue-session.js';
import type { Actor } from './actor.js';

/** Who plays: six desks, those who are refused, and the other users of the venue. */
export interface Cast {
  readonly bloc: BlocConfig;
  /** Sells from its mine, and has plenty. */
  readonly mine: Actor;
  /** Separates oxide and sells it. */
  readonly separator: Actor;
  readonly separatorsColleague: Actor;
  /** Buys for its magnets. */
  readonly magnetMaker: Actor;
  /** Of the state that is suspended in the middle of the day. */
  readonly suspendee: Actor;
  /** Short of cash in the sample bloc. */
  readonly shortOfCash: Actor;
  /** Short of metal in the sample bloc. */
  readonly shortOfMetal: Actor;
  readonly nonMember: Actor;
  readonly observer: Actor;
  readonly acceding: Actor;
  readonly supervisors: readonly [Actor, Actor, Actor];
  readonly proposer: Actor;
  readonly approvers: readonly [Actor, Actor];
  readonly clearing: Actor;
  readonly regulator: Actor;
}

/** The instrument that the day is about. */
export const INSTRUMENT = 'NDPR-OXIDE';

/** Finds the cast in the bloc's files by desk, state and role, and gives each a token. */
export async function openCast(session: VenueSession, blocDir: string): Promise<Cast> {
  const bloc = loadBlocConfig(blocDir);
  const actor = async (user: BlocConfig['users'][number] | undefined, what: string): Promise<Actor> => {
    if (user === undefined) throw new Error(`the bloc has no ${what}`);
    const desk = bloc.desks.find(({ deskId }) => deskId === user.desk);
    return {
      userId: user.userId,
      name: user.name,
      client: await session.as(user.userId),
      ...(desk === undefined ? {} : { desk: desk.deskId, memberState: desk.memberState }),
    };
  };
  const trader = (deskId: string, index = 0): Promise<Actor> =>
    actor(bloc.users.filter(({ desk }) => desk === deskId)[index], `trader ${index} of ${deskId}`);
  const traderOf = (memberState: string | undefined, what: string): Promise<Actor> => {
    const desk = bloc.desks.find((one) => one.memberState === memberState);
    return actor(
      bloc.users.find((user) => desk !== undefined && user.desk === desk.deskId),
      what,
    );
  };
  const stateOf = (status: string): string | undefined =>
    bloc.members.find((member) => member.status === status)?.memberState;
  const withRole = (role: string, index = 0): Promise<Actor> =>
    actor(bloc.users.filter(({ roles }) => roles.some((one) => one === role))[index], `${role} ${index}`);
  return {
    bloc,
    mine: await trader('aus-lynx'),
    separator: await trader('usa-mesa'),
    separatorsColleague: await trader('usa-mesa', 1),
    magnetMaker: await trader('jpn-kitayama'),
    suspendee: await trader('can-boreal'),
    shortOfCash: await trader('deu-hanse'),
    shortOfMetal: await trader('gbr-thames'),
    nonMember: await traderOf(bloc.nonMembers[0]?.memberState, 'trader of a non-member'),
    observer: await traderOf(stateOf('observer'), 'trader of an observer'),
    acceding: await traderOf(stateOf('acceding'), 'trader of an acceding state'),
    supervisors: [
      await withRole('supervisor'),
      await withRole('supervisor', 1),
      await withRole('supervisor', 2),
    ],
    proposer: await withRole('proposer'),
    approvers: [await withRole('approver'), await withRole('approver', 1)],
    clearing: await withRole('clearingOperator'),
    regulator: await withRole('regulator'),
  };
}
