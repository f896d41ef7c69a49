import {
  expectedOpening,
  feesDueAccount,
  freeBalance,
  instrumentOfAsset,
  isBreak,
  lotsAsset,
  participantAccount,
  participantOfAccount,
  statementKey,
} from '#clearing';
import type { Posting } from '#contracts';
import type { EventStore } from '#event-store';
import { decodeCursor, encodeCursor, microsToIso, type Page, type PageQuery } from '#platform';
import type {
  AccountAnswer,
  InstructionAnswer,
  NostroAnswer,
  NotNettedAnswer,
  ObligationAnswer,
  PostingAnswer,
  ReconciledItemAnswer,
  StatementAnswer,
  StatementSummaryAnswer,
  TrialBalanceAnswer,
} from '../requests/answers.js';
import type {
  BreaksQuery,
  InstructionsQuery,
  ObligationsQuery,
  PostingsQuery,
  StatementsQuery,
} from '../requests/clearing-requests.js';
import type { VenueTerms } from '../requests/venue-terms.js';
import type { PositionedClearingEvent } from '../writer/clearing-log.js';
import { clearingEventsAt } from './clearing-events.js';
import type { InstructionRow, StatementRow } from './clearing-rows.js';
import type { ClearingView } from './clearing-view.js';
import type { Obligation, ObligationGroup } from './obligations.js';
import type { PostedAt } from './transactions.js';
import { currencyOf, reconciledItemAnswer, statementAnswer, statementSummary } from './statement-answers.js';

type TransactionEvent = Extract<PositionedClearingEvent, { readonly postings: readonly Posting[] }>;

/** What clearing shows, in the words of the edge. */
export class ClearingReads {
  constructor(
    private readonly view: ClearingView,
    private readonly terms: VenueTerms,
    /** Holds what the view keeps no copy of. */
    private readonly store: EventStore,
  ) {}

  get position(): number {
    return this.view.position;
  }

  async obligations(
    query: ObligationsQuery,
    participant = query.participant,
  ): Promise<Page<ObligationAnswer>> {
    const { obligations } = this.view;
    const isIn = ({ group }: Obligation): boolean =>
      isWanted(query, participant, group) &&
      (query.status === undefined || obligationStatus(group) === query.status);
    const { items, ...rest } = pageOf(obligations.count, (index) => obligations.at(index), query, isIn);
    const events = await clearingEventsAt(this.store, [...new Set(items.map(({ sequence }) => sequence))]);
    return { items: items.map((one) => this.obligation(one, events.get(one.sequence))), ...rest };
  }

  instructions(query: InstructionsQuery, participant = query.participant): Page<InstructionAnswer> {
    const rows = this.view.instructions;
    const isIn = (row: InstructionRow): boolean =>
      isWanted(query, participant, row) && (query.status === undefined || row.status === query.status);
    const { items, ...rest } = pageOf(rows.length, (index) => rows[index], query, isIn);
    return { items: items.map((row) => this.instruction(row)), ...rest };
  }

  /** The first instructions of a date, at most so many, and whether there are more. */
  instructionsOf(settlementDate: string, countMax: number): { items: InstructionAnswer[]; more: boolean } {
    const rows = this.view.instructions.filter((row) => row.settlementDate === settlementDate);
    const items = rows.slice(0, countMax).map((row) => this.instruction(row));
    return { items, more: rows.length > items.length };
  }

  /** What stands beside a settlement run: the dates of its instructions by id, and what is due but not netted. */
  besideSettlement(
    settlementDate: string,
    instructionIds: readonly string[],
  ): { dates: Readonly<Record<string, string>>; notNetted: NotNettedAnswer[] } {
    const dates = instructionIds.map((id) => [id, this.view.instruction(id)?.settlementDate ?? '']);
    const counts = new Map<string, number>();
    for (const group of this.view.state.obligations.values()) {
      if (group.settlementDate > settlementDate) continue;
      counts.set(group.settlementDate, (counts.get(group.settlementDate) ?? 0) + group.obligations);
    }
    const notNetted = [...counts]
      .map(([date, obligations]) => ({ settlementDate: date, obligations }))
      .sort((one, other) => (one.settlementDate < other.settlementDate ? -1 : 1));
    return { dates: Object.fromEntries(dates) as Record<string, string>, notNetted };
  }

