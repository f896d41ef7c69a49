import type { BookEvent, BookEventOf, DeskLimits, InstrumentSpec, PlaceOrder, PriceBands } from '#contracts';
import type { AuditedOrder } from './audited-order.js';

/** Prices within the bands, both ends included. */
export interface AuditedRange {
  readonly lowTicks: number;
  readonly highTicks: number;
}

/** What the audit of controls must know of the rest of the book. */
export interface AuditedBook {
  readonly orders: ReadonlyMap<number, AuditedOrder>;
  readonly floorTicks: number | undefined;
  readonly referenceTicks: number | undefined;
  readonly staticReferenceTicks: number | undefined;
  positionOf(memberState: string, desk: string): number;
}

/** RESV-2: what the reserve may still buy at the floor, by each of its bounds; either may be below zero. */
export interface AuditedRoom {
  readonly desk: string;
  readonly affordableLots: number;
  readonly holdableLots: number;
}

interface AuditedReserve {
  readonly desk: string;
  readonly memberState: string;
  readonly budget: bigint;
  readonly capLots: number;
}

/** Follows bands, limits, kill switches and the reserve by their events, in words of its own (BAND, RISK, RESV). */
export class ControlAudit {
  private instrument: InstrumentSpec | undefined;
  private override: PriceBands | undefined;
  private readonly limits = new Map<string, DeskLimits>();
  private readonly killed = new Set<string>();
  private reserve: AuditedReserve | undefined;
  private spent = 0n;
  private quote = '0 false';
  private floorLocked = false;

  follow(event: BookEvent): void {
    const { type } = event;
    if (type === 'InstrumentConfigured') this.instrument = event.instrument;
    else if (type === 'BandsSet') this.override = event.bands;
    else if (type === 'BandsExpired') this.override = undefined;
    else if (type === 'LimitsSet') this.limits.set(event.desk, event.limits);
    else if (type === 'KillSwitchSet') {
      const name = `${event.scope} ${event.name ?? ''}`;
      if (event.engaged) this.killed.add(name);
      else this.killed.delete(name);
    } else if (type === 'ReserveSet') this.reserve = { ...event, budget: BigInt(event.budget) };
    else if (type === 'ReserveQuoteChanged') this.quote = `${event.liveLots} ${event.reserveExhausted}`;
    else if (type === 'FloorLockedChanged') this.floorLocked = event.floorLocked;
  }

  /** RESV-1: a purchase of the reserve; the desk whose position it moves. */
  buy(event: BookEventOf<'Traded'>): AuditedReserve | undefined {
    const { notionalNumerator = 1, notionalDenominator = 1 } = this.instrument ?? {};
    const notional = BigInt(event.priceTicks) * BigInt(event.lots) * BigInt(notionalNumerator);
    this.spent += notional / BigInt(notionalDenominator);
    return this.reserve;
  }

  /** RESV-2: what budget and cap both allow at the floor. */
  liveLots(book: AuditedBook): number {
    const room = this.room(book);
    return room === undefined ? 0 : Math.max(0, Math.min(room.affordableLots, room.holdableLots));
  }

  /** RESV-2: undefined without a reserve or a floor. */
  room(book: AuditedBook): AuditedRoom | undefined {
    const { reserve, instrument } = this;
    if (reserve === undefined || instrument === undefined || book.floorTicks === undefined) return undefined;
    const { desk, memberState, budget, capLots } = reserve;
    const priceOfLot = (book.floorTicks * instrument.notionalNumerator) / instrument.notionalDenominator;
    const affordableLots = Math.floor(Number(budget - this.spent) / priceOfLot);
    // The reserve's desk may bid as any other does; what it may buy so counts against the cap already.
    let openLots = 0;
    for (const { request, leavesLots } of book.orders.values()) {
      if (request.desk === desk && request.side === 'buy') openLots += leavesLots;
    }
    const holdableLots = capLots - book.positionOf(memberState, desk) - openLots;
    return { desk, affordableLots, holdableLots };
  }

