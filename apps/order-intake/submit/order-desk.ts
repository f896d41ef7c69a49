import { readBookCommands, type RecordedCommand } from '#book-feed';
import {
  encodeCommand,
  parsePublicId,
  publicId,
  type DeskCommandBody,
  type InstrumentSpec,
  type PlaceOrder,
  type SubmittedCommand,
} from '#contracts';
import type { EventStore } from '#event-store';
import { isSameRequest } from '#matching';
import { MessageBusError } from '#messaging';
import { problemDetails, type Clock, type ProblemDetails } from '#platform';
import type { AmendOrderRequest, PlaceOrderRequest } from '../dto/order-requests.js';
import type { ExecutionReport } from '../read/execution-report.js';
import type { InstrumentCatalog } from '../read/instrument-catalog.js';
import {
  placementOf,
  refusalOf,
  type BookRefusal,
  type PlacementContext,
} from '../read/placement-outcome.js';
import type { DeskBooks } from '../view/desk-books.js';
import { orderName, placedName } from '../view/placed-name.js';
import { bookProblem, withOrderEnd } from './book-problem.js';
import type { CommandIds } from './command-ids.js';
import type { CommandSender } from './command-sender.js';
import type { DeskTrader } from './desk-trader.js';
import type { EngineBacklog } from './engine-backlog.js';
import { toAmendOrder, toPlaceOrder } from './order-command.js';
import type { Outcome } from './outcome.js';
import type { WaitingCommands } from './waiting-commands.js';

/** What a desk is answered about one order. */
export type OrderAnswer =
  /** `repeat`: the first result of an order that was there already (SEQ-4). */
  | { readonly kind: 'report'; readonly report: ExecutionReport; readonly repeat: boolean }
  | { readonly kind: 'problem'; readonly problem: ProblemDetails }
  /** Where to look later. */
  | { readonly kind: 'unknown'; readonly commandId: string; readonly lookup: string };

/** What a mass cancel did in one book. */
export type MassCancelAnswer =
  | { readonly instrument: string; readonly count: number; readonly position: number }
  | { readonly instrument: string; readonly problem: ProblemDetails }
  | { readonly instrument: string; readonly status: 'unknown'; readonly commandId: string };

/** Why the edge takes no command now. */
export type TurnedAwayReason = 'catchingUp' | 'tooManyWaiting' | 'busAway' | 'booksBehind';

export interface OrderDeskParts {
  readonly clock: Clock;
  readonly store: EventStore;
  readonly books: DeskBooks;
  readonly catalog: InstrumentCatalog;
  readonly sender: CommandSender;
  readonly backlog: EngineBacklog;
  /** Told why commands were turned away, and how many. */
  readonly onTurnedAway: (reason: TurnedAwayReason, commands: number) => void;
  readonly waiting: WaitingCommands;
  readonly ids: CommandIds;
  readonly waitingCommandsMax: number;
  /** How long an answer waits for the view to show what its book has recorded. */
  readonly reflectTimeoutMsMax: number;
}

interface Sent {
  readonly commandId: string;
  readonly outcome: Promise<Outcome>;
}

interface InFlight {
  /** Undefined once its outcome is known: the map's outgrown tables hold on to what was in them. */
  sent: Sent | undefined;
  readonly order: PlaceOrder;
}

/** Takes desks' commands to the books and brings back what became of them. */
export class OrderDesk {
  /** New orders on their way, by what names them (SEQ-4). */
  private readonly inFlight = new Map<string, InFlight>();
  /** Sequences of the first uses of ids that are recorded but not in the view yet, by the same names. */
  private readonly unreflected = new Map<string, number>();

  constructor(private readonly parts: OrderDeskParts) {}

  /**
   * Why no command can be taken now; undefined when one can.
   *
   * @param instrument - whose book it is for; undefined asks for the edge alone.
   */
  unavailable(commands = 1, instrument?: string): ProblemDetails | undefined {
    const { books, waiting, waitingCommandsMax, sender, backlog } = this.parts;
    if (!books.following)
      return this.turnAway('catchingUp', commands, 'the venue is catching up with its books');
    if (waiting.size + commands > waitingCommandsMax)
      return this.turnAway('tooManyWaiting', commands, 'too many commands wait for their outcome');
    if (sender.stalled) return this.turnAway('busAway', commands, 'the bus does not answer');
    const trouble = instrument === undefined ? undefined : backlog.troubleOf(instrument);
    return trouble === undefined ? undefined : this.turnAway(trouble.reason, commands, trouble.detail);
  }

