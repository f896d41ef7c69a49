import { applyEvent, ClearingState, clearingStateHash, decideClearing } from '#clearing';
import {
  CLEARING_RULES_VERSION,
  type ClearingCommandBody,
  type ClearingEvent,
  type ClearingEventOf,
  type ClearingEventType,
  type ImportStatement,
  type MoveMetal,
  type NovateTrade,
} from '#contracts';

/** 2026-11-23T00:00:00Z, a Monday. */
const START_MICROS = 1_795_392_000_000_000;

/** Plays commands of clearing and keeps their events: given events, when a command, then events. */
export class ClearingScenario {
  readonly state = new ClearingState();
  readonly events: ClearingEvent[] = [];
  private commands = 0;
  private trades = 0;

  /** Decides and applies one command; returns its events. */
  run(body: ClearingCommandBody): ClearingEvent[] {
    this.commands += 1;
    const recordedMicros = START_MICROS + this.commands;
    const decided = decideClearing(this.state, {
      commandId: `command-${this.commands}`,
      cause: 'command',
      actor: 'clara',
      receiveMicros: recordedMicros - 1,
      recordedMicros,
      rulesVersion: CLEARING_RULES_VERSION,
      body,
    });
    for (const event of decided) applyEvent(this.state, event);
    this.events.push(...decided);
    return decided;
  }

  deposit(participant: string, amount: number | string, reference = `D${this.commands}`): ClearingEvent[] {
    return this.run({
      kind: 'depositCash',
      participant,
      currency: 'USD',
      amount: String(amount),
      reference,
      valueDate: '2026-11-23',
    });
  }

  receive(participant: string, lots: number, instrument = 'NDPR-OXIDE'): ClearingEvent[] {
    return this.moveMetal('receiveMetal', participant, lots, instrument);
  }

  release(participant: string, lots: number, instrument = 'NDPR-OXIDE'): ClearingEvent[] {
    return this.moveMetal('withdrawMetal', participant, lots, instrument);
  }

  private moveMetal(
    kind: MoveMetal['kind'],
    participant: string,
    lots: number,
    instrument: string,
  ): ClearingEvent[] {
    const reference = `W${this.commands}`;
    return this.run({ kind, participant, instrument, lots, warehouse: 'Rotterdam', reference });
  }

  /** A trade at a price per lot in minor units; each has the next sequence of its book. */
  trade(
    buyer: string,
    seller: string,
    lots: number,
    priceTicks: number,
    more: Partial<NovateTrade> = {},
  ): ClearingEvent[] {
    this.trades += 1;
    const instrument = more.instrument ?? 'NDPR-OXIDE';
    const bookSequence = more.bookSequence ?? this.trades;
    return this.run({
      kind: 'novateTrade',
      tradeId: `${instrument}.${bookSequence}`,
      instrument,
      bookSequence,
      bookMicros: START_MICROS,
      bookCommandId: `book-${bookSequence}`,
      priceTicks,
      lots,
      buyer,
      seller,
      buyState: 'AUS',
      sellState: 'CAN',
      certificateId: 'C-1',
      currency: 'USD',
      notionalNumerator: 1,
      notionalDenominator: 1,
      settlementDate: '2026-11-25',
      settlementModel: 'net',
      feePerLot: '0',
      ...more,
    });
  }

  net(settlementDate = '2026-11-25'): ClearingEvent[] {
    return this.run({ kind: 'netObligations', settlementDate });
  }

  settle(settlementDate = '2026-11-25'): ClearingEvent[] {
    return this.run({ kind: 'settleInstructions', settlementDate });
  }

  /** A statement of the USD account whose closing follows from its lines. */
  statement(
    openingBalance: bigint | number,
    lines: readonly { reference: string; amount: bigint | number; valueDate?: string; currency?: string }[],
    more: Partial<ImportStatement> = {},
  ): ClearingEvent[] {
    const statementDate = more.statementDate ?? '2026-11-23';
    const closing = lines.reduce((sum, { amount }) => sum + BigInt(amount), BigInt(openingBalance));
    return this.run({
      kind: 'importStatement',
      account: 'nostro:USD',
      currency: 'USD',
      statementDate,
      contentHash: `hash-${this.commands}`,
      openingBalance: String(openingBalance),
      closingBalance: String(closing),
      tolerance: '0',
      lines: lines.map(({ amount, valueDate, currency, reference }, index) => ({
        lineNumber: index + 3,
        reference,
        valueDate: valueDate ?? statementDate,
        amount: String(amount),
        currency: currency ?? 'USD',
      })),
      ...more,
    });
  }

  balance(account: string, asset = 'USD'): bigint {
    return this.state.ledger.balance(account, asset);
  }

  /** The state hash of a second state that only applied the events. */
  replayedHash(): string {
    const replayed = new ClearingState();
    for (const event of this.events) applyEvent(replayed, event);
    return clearingStateHash(replayed);
  }
}

/** The events of one type. */
export function clearingEventsOf<Type extends ClearingEventType>(
  events: readonly ClearingEvent[],
  type: Type,
): ClearingEventOf<Type>[] {
  return events.filter((event): event is ClearingEventOf<Type> => event.type === type);
}