  /** BAND-1: where an order that comes in now may trade; undefined where no band binds. */
  range(book: AuditedBook): AuditedRange | undefined {
    const { dynamicBasisPoints } = this.bands();
    const ranges = [this.staticRange(book), around(book.referenceTicks, dynamicBasisPoints, book.floorTicks)];
    const binding = ranges.filter((range) => range !== undefined);
    if (binding.length === 0) return undefined;
    return {
      lowTicks: Math.max(...binding.map(({ lowTicks }) => lowTicks)),
      highTicks: Math.min(...binding.map(({ highTicks }) => highTicks)),
    };
  }

  /** BAND-2: whether a triggered stop-limit is priced outside the static band. */
  isOutside(order: AuditedOrder, book: AuditedBook): boolean {
    const range = this.staticRange(book);
    const { priceTicks, side } = order;
    if (range === undefined || priceTicks === undefined) return false;
    if (side === 'buy' && priceTicks < (book.floorTicks ?? 0)) return false;
    return priceTicks < range.lowTicks || priceTicks > range.highTicks;
  }

  private bands(): PriceBands {
    return this.override ?? this.instrument?.priceBands ?? {};
  }

  private staticRange(book: AuditedBook): AuditedRange | undefined {
    return around(book.staticReferenceTicks, this.bands().staticBasisPoints, book.floorTicks);
  }

  /** What an order that was taken, new or anew, must not have been taken for (RISK-1, RISK-2). */
  faultsOfTaken(order: AuditedOrder, book: AuditedBook): string[] {
    const { desk, side, memberState } = order.request;
    const name = `order ${order.order} of ${desk}`;
    const faults: string[] = [];
    if (this.isKilled(order.request)) faults.push(`RISK-2 ${name} is taken under a kill switch`);
    const limits = this.limits.get(desk);
    if (limits === undefined) return faults;
    if (order.quantityLots > (limits.orderSizeLotsMax ?? Infinity)) faults.push(`RISK-1 ${name}: size`);
    let openLots = 0;
    for (const { request, leavesLots } of book.orders.values()) {
      if (request.desk === desk && request.side === side) openLots += leavesLots;
    }
    if (openLots > (limits.openQuantityLotsMax ?? Infinity)) faults.push(`RISK-1 ${name}: ${openLots} open`);
    const held = book.positionOf(memberState, desk) * (side === 'buy' ? 1 : -1);
    if (held + openLots > (limits.positionLotsMax ?? Infinity)) faults.push(`RISK-1 ${name}: position`);
    return faults;
  }

  private isKilled({ desk, memberState }: PlaceOrder): boolean {
    if (this.killed.size === 0) return false;
    return ['venue ', `memberState ${memberState}`, `desk ${desk}`].some((name) => this.killed.has(name));
  }

  /** What must hold at the end of a command (RISK-2, RESV-2, FLOR-10). */
  faultsAtEnd(book: AuditedBook, offeredAtFloorLots: number, hasExecutableBid: boolean): string[] {
    const faults: string[] = [];
    for (const { order, request } of book.orders.values()) {
      if (this.isKilled(request)) faults.push(`RISK-2 order ${order} rests under a kill switch`);
    }
    const live = this.liveLots(book);
    const isExhausted = this.reserve !== undefined && book.floorTicks !== undefined && live === 0;
    if (this.quote !== `${live} ${isExhausted}`) {
      faults.push(`RESV-2 published ${this.quote}, is ${live} ${isExhausted}`);
    }
    const isLocked = offeredAtFloorLots > 0 && !hasExecutableBid && live === 0;
    if (this.floorLocked !== isLocked) faults.push(`FLOR-10 published ${this.floorLocked}`);
    return faults;
  }
}

/** Rounded inward, and never below the floor (FLOR-8). */
function around(
  ticks: number | undefined,
  basisPoints: number | undefined,
  floorTicks: number | undefined,
): AuditedRange | undefined {
  if (ticks === undefined || basisPoints === undefined) return undefined;
  const widthTicks = Math.floor((ticks * basisPoints) / 10_000);
  return { lowTicks: Math.max(floorTicks ?? 0, ticks - widthTicks), highTicks: ticks + widthTicks };
}
