import type { Role } from '#contracts';
import type { BlocConfig } from '../bloc-config/bloc-config.js';
import { BlocDirectory } from '../bloc-config/bloc-directory.js';

/** Who a request speaks for, as the bloc's directory knows them now. */
export interface VenueUser {
  readonly userId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Traders have one. */
  readonly desk?: string;
  /** The desk's member state. */
  readonly memberState?: string;
}

/** Who the venue knows. */
export interface UserDirectory {
  find(userId: string): VenueUser | undefined;
}

/** The users of a bloc's files, with the member state of their desk. */
export class BlocUserDirectory implements UserDirectory {
  private readonly users = new Map<string, VenueUser>();

  constructor(bloc: BlocConfig) {
    const directory = new BlocDirectory(bloc);
    for (const { userId, name, roles, desk } of bloc.users) {
      const memberState = desk === undefined ? undefined : directory.desk(desk)?.memberState;
      this.users.set(userId, {
        userId,
        name,
        roles,
        ...(desk === undefined ? {} : { desk }),
        ...(memberState === undefined ? {} : { memberState }),
      });
    }
  }

  find(userId: string): VenueUser | undefined {
    return this.users.get(userId);
  }
}
