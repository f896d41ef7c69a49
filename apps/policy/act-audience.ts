import type { ActChange } from '#contracts';
import type { VenueUser } from '#platform';

/**
 * Whether a user may see an act. Policy is public inside the bloc, but what is decided about one desk alone (its limits,
 * its position, its kill switch) is seen by that desk and by those who hold an office, never by another desk.
 */
export function maySeeAct({ roles, desk }: VenueUser, change: ActChange): boolean {
  const concerned = deskConcerned(change);
  return concerned === undefined || concerned === desk || roles.some((role) => role !== 'trader');
}

/** The desk that an act is about; the strategic reserve's means are policy, whoever holds them (RESV-2). */
function deskConcerned(change: ActChange): string | undefined {
  if (change.type === 'setLimits' || change.type === 'setPosition') return change.desk;
  return change.type === 'setKillSwitch' && change.scope === 'desk' ? change.name : undefined;
}
