import type { ApplyAct, BookCommandBody, PolicyChange } from '#contracts';
import { sampleCertificate } from '#testing';
import { SeededRandom } from '../support/seeded-random.js';
import type { Profile } from './profile.js';
import { nextPhase, randomChange, randomInstrument } from './random-change.js';
import { randomOrder, randomPrice } from './random-order.js';
import type { SoakAction } from './soak-action.js';
import { DESKS, STATES, stateOfDesk, type SoakWorld } from './soak-world.js';

/** How likely a step moves the day on, by how little the phase is worth staying in. */
const PHASE_CHANCE: Readonly<Record<string, number>> = {
  continuous: 0.002,
  preOpen: 0.02,
  closingCall: 0.02,
  volatilityAuction: 0.02,
};
const PHASE_CHANCE_ELSE = 0.2;

/** Makes actions from a seed and what it hears of the book; the same seed, the same actions. */
export class ActionSource {
  private readonly random: SeededRandom;
  private readonly founding: PolicyChange[];
  private serial = 0;
  private acts = 0;
  private readonly shares: number;

  constructor(
    seed: number,
    private readonly profile: Profile,
    private readonly world: SoakWorld,
    private readonly instrumentId: string,
  ) {
    this.random = new SeededRandom(seed);
    const { place, amend, cancel, act } = profile.shares;
    this.shares = place + amend + cancel + act;
    this.founding = this.foundingChanges().reverse();
  }

  next(): SoakAction {
    const { random, world } = this;
    this.passTime();
    const { nowMicros: micros } = world;
    const founding = this.founding.pop();
    if (founding !== undefined) return { kind: 'send', micros, body: this.act(founding, 0) };
    if (random.chance(PHASE_CHANCE[world.phase] ?? PHASE_CHANCE_ELSE)) {
      return { kind: 'send', micros, body: this.act(nextPhase(random, world.phase)) };
    }
    const cure = random.chance(0.05) ? this.cure() : undefined;
    if (cure !== undefined) return { kind: 'send', micros, body: this.act(cure, 0) };
    if (random.chance(0.01)) return random.pick(RARE)(this, micros);
    return this.usual(micros);
  }

  private usual(micros: number): SoakAction {
    const { random, profile, world } = this;
    const { place, amend, act } = profile.shares;
    let share = random.integer(1, this.shares);
    if (world.live.length > profile.liveOrdersMax && random.chance(0.3)) return this.cancel(micros);
    if (share <= place) {
      return { kind: 'send', micros, body: randomOrder(random, profile, world, this.serial++) };
    }
    share -= place;
    if (share <= amend) return this.amend(micros);
    share -= amend;
    if (share > act) return this.cancel(micros);
    const change = randomChange(random, profile, world, this.acts, this.instrumentId);
    return { kind: 'send', micros, body: this.act(change) };
  }

  /** Mostly no time at all between two commands, sometimes enough for something to fall due. */
  private passTime(): void {
    const { random, world } = this;
    if (random.chance(0.5)) return;
    world.nowMicros += random.chance(0.002) ? random.integer(1, 2_000_000) : random.integer(0, 12);
  }

  act(change: PolicyChange, delay = this.random.chance(0.2) ? this.random.integer(1, 200) : 0): ApplyAct {
    const count = ++this.acts;
    return {
      kind: 'applyAct',
      actId: this.random.chance(0.01) ? `act-${this.random.integer(1, count)}` : `act-${count}`,
      // Acts may reach the book in another order than they were approved in.
      approvalNumber: count + this.random.integer(-3, 3) + 10,
      effectiveMicros: this.world.nowMicros + delay,
      proposer: 'proposer',
      approvers: ['approver-1', 'approver-2'],
      reason: 'soak',
      change,
    };
  }

  private amend(micros: number): SoakAction {
    const { random, profile } = this;
    const order = this.anyLive();
    if (order === undefined) return { kind: 'tick', micros };
    const { desk, memberState, orderType, timeInForce, quantityLots } = order.request;
    const isPriced = orderType === 'limit' || orderType === 'stopLimit' || random.chance(0.05);
    const isStop = orderType === 'stop' || orderType === 'stopLimit';
    const hasPeak = order.request.displayQuantityLots !== undefined;
    const body = {
      kind: 'amendOrder' as const,
      desk: random.chance(0.02) ? random.pick(DESKS) : desk,
      memberState,
      trader: 'trader',
      order: 0,
      expectedVersion: order.version - (random.chance(0.03) ? 1 : 0),
      priceTicks: isPriced && random.chance(0.5) ? randomPrice(random, profile) : undefined,
      triggerPriceTicks: isStop && random.chance(0.4) ? randomPrice(random, profile) : undefined,
      quantityLots: random.chance(0.6)
        ? random.integer(random.chance(0.1) ? 0 : 1, quantityLots + 2)
        : undefined,
      displayQuantityLots: hasPeak && random.chance(0.3) ? random.integer(1, quantityLots) : undefined,
      expiryMicros: timeInForce === 'gtd' && random.chance(0.4) ? micros + random.integer(0, 300) : undefined,
      account: random.chance(0.1) ? random.pick(['house', 'client', 'other']) : undefined,
    };
    return { kind: 'amend', micros, serial: order.serial, body };
  }