  /** Places one well-formed order, once whatever is sent how often. */
  place(request: PlaceOrderRequest, trader: DeskTrader): Promise<OrderAnswer> {
    const spec = this.parts.catalog.get(request.instrument);
    if (spec === undefined) return Promise.resolve(problemAnswer(unknownInstrument(422, request.instrument)));
    const integers = toPlaceOrder(request, trader, spec);
    if ('problem' in integers) return Promise.resolve(problemAnswer(integers.problem));
    return this.placeOrder(integers.order, spec);
  }

  /** Changes an order; another desk's is as good as none. */
  async amend(orderId: string, request: AmendOrderRequest, trader: DeskTrader): Promise<OrderAnswer> {
    const target = this.targetOf(orderId);
    if ('problem' in target) return problemAnswer(target.problem);
    const integers = toAmendOrder(request, target.order, trader, target.spec);
    if ('problem' in integers) return problemAnswer(integers.problem);
    return this.change(target.order, target.spec, integers.amend);
  }

  /** Cancels an order. */
  async cancel(orderId: string, trader: DeskTrader): Promise<OrderAnswer> {
    const target = this.targetOf(orderId);
    if ('problem' in target) return problemAnswer(target.problem);
    return this.change(target.order, target.spec, { kind: 'cancelOrder', ...trader, order: target.order });
  }

  /** Cancels all of a desk's live orders in the named books, each with its own outcome. */
  massCancel(instruments: readonly InstrumentSpec[], trader: DeskTrader): Promise<MassCancelAnswer[]> {
    return Promise.all(instruments.map((spec) => this.massCancelIn(spec, trader)));
  }

  /** A desk's order by its public id, or the problem. */
  find(orderId: string, desk: string): OrderAnswer {
    const target = this.targetOf(orderId);
    if ('problem' in target) return problemAnswer(target.problem);
    const report = this.parts.books.reads.order(desk, target.spec.instrumentId, target.order);
    return report === undefined
      ? problemAnswer(orderNotFound(orderId))
      : { kind: 'report', report, repeat: false };
  }

  /** Settles whoever waits for these commands; to be called as soon as they are recorded. */
  readonly recorded = (commands: readonly RecordedCommand[]): void => {
    for (const command of commands) {
      const named = placedName(command);
      if (named !== undefined) this.unreflected.set(named, command.events[0]?.sequence ?? 0);
      if (this.parts.waiting.settleRecorded(command) || named === undefined) continue;
      this.settleRepeatOf(named, command);
    }
  };

  /** To be called once the view reflects the commands that were the first to use these orders' ids. */
  readonly reflected = (placed: readonly string[]): void => {
    for (const named of placed) this.unreflected.delete(named);
  };

  private async placeOrder(order: PlaceOrder, spec: InstrumentSpec): Promise<OrderAnswer> {
    const { instrumentId } = spec;
    const key = orderName(order.desk, instrumentId, order.clientOrderId);
    const earlier = this.inFlight.get(key);
    if (earlier?.sent !== undefined && isSameRequest(earlier.order, order)) {
      const { outcome, commandId } = earlier.sent;
      return this.placementAnswer(await outcome, commandId, order, spec, true);
    }
    const unavailable = this.unavailable(1, instrumentId);
    if (unavailable !== undefined) return problemAnswer(unavailable);
    const held = this.firstUse(key, order, instrumentId);
    if (held !== undefined) {
      const first = await this.resultOf(held, order, spec);
      if (first !== undefined) return first;
    }
    const sent = this.send(instrumentId, order);
    // An id that names another order already is the book's to refuse.
    const named = held !== undefined || earlier !== undefined;
    const inFlight: InFlight = { sent, order };
    if (!named) this.inFlight.set(key, inFlight);
    const outcome = await sent.outcome;
    if (!named) this.inFlight.delete(key);
    inFlight.sent = undefined;
    return this.placementAnswer(outcome, sent.commandId, order, spec, false);
  }

  private async placementAnswer(
    outcome: Outcome,
    commandId: string,
    order: PlaceOrder,
    spec: InstrumentSpec,
    repeat: boolean,
  ): Promise<OrderAnswer> {
    switch (outcome.kind) {
      case 'recorded': {
        const own = outcome.command.events[0]?.command?.commandId === commandId;
        return this.recordedPlacement(outcome.command, order, spec, repeat || !own);
      }
      case 'unavailable':
        return problemAnswer(unavailableProblem(outcome.reason));
      case 'unknown': {
        const key = orderName(order.desk, spec.instrumentId, order.clientOrderId);
        const held = this.firstUse(key, order, spec.instrumentId);
        const found = held === undefined ? undefined : await this.resultOf(held, order, spec);
        if (found !== undefined) return found;
        return { kind: 'unknown', commandId, lookup: lookupOf(order, spec.instrumentId) };
      }
    }
  }

