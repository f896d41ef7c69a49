import { ActionSource } from './action-source.js';
import { EventTally } from './event-tally.js';
import { PROFILES, type Profile } from './profile.js';
import { shrink, type Failing } from './shrink.js';
import type { SoakAction } from './soak-action.js';
import { SOAK_INSTRUMENT, SoakFault, SoakPlayer, type Watches } from './soak-player.js';
import { SoakWorld } from './soak-world.js';

/** How much is played; an episode is a fresh book. */
export interface SoakPlan {
  readonly seed: number;
  readonly commands: number;
  readonly commandsOfEpisode: number;
  /** The first episode; later ones count on. */
  readonly episode?: number;
}

/** A failing episode, cut down. */
export interface SoakFailure {
  readonly seed: number;
  readonly episode: number;
  readonly profile: string;
  /** How many actions it took, and what is left of them. */
  readonly failedAt: number;
  readonly shrunk: readonly SoakAction[];
  readonly fault: string;
}

/** How much went well, in whole episodes. */
export interface SoakTotals {
  readonly commands: number;
  readonly events: number;
  readonly episodes: number;
  /** Whole states that were compared, and hashes of states; events are compared always. */
  readonly statesCompared: number;
  readonly hashesCompared: number;
  /** How often another book took the fast one's place. */
  readonly takingsOver: number;
}

export const NOTHING_YET: SoakTotals = {
  commands: 0,
  events: 0,
  episodes: 0,
  statesCompared: 0,
  hashesCompared: 0,
  takingsOver: 0,
};

export function addTotals(left: SoakTotals, right: SoakTotals): SoakTotals {
  return {
    commands: left.commands + right.commands,
    events: left.events + right.events,
    episodes: left.episodes + right.episodes,
    statesCompared: left.statesCompared + right.statesCompared,
    hashesCompared: left.hashesCompared + right.hashesCompared,
    takingsOver: left.takingsOver + right.takingsOver,
  };
}

export interface SoakReport extends SoakTotals {
  /** How often each event came, with its code or reason. */
  readonly seen: ReadonlyMap<string, number>;
  readonly failure?: SoakFailure;
}

/** Time that the shrinking of a failure may take. */
const SHRINK_MS_MAX = 60_000;

/** Plays one seed; ends with the first failure. @param onEpisode - hears of each episode that went well. */
export function soak(plan: SoakPlan, onEpisode: (passed: SoakTotals) => void = () => undefined): SoakReport {
  const tally = new EventTally();
  let totals = NOTHING_YET;
  for (let episode = plan.episode ?? 0; totals.commands < plan.commands; episode++) {
    const commands = Math.min(plan.commandsOfEpisode, plan.commands - totals.commands);
    const played = playEpisode(plan.seed, episode, commands, tally);
    if ('failedAt' in played) return { ...totals, seen: tally.seen, failure: played };
    totals = addTotals(totals, played);
    onEpisode(played);
  }
  return { ...totals, seen: tally.seen };
}

/** Episodes take turns: what each watches costs time, and the market is another each time. */
export function watchesOf(episode: number): Watches {
  return {
    stateEvery: 1_000,
    isAudited: episode % 16 === 5,
    isFollowed: episode % 4 === 2,
    takeOverEvery: 50,
  };
}

/** Not in step with what is watched. */
export function profileOf(episode: number): Profile {
  const profile = PROFILES[(episode + (episode >> 2) + (episode >> 4)) % PROFILES.length];
  if (profile === undefined) throw new RangeError('no profile');
  return profile;
}

function playEpisode(
  seed: number,
  episode: number,
  commands: number,
  tally: EventTally,
): SoakTotals | SoakFailure {
  const profile = profileOf(episode);
  const watches = watchesOf(episode);
  const world = new SoakWorld();
  const source = new ActionSource(Math.imul(seed, 0x9e3779b1) + episode, profile, world, SOAK_INSTRUMENT);
  const player = new SoakPlayer(watches);
  const actions: SoakAction[] = [];
  let events = 0;
  try {
    while (actions.length < commands) {
      const action = source.next();
      actions.push(action);
      for (const event of player.play(action)) {
        world.hear(event);
        tally.hear(event);
        events++;
      }
    }
    player.compareStates();
    player.compareHashes();
    const { statesCompared, hashesCompared, takingsOver } = player;
    return { commands, events, episodes: 1, statesCompared, hashesCompared, takingsOver };
  } catch (error) {
    if (!(error instanceof SoakFault)) throw error;
    const kind = kindOf(error.message);
    const least = leastWatches(watches).find((few) => failing(actions, few, kind) !== undefined) ?? watches;
    const shrunk = shrink(actions, (some) => failing(some, least, kind), SHRINK_MS_MAX);
    return {
      seed,
      episode,
      profile: profile.name,
      failedAt: actions.length,
      shrunk: shrunk?.actions ?? actions,
      fault: shrunk?.fault ?? error.message,
    };
  }
}

/** What may be enough to see a fault again, cheapest first: shrinking plays the actions many times. */
function leastWatches({ isAudited, isFollowed, takeOverEvery }: Watches): Watches[] {
  const never = Number.MAX_SAFE_INTEGER;
  const none = { stateEvery: never, isAudited: false, isFollowed: false, takeOverEvery: never };
  return [
    none,
    { ...none, isAudited },
    { ...none, stateEvery: 1 },
    { ...none, stateEvery: 1, isFollowed },
    { ...none, isFollowed, takeOverEvery },
  ];
}

/** What a fault says before it names anything by a number: fewer actions may well go wrong in another way. */
function kindOf(fault: string): string {
  return /^[^\d\n]*/.exec(fault)?.[0] ?? '';
}

function failing(
  actions: readonly SoakAction[],
  watches: Watches,
  kind: string,
): Failing<SoakAction> | undefined {
  const player = new SoakPlayer(watches);
  for (const [index, action] of actions.entries()) {
    try {
      player.play(action);
    } catch (error) {
      if (!(error instanceof SoakFault)) throw error;
      if (kindOf(error.message) !== kind) return undefined;
      return { actions: actions.slice(0, index + 1), fault: error.message };
    }
  }
  return undefined;
}
