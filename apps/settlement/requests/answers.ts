import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { RECONCILIATION_RESULTS, SETTLEMENT_FAIL_REASONS, SETTLEMENT_HOLD_REASONS, SIDES } from '#contracts';
import { INSTRUCTION_STATUSES } from '../view/clearing-rows.js';
import { OBLIGATION_STATUSES } from './clearing-requests.js';

/** The answers' shapes, also for the OpenAPI document; the answers themselves are plain values. */

const MONEY = { type: String, example: '250000.00' } as const;
const TIME = { type: String, format: 'date-time', example: '2026-11-23T02:22:29.123456Z' } as const;
const DATE = { type: String, format: 'date', example: '2026-11-25' } as const;
const POSITION = {
  type: 'integer',
  description: 'store position: name it as afterPosition to read your own write',
} as const;
const QUANTITY = { type: String, description: 'money as a decimal, lots as a whole number' } as const;

export class MovementModel {
  @ApiProperty({ type: String, example: 'cash:BANK-2026-0042' }) transactionId!: string;
  @ApiProperty(POSITION) position!: number;
}

export class ObligationModel {
  @ApiProperty({ type: String, example: 'NDPR-OXIDE.17' }) tradeId!: string;
  @ApiProperty({ type: String }) participant!: string;
  @ApiProperty({ type: String, enum: SIDES }) side!: string;
  @ApiProperty({ type: String }) instrument!: string;
  @ApiProperty({ type: 'integer' }) lots!: number;
  @ApiProperty(MONEY) price!: string;
  @ApiProperty({ ...MONEY, description: 'a buyer owes it, a seller is owed it' }) amount!: string;
  @ApiProperty(MONEY) fee!: string;
  @ApiProperty({ type: String }) currency!: string;
  @ApiProperty(DATE) settlementDate!: string;
  @ApiProperty({ type: String, enum: OBLIGATION_STATUSES }) status!: string;
  @ApiPropertyOptional({ type: String }) instructionId?: string;
  @ApiProperty(TIME) time!: string;
}

export class InstructionModel {
  @ApiProperty({ type: String, example: 'SI-42' }) instructionId!: string;
  @ApiProperty({ type: String }) participant!: string;
  @ApiProperty({ type: String }) instrument!: string;
  @ApiProperty({ type: String }) currency!: string;
  @ApiProperty(DATE) settlementDate!: string;
  @ApiProperty({ type: 'integer', description: 'above zero the participant gets, below it delivers' })
  lots!: number;
  @ApiProperty({ ...MONEY, description: 'above zero the participant is paid, below it pays' })
  amount!: string;
  @ApiProperty({ type: 'integer' }) settledLots!: number;
  @ApiProperty(MONEY) settledAmount!: string;
  @ApiProperty({ type: String, enum: INSTRUCTION_STATUSES }) status!: string;
  @ApiPropertyOptional({ type: String, enum: [...SETTLEMENT_FAIL_REASONS, ...SETTLEMENT_HOLD_REASONS] })
  reason?: string;
  @ApiPropertyOptional({ ...QUANTITY, description: 'what was lacking: money or lots' }) short?: string;
  @ApiProperty({ type: 'integer', description: 'obligations that it stands for' }) obligations!: number;
  @ApiPropertyOptional({ type: String, description: 'of a trade that settles gross' }) tradeId?: string;
  @ApiProperty(TIME) time!: string;
}

export class NettingModel {
  @ApiProperty(DATE) settlementDate!: string;
  @ApiProperty({ type: 'integer', description: 'instructions that this request made' }) created!: number;
  @ApiProperty({ type: 'integer', description: 'obligations that it netted' }) obligations!: number;
  @ApiProperty({ type: [InstructionModel], description: 'all instructions of the date, the first 1,000' })
  instructions!: InstructionModel[];
  @ApiPropertyOptional({ type: Boolean, description: 'the rest is at GET /v1/clearing/instructions' })
  moreInstructions?: true;
  @ApiProperty(POSITION) position!: number;
}

