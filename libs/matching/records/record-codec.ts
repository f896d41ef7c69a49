import {
  CANCEL_REASONS,
  type BookEvent,
  type BookEventBody,
  type CancelReason,
  type SequencedCommand,
} from '#contracts';
import type { Parties } from '../fast/parties.js';
import {
  ACCEPTED,
  AGGRESSOR_SELLS,
  AMENDED,
  AMENDED_LEAVES,
  AMENDED_PRICE,
  AMENDED_QUANTITY,
  AMENDED_VERSION,
  BUY_LEAVES,
  BUY_ORDER_LOW,
  BUY_PARTY,
  CANCELLED_RECORD,
  CODE_SHIFT,
  COMMAND_AT,
  FIRST_WORDS,
  FLOOR_LOCKED,
  HAS_AGGRESSOR,
  IS_END,
  IS_FIRST,
  IS_LOCKED,
  IS_SELF_TRADE,
  LATER_WORDS,
  LEAVES_AFTER,
  LENGTH_SHIFT,
  LOTS,
  MICROS_HIGH,
  MICROS_LOW,
  OBJECT,
  ORDER_HIGH,
  ORDER_LOW,
  ORDERS_HIGH,
  OTHER,
  OTHER_WORDS,
  SELL_LEAVES,
  SELL_ORDER_LOW,
  SELL_PARTY,
  SEQUENCE_HIGH,
  SEQUENCE_LOW,
  TRADE_CERTIFICATE,
  TRADE_FLOOR,
  TRADE_LOTS,
  TRADE_PRICE,
  TRADED,
} from './record-layout.js';
import type { RecordRing } from './record-ring.js';

const TWO_32 = 4_294_967_296;

/** What records refer to by number. */
export interface RecordTables {
  readonly parties: Parties;
  /** The version of each numbered floor. */
  readonly floorVersions: readonly number[];
}

/** Writes an event as a record that keeps its body beside the ring. */
export function writeOther(ring: RecordRing, event: BookEvent): void {
  const { sequence, bookMicros, command, end, ...body } = event;
  const isFirst = command !== undefined;
  const own = isFirst ? FIRST_WORDS : LATER_WORDS;
  const at = ring.reserve(own + OTHER_WORDS);
  const { words } = ring;
  words[at] =
    OTHER | ((own + OTHER_WORDS) << LENGTH_SHIFT) | (isFirst ? IS_FIRST : 0) | (end === true ? IS_END : 0);
  if (isFirst) {
    words[at + SEQUENCE_LOW] = sequence;
    words[at + SEQUENCE_HIGH] = Math.floor(sequence / TWO_32);
    words[at + MICROS_LOW] = bookMicros;
    words[at + MICROS_HIGH] = Math.floor(bookMicros / TWO_32);
    words[at + COMMAND_AT] = -ring.keep(command);
  }
  words[at + own + OBJECT] = ring.keep(body);
}

/** Turns records into events, one after the other: a record holds no sequence but the first of its command. */
export class RecordReader {
  private sequence = 0;
  private bookMicros = 0;

  /**
   * @param commandAt - gives the command whose words begin at a place of the caller's, or that was kept.
   */
  constructor(
    private readonly ring: RecordRing,
    private readonly tables: RecordTables,
    private readonly commandAt: (at: number) => SequencedCommand,
  ) {}

  /** The event of one record of the ring. */
  read(words: Int32Array, at: number): BookEvent {
    const first = words[at] ?? 0;
    const isFirst = (first & IS_FIRST) !== 0;
    if (isFirst) {
      this.sequence = (words[at + SEQUENCE_HIGH] ?? 0) * TWO_32 + ((words[at + SEQUENCE_LOW] ?? 0) >>> 0);
      this.bookMicros = (words[at + MICROS_HIGH] ?? 0) * TWO_32 + ((words[at + MICROS_LOW] ?? 0) >>> 0);
    } else {
      this.sequence++;
    }
    const { sequence, bookMicros } = this;
    const own = at + (isFirst ? FIRST_WORDS : LATER_WORDS);
    return {
      sequence,
      bookMicros,
      ...(isFirst ? { command: this.command(words[at + COMMAND_AT] ?? 0) } : {}),
      ...this.body(words, first, own),
      ...((first & IS_END) === 0 ? {} : { end: true as const }),
    };
  }

