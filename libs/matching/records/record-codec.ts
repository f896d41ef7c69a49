import {
  CANCEL_REASONS,
  type BookEvent,
  type BookEventBody,
  type CancelReason,
  type SequencedCommand,
} from '#contracts';
import type { Parties } from '../fast/parties.js';
import {
  AmendRecord,
  CancelRecord,
  PeakRecord,
  Record,
  RecordType,
  TradeRecord,
} from '../layout/record-layout.js';
import type { RecordRing } from './record-ring.js';
import { highOf, wholeOf } from '../whole-numbers.js';

/** What records refer to by number. */
export interface RecordTables {
  readonly parties: Parties;
  /** The version of each numbered floor. */
  readonly floorVersions: readonly number[];
}

/** Writes an event as a record that keeps the event itself beside the ring. */
export function writeOther(ring: RecordRing, event: BookEvent): void {
  const { sequence, bookMicros, command, end } = event;
  const isFirst = command !== undefined;
  const own = isFirst ? Record.FIRST_WORDS : Record.LATER_WORDS;
  const at = ring.reserve(own + Record.OTHER_WORDS);
  const { words } = ring;
  words[at] =
    RecordType.OTHER |
    ((own + Record.OTHER_WORDS) << Record.LENGTH_SHIFT) |
    (isFirst ? Record.IS_FIRST : 0) |
    (end === true ? Record.IS_END : 0);
  if (isFirst) {
    words[at + Record.SEQUENCE_LOW] = sequence;
    words[at + Record.SEQUENCE_HIGH] = highOf(sequence);
    words[at + Record.MICROS_LOW] = bookMicros;
    words[at + Record.MICROS_HIGH] = highOf(bookMicros);
    words[at + Record.COMMAND_AT] = Record.COMMAND_IN_OBJECT;
  }
  words[at + own + Record.OBJECT] = ring.keep(event);
}

type TradedBody = Extract<BookEventBody, { type: 'Traded' }>;
type Mutable<Body> = { -readonly [Field in keyof Body]: Body[Field] };

/** Turns records into events, one after the other: a record holds no sequence but the first of its command. */
export class RecordReader {
  private sequence = 0;
  private bookMicros = 0;

  /**
   * @param commandAt - gives the command whose words begin at a place of the caller's.
   */
  constructor(
    private readonly ring: RecordRing,
    private readonly tables: RecordTables,
    private readonly commandAt: (at: number) => SequencedCommand,
  ) {}

  /** The event of one record of the ring. */
  read(words: Int32Array, at: number): BookEvent {
    const first = words[at] ?? 0;
    const isFirst = (first & Record.IS_FIRST) !== 0;
    if (isFirst) {
      this.sequence = wholeOf(words[at + Record.SEQUENCE_LOW] ?? 0, words[at + Record.SEQUENCE_HIGH] ?? 0);
      this.bookMicros = wholeOf(words[at + Record.MICROS_LOW] ?? 0, words[at + Record.MICROS_HIGH] ?? 0);
    } else {
      this.sequence++;
    }
    const { sequence, bookMicros } = this;
    const own = at + (isFirst ? Record.FIRST_WORDS : Record.LATER_WORDS);
    if ((first & 0xff) === RecordType.OTHER) {
      return this.ring.kept(words[own + Record.OBJECT] ?? 0) as BookEvent;
    }
    const isEnd = (first & Record.IS_END) !== 0;
    if (!isFirst) {
      const body = this.body(words, first, own);
      return isEnd ? { sequence, bookMicros, ...body, end: true } : { sequence, bookMicros, ...body };
    }
    const command = this.commandAt(words[at + Record.COMMAND_AT] ?? 0);
    if ((first & 0xff) === RecordType.ACCEPTED) {
      const type = 'OrderAccepted';
      return isEnd
        ? { bookMicros, command, end: true, sequence, type }
        : { bookMicros, command, sequence, type };
    }
    const body = this.body(words, first, own);
    return isEnd
      ? { sequence, bookMicros, command, ...body, end: true }
      : { sequence, bookMicros, command, ...body };
  }

