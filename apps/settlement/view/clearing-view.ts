import { applyEvent, ClearingState } from '#clearing';
import type { ClearingEventOf } from '#contracts';
import { BEFORE_ALL } from '#event-store';
import type { PositionedClearingEvent } from '../writer/clearing-log.js';
import type { InstructionRow, StatementRow } from './clearing-rows.js';
import { Obligations } from './obligations.js';
import { Transactions } from './transactions.js';

/**
 * What clearing shows: built from durable events of whole commands alone, rebuilt from the stream at every start.
 * Lists are in order of their events.
 */
export class ClearingView {
  readonly state = new ClearingState();
  readonly obligations = new Obligations();
  readonly instructions: InstructionRow[] = [];
  readonly transactions = new Transactions();
  readonly statements: StatementRow[] = [];
  private readonly instructionsById = new Map<string, InstructionRow>();
  private readonly statementsById = new Map<string, StatementRow>();
  private storePosition = BEFORE_ALL;

  /** Store position of the newest event that is shown. */
  get position(): number {
    return this.storePosition;
  }

  instruction(instructionId: string): InstructionRow | undefined {
    return this.instructionsById.get(instructionId);
  }

  statement(statementId: string): StatementRow | undefined {
    return this.statementsById.get(statementId);
  }

  /** Takes the events of one whole command; those that are known change nothing. */
  take(events: readonly PositionedClearingEvent[]): void {
    for (const event of events) {
      if (event.sequence <= this.state.sequence) continue;
      applyEvent(this.state, event);
      this.show(event);
      this.storePosition = Math.max(this.storePosition, event.position);
    }
  }

  private show(event: PositionedClearingEvent): void {
    if ('postings' in event && event.postings.length > 0)
      this.transactions.add(event.sequence, event.postings);
    switch (event.type) {
      case 'TradeNovated':
        this.obligations.add(event);
        return;
      case 'InstructionCreated':
        this.showInstruction(event);
        return;
      case 'InstructionSettled':
        this.change(event.instructionId, event.recordedMicros, (row) => {
          row.settledLots += event.lots;
          row.settledAmount += BigInt(event.amount);
          row.status = event.complete ? 'settled' : 'partiallySettled';
          delete row.reason;
          delete row.short;
        });
        return;
      case 'InstructionFailed':
        this.change(event.instructionId, event.recordedMicros, (row) => {
          row.status = 'failed';
          row.reason = event.reason;
          row.short = BigInt(event.short);
        });
        return;
      case 'InstructionHeld':
        this.change(event.instructionId, event.recordedMicros, (row) => {
          row.status = row.settledLots === 0 ? 'held' : 'partiallySettled';
          row.reason = event.reason;
          delete row.short;
        });
        return;
      case 'StatementImported':
        this.showStatement(event);
        return;
      case 'StatementItemsReconciled':
        this.statementsById.get(event.statementId)?.items.push(...event.items);
        return;
      case 'StatementReconciled':
        this.showProof(event);
        return;
      case 'OpeningBalancesPosted':
      case 'CashDeposited':
      case 'CashWithdrawn':
      case 'MetalReceived':
      case 'MetalWithdrawn':
      case 'NettingCompleted':
      case 'FeesCollected':
      case 'SettlementCompleted':
      case 'ClearingCommandRefused':
        return;
      default:
        event satisfies never;
    }
  }

  private showInstruction(event: ClearingEventOf<'InstructionCreated'>): void {
    const { instructionId, participant, instrument, currency, settlementDate, lots, obligations } = event;
    const row: InstructionRow = {
      number: this.instructions.length + 1,
      instructionId,
      participant,
      instrument,
      currency,
      settlementDate,
      lots,
      amount: BigInt(event.amount),
      obligations,
      ...(event.tradeId === undefined ? {} : { tradeId: event.tradeId }),
      settledLots: 0,
      settledAmount: 0n,
      status: 'pending',
      micros: event.recordedMicros,
    };
    this.instructions.push(row);
    this.instructionsById.set(instructionId, row);
    this.obligations.net(event, row);
  }

  private change(instructionId: string, micros: number, write: (row: InstructionRow) => void): void {
    const row = this.instructionsById.get(instructionId);
    if (row === undefined) return;
    write(row);
    row.micros = micros;
  }

  private showStatement(event: ClearingEventOf<'StatementImported'>): void {
    const { statementId, sequence, account, currency, statementDate, contentHash, actor } = event;
    const row: StatementRow = {
      statementId,
      sequence,
      account,
      currency,
      statementDate,
      contentHash,
      openingBalance: BigInt(event.openingBalance),
      closingBalance: BigInt(event.closingBalance),
      actor,
      micros: event.recordedMicros,
      items: [],
    };
    this.statements.push(row);
    this.statementsById.set(statementId, row);
  }

  private showProof(event: ClearingEventOf<'StatementReconciled'>): void {
    const row = this.statementsById.get(event.statementId);
    if (row === undefined) return;
    row.proof = {
      internalClosing: BigInt(event.internalClosing),
      difference: BigInt(event.difference),
      residual: BigInt(event.residual),
      counts: event.counts,
    };
  }
}
