import type { FloorRaisePolicy, OrderType, PlaceOrder, Side, StpMode, TimeInForce } from '#contracts';
import type { LiveOrder } from '../book-reader.js';
import type { IdentifierLog } from './identifier-log.js';
import type { OrderPool } from './order-pool.js';
import type { Parties } from './parties.js';
import { Flag, Order, Rare } from '../layout/order-layout.js';
import { onFloorRaiseOf, orderTypeOf, sideOf, stpModeOf, timeInForceOf } from './order-flags.js';
import { wholeOf } from '../whole-numbers.js';

/** Where the words of an order lie, and what they refer to. */
interface OrderTables {
  readonly pool: OrderPool;
  readonly parties: Parties;
  readonly log: IdentifierLog;
}

/** A live order as the rules see it: reads its words whenever it is asked. */
export class FastOrder implements LiveOrder {
  private known: PlaceOrder | undefined = undefined;
  private knownAt = 0;

  constructor(
    private readonly state: OrderTables,
    readonly slot: number,
  ) {}

  /** The request as the log has it; read once, for it never changes. */
  private get request(): PlaceOrder {
    const position = this.word(Order.REQUEST);
    if (this.known === undefined || this.knownAt !== position) {
      this.known = this.state.log.request(position);
      this.knownAt = position;
    }
    return this.known;
  }

  private word(offset: number): number {
    return this.state.pool.words[(this.slot << Order.SHIFT) + offset] ?? 0;
  }

  private rare(offset: number): number {
    const { pool } = this.state;
    const at = pool.rareAt(this.slot);
    return at === 0 ? 0 : (pool.rare[at + offset] ?? 0);
  }

  /** A rare term; 0 stands for none. */
  private rareTerm(offset: number): number | undefined {
    const value = this.rare(offset);
    return value === 0 ? undefined : value;
  }

  private get ownerAccount(): number {
    return this.state.parties.accountOf[this.word(Order.PARTY)] ?? 0;
  }

  get order(): number {
    return this.state.pool.numberOf(this.slot);
  }

  get desk(): string {
    return this.state.parties.deskOfAccount(this.ownerAccount);
  }

  get memberState(): string {
    return this.state.parties.stateOfAccount(this.ownerAccount);
  }

  get trader(): string {
    return this.state.parties.traderOf(this.word(Order.PARTY));
  }

  get clientOrderId(): string {
    return this.request.clientOrderId;
  }

  get side(): Side {
    return sideOf(this.word(Order.FLAGS));
  }

  get orderType(): OrderType {
    return orderTypeOf(this.word(Order.FLAGS));
  }

  get timeInForce(): TimeInForce {
    return timeInForceOf(this.word(Order.FLAGS));
  }

  get quantityLots(): number {
    return this.word(Order.QUANTITY);
  }

  get leavesLots(): number {
    return this.word(Order.LEAVES);
  }

  get filledLots(): number {
    return this.word(Order.FILLED);
  }

  get cancelledLots(): number {
    return this.rare(Rare.CANCELLED);
  }

  get priceTicks(): number | undefined {
    const price = this.word(Order.PRICE);
    return price === 0 ? undefined : price;
  }

  get protectionLimitTicks(): number | undefined {
    return this.rareTerm(Rare.PROTECTION);
  }

  get certificateId(): string | undefined {
    const certificate = this.word(Order.CERTIFICATE);
    return certificate === 0 ? undefined : this.state.parties.certificates.text(certificate);
  }

  get onFloorRaise(): FloorRaisePolicy {
    return onFloorRaiseOf(this.word(Order.FLAGS));
  }

  get stpId(): string | undefined {
    const stp = this.word(Order.STP);
    return stp === 0 ? undefined : this.state.parties.stpIdOf(stp);
  }

  get stpMode(): StpMode {
    return stpModeOf(this.word(Order.FLAGS));
  }

  get account(): string | undefined {
    const amended = this.rare(Rare.ACCOUNT);
    if (amended !== 0) return this.state.parties.names.text(amended);
    return this.request.account;
  }

  get triggerPriceTicks(): number | undefined {
    return this.rareTerm(Rare.TRIGGER);
  }

  get displayQuantityLots(): number | undefined {
    return this.rareTerm(Rare.DISPLAY);
  }

  get displayedLots(): number {
    return this.rare(Rare.DISPLAY) === 0 ? this.leavesLots : this.rare(Rare.PEAK_LEFT);
  }

  get minQuantityLots(): number | undefined {
    return this.rareTerm(Rare.MIN_QUANTITY);
  }

  get postOnly(): boolean {
    return (this.word(Order.FLAGS) & Flag.IS_POST_ONLY) !== 0;
  }

  get expiryMicros(): number | undefined {
    const micros = wholeOf(this.rare(Rare.EXPIRY_LOW), this.rare(Rare.EXPIRY_HIGH));
    return micros === 0 ? undefined : micros;
  }

  get isParked(): boolean {
    return (this.word(Order.FLAGS) & Flag.IS_PARKED) !== 0;
  }

  get version(): number {
    return this.word(Order.VERSION);
  }

  get priority(): number {
    return this.state.pool.priorityOf(this.slot);
  }
}

/** The order as it is now, for those outside who may keep it. */
export function snapshotOf(order: LiveOrder): LiveOrder {
  const { order: number, desk, memberState, trader, clientOrderId, side, orderType, timeInForce } = order;
  const { quantityLots, leavesLots, filledLots, cancelledLots, priceTicks, protectionLimitTicks } = order;
  const { certificateId, onFloorRaise, stpId, stpMode, account, triggerPriceTicks } = order;
  const { displayQuantityLots, displayedLots, minQuantityLots, postOnly, expiryMicros, isParked } = order;
  const { version, priority } = order;
  return {
    order: number,
    ...{ desk, memberState, trader, clientOrderId, side, orderType, timeInForce },
    ...{ quantityLots, leavesLots, filledLots, cancelledLots, priceTicks, protectionLimitTicks },
    ...{ certificateId, onFloorRaise, stpId, stpMode, account, triggerPriceTicks },
    ...{ displayQuantityLots, displayedLots, minQuantityLots, postOnly, expiryMicros, isParked },
    ...{ version, priority },
  };
}
