import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { EventStore } from '#event-store';
import type { MessageBus } from '#messaging';
import {
  BLOC_CONFIG,
  CLOCK,
  EVENT_STORE,
  MESSAGE_BUS,
  READINESS,
  VENUE_CONFIG,
  type BlocConfig,
  type Clock,
  type Readiness,
  type VenueConfig,
  requireKnownPosition,
} from '#platform';
import { ActDispatcher } from './act-dispatcher.js';
import { ActEffects } from './act-effects.js';
import { BookCommandSender } from './book-command-sender.js';
import { Genesis } from './genesis.js';
import { IdentifierSchedule } from './identifier-schedule.js';
import { keepFollowing, type Following } from './keep-following.js';
import { POLICY_OPTIONS, type PolicyOptions } from './options.js';
import { PolicyLog } from './policy-log.js';
import { PolicyWriter } from './policy-writer.js';

/** Runs the parts of the policy service for the life of the process. */
@Injectable()
export class PolicyService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly log: PolicyLog;
  readonly effects: ActEffects;
  readonly writer: PolicyWriter;
  private readonly logger = new Logger(PolicyService.name);
  private readonly genesis: Genesis;
  private readonly sender: BookCommandSender;
  private readonly dispatcher: ActDispatcher;
  private readonly schedule: IdentifierSchedule;
  private readonly followings: Following[] = [];
  private stopped = false;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(MESSAGE_BUS) bus: MessageBus,
    @Inject(CLOCK) readonly clock: Clock,
    @Inject(BLOC_CONFIG) bloc: BlocConfig,
    @Inject(VENUE_CONFIG) venue: VenueConfig,
    @Inject(READINESS) private readonly readiness: Readiness,
    @Inject(POLICY_OPTIONS) readonly options: PolicyOptions,
  ) {
    this.log = new PolicyLog(store);
    this.effects = ActEffects.open(store, viewFile(venue, options));
    this.writer = new PolicyWriter(store, this.log, clock);
    this.genesis = new Genesis(bloc, this.log, this.writer, this.effects, clock);
    this.sender = new BookCommandSender(bus, options.retryMs);
    this.dispatcher = new ActDispatcher(this.log, this.effects, this.sender);
    this.schedule = new IdentifierSchedule(bloc.calendars, this.log, this.effects, this.sender, clock);
  }

  /** Founds the bloc where that is still to do, then follows; the books need not be there yet. */
  async onApplicationBootstrap(): Promise<void> {
    this.readiness.register('policy', () => this.genesis.readiness());
    await this.log.catchUp();
    await this.genesis.found();
    const { retryMs } = this.options;
    this.followings.push(
      keepFollowing(() => this.log.follow(), retryMs),
      keepFollowing(() => this.effects.follow(), retryMs),
    );
    // What following cannot go on from is left unhandled on purpose: the process stops, and a restart recovers.
    for (const { ended } of this.followings) void ended;
    void this.dispatch();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.schedule.stop();
    await this.sender.stop();
    await Promise.all(this.followings.map((following) => following.stop()));
    this.effects.close();
  }

  /**
   * Waits until acts and effects reflect a store position.
   *
   * @returns false when the time was up first.
   * @throws ProblemException 400 for no position of the store.
   */
  async reached(position: number): Promise<boolean> {
    const timeoutMs = this.options.positionTimeoutMsMax;
    await requireKnownPosition(this.store, position);
    const reached = await Promise.all([
      this.log.waitFor(position, timeoutMs),
      this.effects.waitFor(position, timeoutMs),
    ]);
    return reached.every((one) => one);
  }

  /** Learns first what the books have sequenced, so that little is sent twice; then sends the rest. */
  private async dispatch(): Promise<void> {
    const isCaughtUp = await this.effects.waitFor(undefined, this.options.catchUpTimeoutMsMax);
    if (this.stopped) return;
    if (!isCaughtUp) this.logger.warn('the books are behind; acts that they may know are sent again');
    this.dispatcher.start();
    this.schedule.start(this.options.scheduleMs);
    this.effects
      .waitUntil(() => this.genesis.readiness().ready, this.options.catchUpTimeoutMsMax)
      .then(
        () => this.tellRefusals(),
        () => undefined,
      );
  }

  private tellRefusals(): void {
    for (const refusal of this.genesis.refusals()) this.logger.warn(`a founding act is refused: ${refusal}`);
  }
}

function viewFile(venue: VenueConfig, options: PolicyOptions): string {
  const file = options.viewFile ?? join(venue.dataDir, 'views', 'policy.sqlite');
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  return file;
}