  async postings({ participant, asset, limit, cursor }: PostingsQuery): Promise<Page<PostingAnswer>> {
    const from = decodeCursor(cursor, { transaction: 'number', posting: 'number' });
    const isIn = (posted: PostedAt): boolean =>
      (asset === undefined || posted.asset === asset) &&
      (participant === undefined || participantOfAccount(posted.account) === participant);
    const { transactions } = this.view;
    // One more than a page can hold tells whether there is another page.
    const places = transactions.find(isIn, from?.transaction ?? 0, limit + 1);
    const sequences = places.map((place) => transactions.sequenceAt(place) ?? 0);
    const events = await clearingEventsAt(this.store, sequences);
    const items: PostingAnswer[] = [];
    for (const [index, place] of places.entries()) {
      const event = events.get(sequences[index] ?? 0);
      if (event === undefined || !('postings' in event)) throw new Error(`there is no transaction ${place}`);
      for (let at = place === from?.transaction ? from.posting : 0; at < event.postings.length; at += 1) {
        const posting = event.postings[at];
        if (posting === undefined || !isIn(posting)) continue;
        if (items.length === limit)
          return { items, nextCursor: encodeCursor({ transaction: place, posting: at }) };
        items.push(this.posting(event, posting));
      }
    }
    return { items };
  }

  account(participant: string): AccountAnswer {
    const { ledger } = this.view.state;
    const own = participantAccount(participant);
    const balances = ledger.assets.flatMap((asset) => {
      const balance = ledger.balance(own, asset);
      const fees = ledger.balance(feesDueAccount(participant), asset);
      if (balance === 0n && fees === 0n) return [];
      const shown = { asset, balance: this.terms.quantity(balance, asset) };
      if (instrumentOfAsset(asset) !== undefined) return [shown];
      const free = freeBalance(this.view.state, participant, asset);
      const feesDue = this.terms.money(-fees, asset);
      return [{ ...shown, feesDue, freeBalance: this.terms.money(free < 0n ? 0n : free, asset) }];
    });
    return { participant, balances, position: this.position };
  }

  trialBalance(): TrialBalanceAnswer {
    const balances = this.view.state.ledger.listBalances();
    const assets = this.view.state.ledger.assets.map((asset) => {
      const amounts = balances.filter((one) => one.asset === asset).map(({ amount }) => amount);
      const sum = (of: (amount: bigint) => bigint): bigint =>
        amounts.reduce((total, amount) => total + of(amount), 0n);
      const total = sum((amount) => amount);
      return {
        asset,
        debit: this.terms.quantity(sum(debitOf), asset),
        credit: this.terms.quantity(sum(creditOf), asset),
        total: this.terms.quantity(total, asset),
        balanced: total === 0n,
      };
    });
    const accounts = balances.map(({ account, asset, amount }) => {
      const participant = participantOfAccount(account);
      return {
        account,
        ...(participant === undefined ? {} : { participant }),
        asset,
        debit: this.terms.quantity(debitOf(amount), asset),
        credit: this.terms.quantity(creditOf(amount), asset),
        balance: this.terms.quantity(amount, asset),
      };
    });
    return { balanced: assets.every(({ balanced }) => balanced), assets, accounts, position: this.position };
  }

  /** Whether the ledger has ever posted at a bank account. */
  hasNostro(account: string): boolean {
    return this.view.state.nostros.has(account);
  }

  nostros(): NostroAnswer[] {
    const { nostros, ledger } = this.view.state;
    return [...nostros.values()].map((nostro) => {
      const currency = currencyOf(nostro.account);
      const last = nostro.lastStatement;
      return {
        account: nostro.account,
        currency,
        ledgerBalance: this.terms.money(-ledger.balance(nostro.account, currency), currency),
        expectedOpening: this.terms.money(expectedOpening(nostro), currency),
        ...(last === undefined
          ? {}
          : { lastStatementId: last.statementId, lastStatementDate: last.statementDate }),
        openBreaks: [...nostro.openItems.values()].filter(isBreak).length,
      };
    });
  }

  breaks({ account, result, limit, cursor }: BreaksQuery): Page<ReconciledItemAnswer> {
    const from = decodeCursor(cursor, { number: 'number' })?.number ?? 0;
    const open = [...this.view.state.nostros.values()]
      .filter((nostro) => account === undefined || nostro.account === account)
      .flatMap((nostro) => [...nostro.openItems.values()].map((item) => ({ item, account: nostro.account })))
      .filter(({ item }) => isBreak(item) && (result === undefined || item.result === result));
    const items = open
      .slice(from, from + limit)
      .map((one) => reconciledItemAnswer(one.item, one.account, this.terms));
    const next = from + items.length;
    return { items, ...(next < open.length ? { nextCursor: encodeCursor({ number: next }) } : {}) };
  }

