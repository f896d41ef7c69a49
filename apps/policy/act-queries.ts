import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Act } from '#bloc';
import type { ActChange } from '#contracts';
import { decodeCursor, encodeCursor, type Page, positionNotReached, type VenueUser } from '#platform';
import { actAnswer, type ActAnswer } from './act-answer.js';
import { maySeeAct } from './act-audience.js';
import { PolicyService } from './policy-service.js';

/** One act; undefined when nobody proposed it, or when it is not for its reader to see. */
export class FindAct extends Query<ActAnswer | undefined> {
  /** @param afterPosition - store position that the answer must reflect. */
  constructor(
    readonly reader: VenueUser,
    readonly actId: string,
    readonly afterPosition: number | undefined,
  ) {
    super();
  }
}

/** Which acts; what is not named does not matter. */
interface ActFilter {
  readonly state?: Act['state'] | undefined;
  readonly type?: ActChange['type'] | undefined;
  readonly instrument?: string | undefined;
}

/** A page of the acts that its reader may see, newest first. */
export class ListActs extends Query<Page<ActAnswer>> {
  constructor(
    readonly reader: VenueUser,
    readonly filter: ActFilter & {
      readonly limit: number;
      readonly cursor?: string;
      readonly afterPosition?: number;
    },
  ) {
    super();
  }
}

@QueryHandler(FindAct)
export class FindActHandler implements IQueryHandler<FindAct> {
  constructor(@Inject(PolicyService) private readonly policy: PolicyService) {}

  async execute({ reader, actId, afterPosition }: FindAct): Promise<ActAnswer | undefined> {
    await reach(this.policy, afterPosition);
    const { log, effects } = this.policy;
    const act = log.state.acts.get(actId);
    return act === undefined || !maySeeAct(reader, act.change) ? undefined : actAnswer(act, log, effects);
  }
}

@QueryHandler(ListActs)
export class ListActsHandler implements IQueryHandler<ListActs> {
  constructor(@Inject(PolicyService) private readonly policy: PolicyService) {}

  async execute({ reader, filter }: ListActs): Promise<Page<ActAnswer>> {
    const cursor = decodeCursor(filter.cursor, { before: 'number' });
    await reach(this.policy, filter.afterPosition);
    const { log, effects } = this.policy;
    const acts = [...log.state.acts.values()];
    const items: ActAnswer[] = [];
    // Acts are never removed, so an act's place among all of them is a cursor for good.
    for (let at = Math.min(cursor?.before ?? acts.length, acts.length) - 1; at >= 0; at -= 1) {
      const act = acts[at];
      if (act === undefined || !isOf(filter, act) || !maySeeAct(reader, act.change)) continue;
      if (items.length === filter.limit) return { items, nextCursor: encodeCursor({ before: at + 1 }) };
      items.push(actAnswer(act, log, effects));
    }
    return { items };
  }
}

function isOf({ state, type, instrument }: ActFilter, act: Act): boolean {
  if (state !== undefined && act.state !== state) return false;
  if (type !== undefined && act.change.type !== type) return false;
  return instrument === undefined || instrument === instrumentOf(act.change);
}

function instrumentOf(change: ActChange): string | undefined {
  if (change.type === 'configureInstrument') return change.specification.instrumentId;
  return 'instrument' in change ? change.instrument : undefined;
}

/** Read your own writes: whoever names a position gets an answer that reflects it, or is asked to come again. */
async function reach(policy: PolicyService, position: number | undefined): Promise<void> {
  if (position === undefined || (await policy.reached(position))) return;
  throw positionNotReached('the acts do not reflect this position yet; try again');
}
