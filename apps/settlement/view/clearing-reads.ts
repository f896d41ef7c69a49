import { isBreak, participantOfAccount, statementKey } from '#clearing';
import type { EventStore } from '#event-store';
import { decodeCursor, encodeCursor, type Page } from '#platform';
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
import { clearingEventsAt } from './clearing-events.js';
import type { InstructionRow, StatementRow } from './clearing-rows.js';
import type { ClearingView } from './clearing-view.js';
import { accountAnswer, postingAnswer, trialBalanceAnswer } from './ledger-answers.js';
import { instructionAnswer, obligationAnswer, obligationStatus } from './obligation-answers.js';
import type { Obligation } from './obligations.js';
import { pageOf } from './row-pages.js';
import {
  nostroAnswer,
  reconciledItemAnswer,
  statementAnswer,
  statementSummary,
} from './statement-answers.js';
import type { PostedAt } from './transactions.js';

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
    return {
      items: items.map((one) => obligationAnswer(one, events.get(one.sequence), this.terms)),
      ...rest,
    };
  }

  instructions(query: InstructionsQuery, participant = query.participant): Page<InstructionAnswer> {
    const rows = this.view.instructions;
    const isIn = (row: InstructionRow): boolean =>
      isWanted(query, participant, row) && (query.status === undefined || row.status === query.status);
    const { items, ...rest } = pageOf(rows.length, (index) => rows[index], query, isIn);
    return { items: items.map((row) => instructionAnswer(row, this.terms)), ...rest };
  }

  /** The first instructions of a date, at most so many, and whether there are more. */
  instructionsOf(settlementDate: string, countMax: number): { items: InstructionAnswer[]; more: boolean } {
    const rows = this.view.instructions.filter((row) => row.settlementDate === settlementDate);
    const items = rows.slice(0, countMax).map((row) => instructionAnswer(row, this.terms));
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
        items.push(postingAnswer(event, posting, this.terms));
      }
    }
    return { items };
  }

  account(participant: string): AccountAnswer {
    return accountAnswer(participant, this.view.state, this.terms, this.position);
  }

  trialBalance(): TrialBalanceAnswer {
    return trialBalanceAnswer(this.view.state.ledger, this.terms, this.position);
  }

  /** Whether the ledger has ever posted at a bank account. */
  hasNostro(account: string): boolean {
    return this.view.state.nostros.has(account);
  }

  nostros(): NostroAnswer[] {
    const { nostros, ledger } = this.view.state;
    return [...nostros.values()].map((nostro) => nostroAnswer(nostro, ledger, this.terms));
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