  /** SEQ-4: the sequence of the command that first used an order's id; undefined when the id is free. */
  private firstUse(name: string, order: PlaceOrder, instrument: string): number | undefined {
    const { reads, usedIds } = this.parts.books;
    const recorded = this.unreflected.get(name);
    if (recorded !== undefined) return recorded;
    if (!usedIds.mayHold(name)) return undefined;
    return reads.heldOrder(order.desk, instrument, order.clientOrderId)?.sequence;
  }

  /** SEQ-4: what the first use of an id came to, when it was by the very same request. */
  private async resultOf(
    firstSequence: number,
    order: PlaceOrder,
    spec: InstrumentSpec,
  ): Promise<OrderAnswer | undefined> {
    const command = await this.readCommand(spec.instrumentId, firstSequence);
    const body = command?.events[0]?.command?.body;
    if (command === undefined || body?.kind !== 'placeOrder' || !isSameRequest(body, order)) return undefined;
    return this.recordedPlacement(command, order, spec, true);
  }

  /** ORDR-1: only where an order for the close stands depends on the phase, which is the view's to tell. */
  private async recordedPlacement(
    command: RecordedCommand,
    order: PlaceOrder,
    spec: InstrumentSpec,
    repeat: boolean,
  ): Promise<OrderAnswer> {
    if (order.timeInForce !== 'atClose')
      return placementToAnswer(command, { spec, phase: 'continuous' }, repeat);
    const { books, reflectTimeoutMsMax } = this.parts;
    const { instrumentId } = spec;
    if (!(await books.reach(command.position, reflectTimeoutMsMax))) {
      const commandId = command.events[0]?.command?.commandId ?? '';
      return { kind: 'unknown', commandId, lookup: lookupOf(order, instrumentId) };
    }
    const phase = books.reads.phaseAt(instrumentId, command.events.at(-1)?.sequence ?? 0);
    return placementToAnswer(command, { spec, phase }, repeat);
  }

  private async readCommand(instrument: string, fromSequence: number): Promise<RecordedCommand | undefined> {
    for await (const command of readBookCommands(this.parts.store, instrument, fromSequence)) return command;
    return undefined;
  }

  /**
   * A book leaves no event for an exact repeat, so a request whose order another instance sent first (or this one,
   * before it was restarted) is settled by that order's outcome.
   */
  private settleRepeatOf(named: string, command: RecordedCommand): void {
    const waiting = this.inFlight.get(named);
    const body = command.events[0]?.command?.body;
    if (waiting?.sent === undefined || body?.kind !== 'placeOrder' || !isSameRequest(body, waiting.order))
      return;
    this.parts.waiting.settle(waiting.sent.commandId, { kind: 'recorded', command });
  }

  private async change(order: number, spec: InstrumentSpec, body: DeskCommandBody): Promise<OrderAnswer> {
    const unavailable = this.unavailable(1, spec.instrumentId);
    if (unavailable !== undefined) return problemAnswer(unavailable);
    const sent = this.send(spec.instrumentId, body);
    const outcome = await sent.outcome;
    const orderId = publicId(spec.instrumentId, order);
    switch (outcome.kind) {
      case 'recorded': {
        const refusal = refusalOf(outcome.command);
        if (refusal !== undefined)
          return problemAnswer(bookProblem(await this.explained(refusal, body.desk, order, spec), spec));
        return this.reportAt(outcome.command.position, body.desk, spec.instrumentId, order, sent.commandId);
      }
      case 'unavailable':
        return problemAnswer(unavailableProblem(outcome.reason));
      case 'unknown':
        return { kind: 'unknown', commandId: sent.commandId, lookup: `/v1/orders/${orderId}` };
    }
  }

  /** A desk is told what became of its own order that is no longer live. */
  private async explained(
    refusal: BookRefusal,
    desk: string,
    order: number,
    { instrumentId }: InstrumentSpec,
  ): Promise<BookRefusal> {
    const { books, reflectTimeoutMsMax } = this.parts;
    if (refusal.code !== 'ORDER_NOT_FOUND') return refusal;
    if (!(await books.reach(refusal.position, reflectTimeoutMsMax))) return refusal;
    return withOrderEnd(refusal, books.reads.order(desk, instrumentId, order));
  }