export class SettledModel {
  @ApiProperty({ type: String }) instructionId!: string;
  @ApiProperty({ type: String }) participant!: string;
  @ApiProperty({ type: String }) instrument!: string;
  @ApiProperty({ type: String }) currency!: string;
  @ApiProperty({ ...DATE, description: 'its own, which may be before that of the run' })
  settlementDate!: string;
  @ApiProperty({ type: 'integer', description: 'moved now; above zero to the participant' }) lots!: number;
  @ApiProperty(MONEY) amount!: string;
  @ApiProperty({ type: Boolean, description: 'nothing of the instruction is left' }) complete!: boolean;
}

export class FailedModel {
  @ApiProperty({ type: String }) instructionId!: string;
  @ApiProperty({ type: String }) participant!: string;
  @ApiProperty({ type: String }) instrument!: string;
  @ApiProperty({ type: String }) currency!: string;
  @ApiProperty({ ...DATE, description: 'its own, which may be before that of the run' })
  settlementDate!: string;
  @ApiProperty({ type: String, enum: SETTLEMENT_FAIL_REASONS }) reason!: string;
  @ApiProperty({ ...QUANTITY, description: 'what was lacking: money or lots' }) short!: string;
}

export class HeldModel {
  @ApiProperty({ type: String }) instructionId!: string;
  @ApiProperty({ type: String }) participant!: string;
  @ApiProperty({ type: String }) instrument!: string;
  @ApiProperty({ type: String }) currency!: string;
  @ApiProperty({ ...DATE, description: 'its own, which may be before that of the run' })
  settlementDate!: string;
  @ApiProperty({ type: String, enum: SETTLEMENT_HOLD_REASONS }) reason!: string;
  @ApiProperty({ type: 'integer', description: 'what is left to move' }) lots!: number;
  @ApiProperty(MONEY) amount!: string;
}

export class FeeCollectedModel {
  @ApiProperty({ type: String }) participant!: string;
  @ApiProperty({ type: String }) currency!: string;
  @ApiProperty(MONEY) amount!: string;
}

export class NotNettedModel {
  @ApiProperty(DATE) settlementDate!: string;
  @ApiProperty({ type: 'integer' }) obligations!: number;
}

export class SettlementCountsModel {
  @ApiProperty({ type: 'integer' }) settled!: number;
  @ApiProperty({ type: 'integer' }) failed!: number;
  @ApiProperty({ type: 'integer' }) held!: number;
}

export class SettlementModel {
  @ApiProperty(DATE) settlementDate!: string;
  @ApiProperty({ type: SettlementCountsModel }) counts!: SettlementCountsModel;
  @ApiProperty({ type: [SettledModel], description: 'the first 1,000' }) settled!: SettledModel[];
  @ApiProperty({ type: [FailedModel], description: 'the first 1,000; carried to the next run' })
  failed!: FailedModel[];
  @ApiProperty({ type: [HeldModel], description: 'wait for others; the first 1,000; carried likewise' })
  held!: HeldModel[];
  @ApiProperty({ type: [FeeCollectedModel], description: 'fees due that participants paid after the run' })
  feesCollected!: FeeCollectedModel[];
  @ApiProperty({
    type: [NotNettedModel],
    description: 'due obligations that no instruction stands for: net these dates, then settle again',
  })
  notNetted!: NotNettedModel[];
  @ApiProperty(POSITION) position!: number;
}

export class AccountBalanceModel {
  @ApiProperty({ type: String, example: 'USD' }) asset!: string;
  @ApiProperty(QUANTITY) balance!: string;
  @ApiPropertyOptional({ ...MONEY, description: 'currencies: fees not paid yet' }) feesDue?: string;
  @ApiPropertyOptional({ ...MONEY, description: 'currencies: what may be withdrawn' }) freeBalance?: string;
}

export class AccountModel {
  @ApiProperty({ type: String }) participant!: string;
  @ApiProperty({ type: [AccountBalanceModel] }) balances!: AccountBalanceModel[];
  @ApiProperty(POSITION) position!: number;
}

