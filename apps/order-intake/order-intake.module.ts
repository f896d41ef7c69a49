import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BOOK_STREAM_PREFIX } from '#contracts';
import type { EventStore } from '#event-store';
import type { MessageBus } from '#messaging';
import {
  BACK_OFFICE,
  BLOC_CONFIG,
  followerLook,
  PROGRESS_WATCH,
  CLOCK,
  EVENT_STORE,
  MESSAGE_BUS,
  METRICS,
  Readiness,
  READINESS,
  VENUE_CONFIG,
  type BackOffice,
  type BlocConfig,
  type Clock,
  type Metrics,
  type ProgressWatch,
  type VenueConfig,
} from '#platform';
import { AccountController } from './http/account.controller.js';
import { InstrumentsController } from './http/instruments.controller.js';
import { OrdersController } from './http/orders.controller.js';
import { ORDER_INTAKE_DEFAULTS, ORDER_INTAKE_OPTIONS, type OrderIntakeOptions } from './options.js';
import { InstrumentCatalog } from './read/instrument-catalog.js';
import { PositionedReads, QUERY_HANDLERS } from './read/query-handlers.js';
import { COMMAND_HANDLERS } from './submit/command-handlers.js';
import { CommandIds } from './submit/command-ids.js';
import { CommandSender } from './submit/command-sender.js';
import { EngineBacklog } from './submit/engine-backlog.js';
import { meterIntake, turnedAwayCounter } from './submit/intake-meter.js';
import { OrderDesk } from './submit/order-desk.js';
import { WaitingCommands } from './submit/waiting-commands.js';
import { DeskBooks } from './view/desk-books.js';
import { DESK_ROWS } from './view/desk-rows.js';
import { openDeskView } from './view/desk-view.js';

/** Even a far bus has so long to tell how far the engines are. */
const MIN_ANSWER_MS = 2_000;

/** What is told of commands as the view follows them; set once both sides are made. */
class OutcomeRelay {
  recorded: OrderDesk['recorded'] = () => undefined;
  reflected: OrderDesk['reflected'] = () => undefined;
}

const relay = { provide: OutcomeRelay, useFactory: () => new OutcomeRelay() };

const catalog = {
  provide: InstrumentCatalog,
  inject: [BLOC_CONFIG],
  useFactory: ({ instruments, fees }: BlocConfig) =>
    new InstrumentCatalog(
      instruments.map(({ spec }) => spec),
      new Map(fees.map(({ instrument, perLotMinor }) => [instrument, perLotMinor])),
    ),
};

const waiting = {
  provide: WaitingCommands,
  inject: [ORDER_INTAKE_OPTIONS],
  useFactory: ({ outcomeTimeoutMsMax }: OrderIntakeOptions) => new WaitingCommands(outcomeTimeoutMsMax),
};

const backlog = {
  provide: EngineBacklog,
  inject: [MESSAGE_BUS, ORDER_INTAKE_OPTIONS],
  useFactory: (bus: MessageBus, options: OrderIntakeOptions) =>
    new EngineBacklog(bus, {
      pollMs: options.backlogPollMs,
      answerMsMax: Math.max(MIN_ANSWER_MS, options.backlogPollMs * 4),
      backlogCommandsMax: options.backlogCommandsMax,
      stalledMsMax: options.bookStalledMsMax,
    }),
};

const books = {
  provide: DeskBooks,
  inject: [
    EVENT_STORE,
    InstrumentCatalog,
    ORDER_INTAKE_OPTIONS,
    VENUE_CONFIG,
    OutcomeRelay,
    PROGRESS_WATCH,
    { token: BACK_OFFICE, optional: true },
  ],
  useFactory: (
    store: EventStore,
    instruments: InstrumentCatalog,
    options: OrderIntakeOptions,
    venue: VenueConfig,
    outcomes: OutcomeRelay,
    watch: ProgressWatch,
    backOffice?: BackOffice,
  ) => {
    const logger = new Logger('OrderIntake');
    const onBroken = (error: unknown): void =>
      logger.error({ msg: 'the books can no longer be followed; trying again', err: error });
    const view = openDeskView(store, venue, options, onBroken, backOffice);
    // Followed in another thread, the view is none of this thread's subscriptions, which are watched anyway.
    if (backOffice !== undefined)
      watch.add(
        DESK_ROWS.name,
        followerLook(store, BOOK_STREAM_PREFIX, () => view.checkpoint),
      );
    return new DeskBooks(store, instruments, view, options, {
      onRecorded: (commands) => outcomes.recorded(commands),
      onReflected: (placed) => outcomes.reflected(placed),
      onBroken,
    });
  },
};