  private cancel(micros: number): SoakAction {
    const { random } = this;
    const order = this.anyLive();
    const serial = order === undefined || random.chance(0.02) ? random.integer(0, this.serial) : order.serial;
    const { desk, memberState } = order?.request ?? { desk: 'aus-1', memberState: 'AUS' };
    const wrongDesk = random.chance(0.02) ? random.pick(DESKS) : desk;
    const body = { kind: 'cancelOrder', desk: wrongDesk, memberState, trader: 'trader', order: 0 } as const;
    return { kind: 'cancel', micros, serial, body };
  }

  private anyLive(): SoakWorld['live'][number] | undefined {
    const { live } = this.world;
    return live.length === 0 ? undefined : this.random.pick(live);
  }

  /** What lets a market go on that acts have brought to a stand. */
  private cure(): PolicyChange | undefined {
    const { members, engagedSwitches, certificates } = this.world;
    const [engaged] = engagedSwitches.values();
    if (engaged !== undefined) {
      const { scope, name } = engaged;
      return { type: 'setKillSwitch', scope, ...(name === undefined ? {} : { name }), engaged: false };
    }
    const ill = STATES.find((state) => state !== 'OBS' && members.get(state) !== 'full');
    if (ill !== undefined) return { type: 'setMembership', memberState: ill, status: 'full' };
    const { random } = this;
    if (random.chance(0.5)) return annexOf(random.pick(['KAZ', 'AUS', 'NAM']));
    return {
      type: 'setCertificateLots',
      certificateId: certificates[random.integer(0, 2)] ?? '',
      lots: 1_000_000_000,
    };
  }

  private foundingChanges(): PolicyChange[] {
    const { random, profile, instrumentId } = this;
    return [
      { type: 'configureInstrument', instrument: randomInstrument(random, instrumentId) },
      ...STATES.flatMap((memberState): PolicyChange[] => [
        { type: 'setMembership', memberState, status: memberState === 'OBS' ? 'observer' : 'full' },
        annexOf(memberState),
      ]),
      ...['KAZ', 'AUS', 'NAM'].map((originState): PolicyChange => {
        const certificate = sampleCertificate({
          certificateId: `${originState}-1`,
          originState,
          lots: 1_000_000_000,
        });
        return { type: 'registerCertificate', certificate };
      }),
      { type: 'setReferencePrice', priceTicks: profile.midTicks },
    ];
  }

  massCommand(): BookCommandBody {
    const desk = this.random.pick(DESKS);
    const kind = this.random.pick(['massCancel', 'cancelOnDisconnect'] as const);
    return { kind, desk, memberState: stateOfDesk(desk), trader: 'trader' };
  }

  repeat(): BookCommandBody | undefined {
    const { requests } = this.world;
    if (requests.length === 0) return undefined;
    const request = this.random.pick(requests);
    return this.random.chance(0.7) ? request : { ...request, quantityLots: request.quantityLots + 1 };
  }

  withdrawal(): BookCommandBody {
    return { kind: 'withdrawAct', actId: this.random.pick([...this.world.heldActs, 'act-1']) };
  }

  housekeeping(): BookCommandBody {
    return {
      kind: 'dropIdentifiers',
      endedBeforeMicros: this.world.nowMicros - this.random.integer(-1, 2_000),
    };
  }
}

function annexOf(memberState: string): PolicyChange {
  return { type: 'setAnnex', memberState, mineral: 'NdPr', productionStage: 'separatedOxide', inForce: true };
}

type Rare = (source: ActionSource, micros: number) => SoakAction;

const sending =
  (body: (source: ActionSource) => BookCommandBody | undefined): Rare =>
  (source, micros) => {
    const made = body(source);
    return made === undefined ? { kind: 'tick', micros } : { kind: 'send', micros, body: made };
  };

/** What happens seldom; each as likely as the others. */
const RARE: readonly Rare[] = [
  sending((source) => source.massCommand()),
  sending((source) => source.repeat()),
  sending((source) => source.repeat()),
  sending((source) => source.withdrawal()),
  sending((source) => source.housekeeping()),
  (_source, micros) => ({ kind: 'tick', micros }),
  (_source, micros) => ({ kind: 'redeliver', micros }),
];