  private command(at: number): SequencedCommand {
    if (at >= 0) return this.commandAt(at);
    return this.ring.kept(-at) as SequencedCommand;
  }

  private body(words: Int32Array, first: number, own: number): BookEventBody {
    switch (first & 0xff) {
      case ACCEPTED:
        return { type: 'OrderAccepted' };
      case TRADED:
        return this.traded(words, first, own);
      case CANCELLED_RECORD:
        return {
          type: 'OrderCancelled',
          order: orderAt(words, own),
          reason: reasonOf(first),
          lots: words[own + LOTS] ?? 0,
          leavesLots: words[own + LEAVES_AFTER] ?? 0,
        };
      case AMENDED: {
        const priceTicks = words[own + AMENDED_PRICE] ?? 0;
        return {
          type: 'OrderAmended',
          order: orderAt(words, own),
          orderVersion: words[own + AMENDED_VERSION] ?? 0,
          quantityLots: words[own + AMENDED_QUANTITY] ?? 0,
          leavesLots: words[own + AMENDED_LEAVES] ?? 0,
          ...(priceTicks === 0 ? {} : { priceTicks }),
          priorityKept: true,
        };
      }
      case FLOOR_LOCKED:
        return { type: 'FloorLockedChanged', floorLocked: (first & IS_LOCKED) !== 0 };
      default:
        return this.ring.kept(words[own + OBJECT] ?? 0) as BookEventBody;
    }
  }

  private traded(words: Int32Array, first: number, own: number): BookEventBody {
    const { parties, floorVersions } = this.tables;
    const highs = words[own + ORDERS_HIGH] ?? 0;
    const buyAccount = parties.accountOf[words[own + BUY_PARTY] ?? 0] ?? 0;
    const sellAccount = parties.accountOf[words[own + SELL_PARTY] ?? 0] ?? 0;
    const floor = words[own + TRADE_FLOOR] ?? 0;
    return {
      type: 'Traded',
      priceTicks: words[own + TRADE_PRICE] ?? 0,
      lots: words[own + TRADE_LOTS] ?? 0,
      buyOrder: (highs & 0xffff) * TWO_32 + ((words[own + BUY_ORDER_LOW] ?? 0) >>> 0),
      sellOrder: (highs >>> 16) * TWO_32 + ((words[own + SELL_ORDER_LOW] ?? 0) >>> 0),
      buyDesk: parties.deskOfAccount(buyAccount),
      sellDesk: parties.deskOfAccount(sellAccount),
      buyState: parties.stateOfAccount(buyAccount),
      sellState: parties.stateOfAccount(sellAccount),
      buyLeavesLots: words[own + BUY_LEAVES] ?? 0,
      sellLeavesLots: words[own + SELL_LEAVES] ?? 0,
      ...((first & HAS_AGGRESSOR) === 0
        ? {}
        : { aggressorSide: (first & AGGRESSOR_SELLS) === 0 ? ('buy' as const) : ('sell' as const) }),
      certificateId: parties.certificates.text(words[own + TRADE_CERTIFICATE] ?? 0),
      ...(floor === 0 ? {} : { floorVersion: floorVersions[floor] ?? 0 }),
      ...((first & IS_SELF_TRADE) === 0 ? {} : { selfTrade: true as const }),
    };
  }
}

function orderAt(words: Int32Array, own: number): number {
  return (words[own + ORDER_HIGH] ?? 0) * TWO_32 + ((words[own + ORDER_LOW] ?? 0) >>> 0);
}

function reasonOf(first: number): CancelReason {
  return CANCEL_REASONS[first >>> CODE_SHIFT] ?? 'USER';
}