export class TrialAccountModel {
  @ApiProperty({ type: String, example: 'participant:aus-lynx' }) account!: string;
  @ApiPropertyOptional({ type: String }) participant?: string;
  @ApiProperty({ type: String }) asset!: string;
  @ApiProperty({ ...QUANTITY, description: 'what the account is below zero' }) debit!: string;
  @ApiProperty({ ...QUANTITY, description: 'what the account is above zero' }) credit!: string;
  @ApiProperty(QUANTITY) balance!: string;
}

export class TrialAssetModel {
  @ApiProperty({ type: String }) asset!: string;
  @ApiProperty(QUANTITY) debit!: string;
  @ApiProperty(QUANTITY) credit!: string;
  @ApiProperty(QUANTITY) total!: string;
  @ApiProperty({ type: Boolean }) balanced!: boolean;
}

export class TrialBalanceModel {
  @ApiProperty({ type: Boolean, description: 'every asset sums to zero' }) balanced!: boolean;
  @ApiProperty({ type: [TrialAssetModel] }) assets!: TrialAssetModel[];
  @ApiProperty({ type: [TrialAccountModel] }) accounts!: TrialAccountModel[];
  @ApiProperty(POSITION) position!: number;
}

export class PostingModel {
  @ApiProperty({ type: 'integer', description: "sequence of the transaction's event" }) sequence!: number;
  @ApiProperty({ type: String }) transactionId!: string;
  @ApiProperty({ type: String, example: 'CashDeposited' }) type!: string;
  @ApiProperty({ type: String }) account!: string;
  @ApiProperty({ type: String }) asset!: string;
  @ApiProperty(QUANTITY) amount!: string;
  @ApiPropertyOptional({ type: String }) reference?: string;
  @ApiProperty({ type: String }) actor!: string;
  @ApiProperty(TIME) time!: string;
}

export class NostroModel {
  @ApiProperty({ type: String, example: 'nostro:USD' }) account!: string;
  @ApiProperty({ type: String }) currency!: string;
  @ApiProperty({ ...MONEY, description: 'what the ledger has at the bank' }) ledgerBalance!: string;
  @ApiProperty({ ...MONEY, description: 'what the next statement must open with (RECN-2)' })
  expectedOpening!: string;
  @ApiPropertyOptional({ type: String }) lastStatementId?: string;
  @ApiPropertyOptional(DATE) lastStatementDate?: string;
  @ApiProperty({ type: 'integer' }) openBreaks!: number;
}

export class ReconciledItemModel {
  @ApiProperty({ type: String, description: 'stays the same from statement to statement' }) itemId!: string;
  @ApiProperty({ type: String, enum: RECONCILIATION_RESULTS }) result!: string;
  @ApiProperty({ type: String }) reference!: string;
  @ApiProperty({ type: String, example: 'nostro:USD' }) account!: string;
  @ApiProperty({ type: String }) currency!: string;
  @ApiPropertyOptional(MONEY) externalAmount?: string;
  @ApiPropertyOptional({ type: String, description: "of the line, where it is not the account's" })
  externalCurrency?: string;
  @ApiPropertyOptional(MONEY) internalAmount?: string;
  @ApiProperty({ ...MONEY, description: 'external minus internal, as far as each is in its closing balance' })
  difference!: string;
  @ApiPropertyOptional(DATE) externalValueDate?: string;
  @ApiPropertyOptional(DATE) internalValueDate?: string;
  @ApiPropertyOptional({ type: [String], description: 'amount, valueDate, currency' }) mismatches?: string[];
  @ApiPropertyOptional({ type: String, description: 'the statement that lists the line' })
  statementId?: string;
  @ApiPropertyOptional({ type: 'integer', description: 'line of its file' }) line?: number;
  @ApiPropertyOptional({ type: String }) counterparty?: string;
  @ApiPropertyOptional({ type: String }) transactionId?: string;
  @ApiPropertyOptional({ type: Boolean, description: 'first listed with an earlier statement' })
  carried?: true;
}

