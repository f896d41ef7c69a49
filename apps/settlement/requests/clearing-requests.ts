import { PositionedPageQuery } from '#platform';
import { RECONCILIATION_RESULTS } from '#contracts';
import { INSTRUCTION_STATUSES } from '../view/clearing-rows.js';
import {
  AmountField,
  AssetField,
  CurrencyField,
  DateField,
  InstrumentField,
  LotsField,
  NostroField,
  ParticipantField,
  ReferenceField,
  WarehouseField,
  WordField,
} from './fields.js';

export class MoveCashRequest {
  @ParticipantField() participant!: string;
  @CurrencyField() currency!: string;
  @AmountField() amount!: string;
  @ReferenceField() reference!: string;
  @DateField({
    optional: true,
    description: "the day it counts at the bank, at most 7 days ahead; today's UTC date when absent",
  })
  valueDate?: string;
}

export class MoveMetalRequest {
  @ParticipantField() participant!: string;
  @InstrumentField() instrument!: string;
  @LotsField() lots!: number;
  @WarehouseField() warehouse!: string;
  @ReferenceField({ example: 'WHR-2026-0007' }) reference!: string;
}

export class SettlementDateRequest {
  @DateField() settlementDate!: string;
}

export const OBLIGATION_STATUSES = ['open', 'netted', 'settled'] as const;

export class ObligationsQuery extends PositionedPageQuery {
  @DateField({ optional: true }) settlementDate?: string;
  @ParticipantField({ optional: true }) participant?: string;
  @InstrumentField({ optional: true }) instrument?: string;
  @WordField(OBLIGATION_STATUSES, { optional: true }) status?: (typeof OBLIGATION_STATUSES)[number];
}

export class InstructionsQuery extends PositionedPageQuery {
  @DateField({ optional: true }) settlementDate?: string;
  @ParticipantField({ optional: true }) participant?: string;
  @InstrumentField({ optional: true }) instrument?: string;
  @WordField(INSTRUCTION_STATUSES, { optional: true }) status?: (typeof INSTRUCTION_STATUSES)[number];
}

export class PostingsQuery extends PositionedPageQuery {
  @ParticipantField({ optional: true }) participant?: string;
  @AssetField({ optional: true, description: 'a currency, or lots:INSTRUMENT', example: 'USD' })
  asset?: string;
}

export class StatementQuery {
  @NostroField({ optional: true, description: "the bank account; the currency's own when absent" })
  account?: string;
  @CurrencyField() currency!: string;
  @DateField({ description: 'the day that the statement closes, at most 7 days ahead' }) date!: string;
}

export class StatementsQuery extends PositionedPageQuery {
  @NostroField({ optional: true }) account?: string;
}

export class BreaksQuery extends PositionedPageQuery {
  @NostroField({ optional: true }) account?: string;
  @WordField(RECONCILIATION_RESULTS.filter((result) => !result.startsWith('matched')), { optional: true })
  result?: string;
}