  private body(words: Int32Array, first: number, own: number): BookEventBody {
    switch (first & 0xff) {
      case RecordType.ACCEPTED:
        return { type: 'OrderAccepted' };
      case RecordType.TRADED:
        return this.traded(words, first, own);
      case RecordType.CANCELLED:
        return {
          type: 'OrderCancelled',
          order: orderAt(words, own),
          reason: reasonOf(first),
          lots: words[own + CancelRecord.LOTS] ?? 0,
          leavesLots: words[own + CancelRecord.LEAVES_AFTER] ?? 0,
        };
      case RecordType.AMENDED: {
        const priceTicks = words[own + AmendRecord.PRICE] ?? 0;
        return {
          type: 'OrderAmended',
          order: orderAt(words, own),
          orderVersion: words[own + AmendRecord.VERSION] ?? 0,
          quantityLots: words[own + AmendRecord.QUANTITY] ?? 0,
          leavesLots: words[own + AmendRecord.LEAVES] ?? 0,
          ...(priceTicks === 0 ? {} : { priceTicks }),
          priorityKept: true,
        };
      }
      case RecordType.PEAK_REFRESHED:
        return {
          type: 'PeakRefreshed',
          order: orderAt(words, own),
          displayedLots: words[own + PeakRecord.LOTS] ?? 0,
        };
      case RecordType.FLOOR_LOCKED:
        return { type: 'FloorLockedChanged', floorLocked: (first & Record.IS_LOCKED) !== 0 };
      default:
        throw new RangeError(`no record has the type ${first & 0xff}`);
    }
  }

  private traded(words: Int32Array, first: number, own: number): BookEventBody {
    const { parties, floorVersions } = this.tables;
    const highs = words[own + TradeRecord.ORDERS_HIGH] ?? 0;
    const buyAccount = parties.accountOf[words[own + TradeRecord.BUY_PARTY] ?? 0] ?? 0;
    const sellAccount = parties.accountOf[words[own + TradeRecord.SELL_PARTY] ?? 0] ?? 0;
    const floor = words[own + TradeRecord.FLOOR] ?? 0;
    const traded: Mutable<TradedBody> = {
      type: 'Traded',
      priceTicks: words[own + TradeRecord.PRICE] ?? 0,
      lots: words[own + TradeRecord.LOTS] ?? 0,
      buyOrder: wholeOf(words[own + TradeRecord.BUY_ORDER_LOW] ?? 0, highs & 0xffff),
      sellOrder: wholeOf(words[own + TradeRecord.SELL_ORDER_LOW] ?? 0, highs >>> 16),
      buyDesk: parties.deskOfAccount(buyAccount),
      sellDesk: parties.deskOfAccount(sellAccount),
      buyState: parties.stateOfAccount(buyAccount),
      sellState: parties.stateOfAccount(sellAccount),
      buyLeavesLots: words[own + TradeRecord.BUY_LEAVES] ?? 0,
      sellLeavesLots: words[own + TradeRecord.SELL_LEAVES] ?? 0,
      certificateId: parties.certificates.text(words[own + TradeRecord.CERTIFICATE] ?? 0),
    };
    if ((first & Record.HAS_AGGRESSOR) !== 0)
      traded.aggressorSide = (first & Record.AGGRESSOR_SELLS) === 0 ? 'buy' : 'sell';
    if (floor !== 0) traded.floorVersion = floorVersions[floor] ?? 0;
    if ((first & Record.IS_SELF_TRADE) !== 0) traded.selfTrade = true;
    return traded;
  }
}

function orderAt(words: Int32Array, own: number): number {
  return wholeOf(words[own + CancelRecord.ORDER_LOW] ?? 0, words[own + CancelRecord.ORDER_HIGH] ?? 0);
}

function reasonOf(first: number): CancelReason {
  return CANCEL_REASONS[first >>> Record.CODE_SHIFT] ?? 'USER';
}