export class ExplanationModel {
  @ApiProperty({ type: String, description: 'an itemId' }) item!: string;
  @ApiProperty({ type: String, enum: RECONCILIATION_RESULTS }) result!: string;
  @ApiProperty({ type: String }) reference!: string;
  @ApiProperty(MONEY) difference!: string;
}

export class ProofModel {
  @ApiProperty(MONEY) internalClosing!: string;
  @ApiProperty(MONEY) externalClosing!: string;
  @ApiProperty({ ...MONEY, description: 'external minus internal' }) difference!: string;
  @ApiProperty({ type: [ExplanationModel], description: 'every item whose difference is not zero' })
  explainedBy!: ExplanationModel[];
  @ApiProperty({ type: String, example: '0.00', description: 'difference less the sum of explainedBy' })
  residual!: string;
}

/** What is told of a statement wherever it is. */
class StatementHead {
  @ApiProperty({ type: String, example: 'ST-99' }) statementId!: string;
  @ApiProperty({ type: String }) account!: string;
  @ApiProperty({ type: String }) currency!: string;
  @ApiProperty(DATE) date!: string;
  @ApiProperty(MONEY) openingBalance!: string;
  @ApiProperty(MONEY) closingBalance!: string;
  @ApiProperty({ type: String, description: 'who brought it in' }) actor!: string;
  @ApiProperty(TIME) time!: string;
}

export class StatementModel extends StatementHead {
  @ApiProperty({ type: String, description: 'hexadecimal SHA-256 of the file' }) contentHash!: string;
  @ApiProperty({ type: Object, description: 'items by result' }) counts!: Readonly<Record<string, number>>;
  @ApiProperty({ type: [ReconciledItemModel] }) breaks!: ReconciledItemModel[];
  @ApiProperty({ type: ProofModel }) proof!: ProofModel;
  @ApiProperty(POSITION) position!: number;
}

export class StatementSummaryModel extends StatementHead {
  @ApiProperty({ ...MONEY, description: 'external minus internal closing' }) difference!: string;
  @ApiProperty({ type: 'integer', description: 'breaks that it listed' }) breaks!: number;
}

export class StatementPageModel {
  @ApiProperty({ type: [StatementSummaryModel] }) items!: StatementSummaryModel[];
  @ApiPropertyOptional({ type: String }) nextCursor?: string;
}

export class ObligationPageModel {
  @ApiProperty({ type: [ObligationModel] }) items!: ObligationModel[];
  @ApiPropertyOptional({ type: String }) nextCursor?: string;
}

export class InstructionPageModel {
  @ApiProperty({ type: [InstructionModel] }) items!: InstructionModel[];
  @ApiPropertyOptional({ type: String }) nextCursor?: string;
}

export class PostingPageModel {
  @ApiProperty({ type: [PostingModel] }) items!: PostingModel[];
  @ApiPropertyOptional({ type: String }) nextCursor?: string;
}

export class BreakPageModel {
  @ApiProperty({ type: [ReconciledItemModel] }) items!: ReconciledItemModel[];
  @ApiPropertyOptional({ type: String }) nextCursor?: string;
}

export class NostroPageModel {
  @ApiProperty({ type: [NostroModel] }) items!: NostroModel[];
}

/** A model as a plain value. */
type Plain<Value> = Value extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : Value extends object
    ? { readonly [Field in keyof Value]: Plain<Value[Field]> }
    : Value;

export type MovementAnswer = Plain<MovementModel>;
export type ObligationAnswer = Plain<ObligationModel>;
export type InstructionAnswer = Plain<InstructionModel>;
export type NettingAnswer = Plain<NettingModel>;
export type NotNettedAnswer = Plain<NotNettedModel>;
export type SettlementAnswer = Plain<SettlementModel>;
export type AccountAnswer = Plain<AccountModel>;
export type TrialBalanceAnswer = Plain<TrialBalanceModel>;
export type PostingAnswer = Plain<PostingModel>;
export type NostroAnswer = Plain<NostroModel>;
export type ReconciledItemAnswer = Plain<ReconciledItemModel>;
export type StatementAnswer = Plain<StatementModel>;
export type StatementSummaryAnswer = Plain<StatementSummaryModel>;