  statements(query: StatementsQuery): Page<StatementSummaryAnswer> {
    const { account } = query;
    const rows = this.view.statements;
    const isIn = (row: StatementRow): boolean => account === undefined || row.account === account;
    const { items, ...rest } = pageOf(rows.length, (index) => rows[index], query, isIn);
    return { items: items.map((row) => statementSummary(row, this.terms)), ...rest };
  }

  statement(statementId: string): StatementAnswer | undefined {
    const row = this.view.statement(statementId);
    return row === undefined ? undefined : statementAnswer(row, this.terms, this.position);
  }

  /** The statement that a file was taken in as, for a day. */
  statementOfFile(account: string, statementDate: string, contentHash: string): StatementAnswer | undefined {
    const key = statementKey({ account, statementDate, contentHash });
    const statementId = this.view.state.statements.get(key);
    return statementId === undefined ? undefined : this.statement(statementId);
  }

  private obligation(
    { sequence, side, group }: Obligation,
    event: PositionedClearingEvent | undefined,
  ): ObligationAnswer {
    if (event?.type !== 'TradeNovated')
      throw new Error(`clearing, sequence ${sequence}: no trade is novated`);
    const { tradeId, instrument, lots, currency, settlementDate } = event;
    const { participant, instruction } = group;
    return {
      tradeId,
      participant,
      side,
      instrument,
      lots,
      price: this.terms.price(event.priceTicks, instrument),
      amount: this.terms.money(BigInt(event.amount), currency),
      fee: this.terms.money(BigInt(side === 'buy' ? event.buyFee : event.sellFee), currency),
      currency,
      settlementDate,
      status: obligationStatus(group),
      ...(instruction === undefined ? {} : { instructionId: instruction.instructionId }),
      time: microsToIso(event.recordedMicros),
    };
  }

  private posting(event: TransactionEvent, posting: Posting): PostingAnswer {
    const { sequence, transactionId, type, actor, recordedMicros } = event;
    return {
      sequence,
      transactionId,
      type,
      actor,
      ...('reference' in event ? { reference: event.reference } : {}),
      ...posting,
      amount: this.terms.quantity(BigInt(posting.amount), posting.asset),
      time: microsToIso(recordedMicros),
    };
  }

  private instruction(row: InstructionRow): InstructionAnswer {
    const { instructionId, participant, instrument, currency, settlementDate, lots, settledLots } = row;
    const shortOf = row.reason === 'SHORT_OF_METAL' ? lotsAsset(instrument) : currency;
    return {
      instructionId,
      participant,
      instrument,
      currency,
      settlementDate,
      lots,
      amount: this.terms.money(row.amount, currency),
      settledLots,
      settledAmount: this.terms.money(row.settledAmount, currency),
      status: row.status,
      ...(row.reason === undefined ? {} : { reason: row.reason }),
      ...(row.short === undefined ? {} : { short: this.terms.quantity(row.short, shortOf) }),
      obligations: row.obligations,
      ...(row.tradeId === undefined ? {} : { tradeId: row.tradeId }),
      time: microsToIso(row.micros),
    };
  }
}

function obligationStatus({ instruction }: ObligationGroup): 'open' | 'netted' | 'settled' {
  if (instruction === undefined) return 'open';
  return instruction.status === 'settled' ? 'settled' : 'netted';
}

function isWanted(
  query: { settlementDate?: string; instrument?: string },
  participant: string | undefined,
  row: { settlementDate: string; participant: string; instrument: string },
): boolean {
  return (
    (query.settlementDate === undefined || query.settlementDate === row.settlementDate) &&
    (participant === undefined || participant === row.participant) &&
    (query.instrument === undefined || query.instrument === row.instrument)
  );
}

/** A page of rows that only ever grow in number, oldest first. */
function pageOf<Row>(
  count: number,
  rowAt: (index: number) => Row | undefined,
  { limit, cursor }: PageQuery,
  isIn: (row: Row) => boolean,
): Page<Row> {
  const from = decodeCursor(cursor, { number: 'number' })?.number ?? 0;
  const items: Row[] = [];
  for (let index = from; index < count; index += 1) {
    const row = rowAt(index);
    if (row === undefined || !isIn(row)) continue;
    if (items.length === limit) return { items, nextCursor: encodeCursor({ number: index }) };
    items.push(row);
  }
  return { items };
}

function debitOf(amount: bigint): bigint {
  return amount < 0n ? -amount : 0n;
}

function creditOf(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}