  /** The order once the view reflects what was just done to it. */
  private async reportAt(
    position: number,
    desk: string,
    instrument: string,
    order: number,
    commandId: string,
  ): Promise<OrderAnswer> {
    const { books, reflectTimeoutMsMax } = this.parts;
    const reached = await books.reach(position, reflectTimeoutMsMax);
    const orderId = publicId(instrument, order);
    if (!reached) return { kind: 'unknown', commandId, lookup: `/v1/orders/${orderId}` };
    const report = books.reads.order(desk, instrument, order);
    if (report === undefined) throw new Error(`the view lacks ${orderId}, which its book just changed`);
    return { kind: 'report', report, repeat: false };
  }

  private async massCancelIn(spec: InstrumentSpec, trader: DeskTrader): Promise<MassCancelAnswer> {
    const instrument = spec.instrumentId;
    const unavailable = this.unavailable(1, instrument);
    if (unavailable !== undefined) return { instrument, problem: unavailable };
    const sent = this.send(instrument, { kind: 'massCancel', ...trader });
    const outcome = await sent.outcome;
    switch (outcome.kind) {
      case 'recorded': {
        const { command } = outcome;
        const refusal = refusalOf(command);
        if (refusal !== undefined) return { instrument, problem: bookProblem(refusal, spec) };
        const done = command.events.find((event) => event.type === 'MassCancelled');
        return { instrument, count: done?.count ?? 0, position: command.position };
      }
      case 'unavailable':
        return { instrument, problem: unavailableProblem(outcome.reason) };
      case 'unknown':
        return { instrument, status: 'unknown', commandId: sent.commandId };
    }
  }

  private send(instrument: string, body: DeskCommandBody): Sent {
    const { clock, ids, sender, waiting } = this.parts;
    const commandId = ids.next();
    const receiveMicros = clock.nowMicros();
    const command: SubmittedCommand = {
      actor: body.trader,
      body,
      cause: 'command',
      commandId,
      instrument,
      receiveMicros,
    };
    const value = encodeCommand(command);
    const outcome = waiting.wait(commandId);
    sender.send({ key: instrument, value, decoded: command }, (error) => {
      // A command that may be on the bus all the same is no refusal: its outcome is unknown, and may still come.
      if (error instanceof MessageBusError && error.code === 'OUTCOME_UNKNOWN') return;
      waiting.settle(commandId, { kind: 'unavailable', reason: 'the venue cannot take commands now' });
    });
    return { commandId, outcome };
  }

  private turnAway(reason: TurnedAwayReason, commands: number, detail: string): ProblemDetails {
    this.parts.onTurnedAway(reason, commands);
    return unavailableProblem(detail);
  }

  private targetOf(
    orderId: string,
  ): { readonly spec: InstrumentSpec; readonly order: number } | { readonly problem: ProblemDetails } {
    const parsed = parsePublicId(orderId);
    if (parsed === undefined)
      return { problem: problemDetails(400, 'MALFORMED', 'the path names no order id') };
    const spec = this.parts.catalog.get(parsed.instrumentId);
    if (spec === undefined) return { problem: unknownInstrument(404, parsed.instrumentId) };
    return { spec, order: parsed.sequence };
  }
}

/** Where to look for an order whose number is not known. */
function lookupOf({ clientOrderId }: PlaceOrder, instrument: string): string {
  return `/v1/orders?${new URLSearchParams({ clientOrderId, instrument }).toString()}`;
}

function placementToAnswer(
  command: RecordedCommand,
  context: PlacementContext,
  repeat: boolean,
): OrderAnswer {
  const placement = placementOf(command, context);
  return placement.kind === 'accepted'
    ? { kind: 'report', report: placement.report, repeat }
    : problemAnswer(bookProblem(placement.refusal, context.spec));
}

function problemAnswer(problem: ProblemDetails): OrderAnswer {
  return { kind: 'problem', problem };
}

function unavailableProblem(detail: string): ProblemDetails {
  return problemDetails(503, 'VENUE_UNAVAILABLE', detail);
}

function orderNotFound(orderId: string): ProblemDetails {
  return problemDetails(404, 'ORDER_NOT_FOUND', `the desk has no order ${orderId}`);
}

/** The problem of an instrument that the venue does not have: 404 in a path, 422 in a body or query. */
export function unknownInstrument(status: 404 | 422, instrument: string): ProblemDetails {
  return problemDetails(status, 'UNKNOWN_INSTRUMENT', `the venue has no instrument ${instrument}`, {
    errors: [{ field: 'instrument', code: 'UNKNOWN_INSTRUMENT', message: 'no such instrument' }],
  });
}