const desk = {
  provide: OrderDesk,
  inject: [
    EVENT_STORE,
    MESSAGE_BUS,
    CLOCK,
    DeskBooks,
    InstrumentCatalog,
    WaitingCommands,
    ORDER_INTAKE_OPTIONS,
    OutcomeRelay,
    EngineBacklog,
    METRICS,
  ],
  useFactory: (
    store: EventStore,
    bus: MessageBus,
    clock: Clock,
    deskBooks: DeskBooks,
    instruments: InstrumentCatalog,
    waitingCommands: WaitingCommands,
    options: OrderIntakeOptions,
    outcomes: OutcomeRelay,
    backlog: EngineBacklog,
    metrics: Metrics,
  ) => {
    const orderDesk = new OrderDesk({
      clock,
      store,
      books: deskBooks,
      catalog: instruments,
      sender: new CommandSender(bus, waitingCommands, {
        sendCommandsMax: options.sendCommandsMax,
        stalledMsMax: options.sendStalledMsMax,
        gatherMsMax: options.sendGatherMsMax,
        gatherCommandsMax: options.sendGatherCommandsMax,
        onTheirWayMin: options.sendOnTheirWayMin,
      }),
      backlog,
      onTurnedAway: turnedAwayCounter(metrics),
      waiting: waitingCommands,
      ids: new CommandIds(clock.nowMicros()),
      waitingCommandsMax: options.waitingCommandsMax,
      reflectTimeoutMsMax: options.positionTimeoutMsMax,
    });
    outcomes.recorded = orderDesk.recorded;
    outcomes.reflected = orderDesk.reflected;
    return orderDesk;
  },
};

/** The desks' edge: orders in, outcomes and market data out. Needs what `PlatformModule` provides. */
@Module({
  imports: [CqrsModule],
  controllers: [OrdersController, AccountController, InstrumentsController],
  providers: [
    { provide: ORDER_INTAKE_OPTIONS, useValue: ORDER_INTAKE_DEFAULTS },
    relay,
    catalog,
    waiting,
    backlog,
    books,
    desk,
    PositionedReads,
    ...COMMAND_HANDLERS,
    ...QUERY_HANDLERS,
  ],
})
export class OrderIntakeModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(DeskBooks) private readonly deskBooks: DeskBooks,
    @Inject(WaitingCommands) private readonly waitingCommands: WaitingCommands,
    @Inject(EngineBacklog) private readonly backlog: EngineBacklog,
    @Inject(ORDER_INTAKE_OPTIONS) options: OrderIntakeOptions,
    @Inject(METRICS) metrics: Metrics,
    @Inject(READINESS) readiness: Readiness,
  ) {
    readiness.register('order-intake', () => deskBooks.readiness());
    readiness.register('bus', () => backlog.readiness());
    meterIntake(metrics, waitingCommands, backlog, options);
  }

  /** @param options - what differs from the defaults; the module by itself has them all. */
  static forRoot(options: Partial<OrderIntakeOptions>): DynamicModule {
    const complete = { ...ORDER_INTAKE_DEFAULTS, ...options };
    return { module: OrderIntakeModule, providers: [{ provide: ORDER_INTAKE_OPTIONS, useValue: complete }] };
  }

  onApplicationBootstrap(): void {
    this.deskBooks.start();
    this.backlog.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.waitingCommands.close();
    await this.backlog.stop();
    await this.deskBooks.close();
  }
}
