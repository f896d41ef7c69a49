import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ClearingCommand, ClearingCommandBody } from './clearing-command.js';
import type { ClearingEvent } from './clearing-event.js';
import { CLEARING_EVENT_VERSION, decodeClearingEvent, encodeClearingEvent } from './clearing-codec.js';

const micros = 1_795_392_000_000_000;

function command(body: ClearingCommandBody): ClearingCommand {
  return {
    commandId: '0d6c6e0a-3f5c-4a55-9d55-0f8b8a5f0a01',
    cause: 'command',
    actor: 'clara',
    receiveMicros: micros - 5,
    recordedMicros: micros,
    rulesVersion: 1,
    body,
  };
}

const header = { recordedMicros: micros, actor: 'clara', cause: 'command' } as const;
const move = {
  participant: 'aus-lynx',
  currency: 'USD',
  amount: '9007199254740993',
  reference: 'BANK-1',
  valueDate: '2026-11-23',
} as const;
const postings = [
  { account: 'participant:aus-lynx', asset: 'USD', amount: '9007199254740993' },
  { account: 'nostro:USD', asset: 'USD', amount: '-9007199254740993' },
] as const;
const receipt = {
  participant: 'aus-lynx',
  instrument: 'NDPR-OXIDE',
  lots: 40,
  warehouse: 'Lüderitz',
  reference: 'WHR-7',
} as const;
const trade = {
  tradeId: 'NDPR-OXIDE.17',
  instrument: 'NDPR-OXIDE',
  bookSequence: 17,
  currency: 'USD',
  lots: 3,
  priceTicks: 2205,
  settlementDate: '2026-11-25',
  settlementModel: 'net',
  buyer: 'aus-lynx',
  seller: 'can-boreal',
} as const;
const terms = {
  bookMicros: micros - 9,
  bookCommandId: '7b0c6e0a-3f5c-4a55-9d55-0f8b8a5f0a02',
  buyState: 'AUS',
  sellState: 'CAN',
  certificateId: 'COO-1',
  notionalNumerator: 2500,
  notionalDenominator: 1,
  feePerLot: '200',
  followedPosition: 41,
} as const;
const side = {
  participant: 'aus-lynx',
  instrument: 'NDPR-OXIDE',
  currency: 'USD',
  instructionId: 'SI-5',
} as const;
const statement = {
  account: 'nostro:USD',
  currency: 'USD',
  statementDate: '2026-11-23',
  contentHash: 'ab12',
  openingBalance: '0',
  closingBalance: '12',
} as const;

/** One of each event type in version 1, as the first product wrote them. */
const samples: ClearingEvent[] = [
  {
    ...header,
    sequence: 1,
    command: command({
      kind: 'postOpeningBalances',
      cash: [{ participant: 'aus-lynx', currency: 'USD', amount: '9007199254740993' }],
      metal: [{ participant: 'aus-lynx', instrument: 'NDPR-OXIDE', lots: 9 }],
    }),
    end: true,
    type: 'OpeningBalancesPosted',
    transactionId: 'opening',
    postings,
  },
  {
    ...header,
    sequence: 2,
    command: command({ kind: 'depositCash', ...move }),
    end: true,
    type: 'CashDeposited',
    transactionId: 'cash:BANK-1',
    ...move,
    postings,
  },
  {
    ...header,
    sequence: 3,
    command: command({ kind: 'withdrawCash', ...move }),
    end: true,
    type: 'CashWithdrawn',
    transactionId: 'cash:BANK-1',
    ...move,
    postings,
  },
  {
    ...header,
    sequence: 4,
    command: command({ kind: 'receiveMetal', ...receipt }),
    end: true,
    type: 'MetalReceived',
    transactionId: 'metal:WHR-7',
    ...receipt,
    postings: [],
  },
  {
    ...header,
    sequence: 5,
    command: command({ kind: 'novateTrade', ...trade, ...terms }),
    end: true,
    type: 'TradeNovated',
    transactionId: 'fee:NDPR-OXIDE.17',
    ...trade,
    amount: '16537500',
    buyFee: '600',
    sellFee: '600',
    followedPosition: 41,
    postings: [],
  },
  {
    ...header,
    sequence: 6,
    command: command({ kind: 'netObligations', settlementDate: '2026-11-25' }),
    type: 'InstructionCreated',
    ...side,
    settlementDate: '2026-11-25',
    lots: 3,
    amount: '-16537500',
    obligations: 1,
    firstNovation: 5,
    tradeId: 'NDPR-OXIDE.17',
  },
  {
    ...header,
    sequence: 7,
    end: true,
    type: 'NettingCompleted',
    settlementDate: '2026-11-25',
    obligations: 1,
    instructions: 1,
  },
  {
    ...header,
    sequence: 8,
    command: command({ kind: 'settleInstructions', settlementDate: '2026-11-25' }),
    type: 'InstructionSettled',
    ...side,
    lots: 3,
    amount: '-16537500',
    complete: true,
    transactionId: 'settlement:8',
    postings: [],
  },
  { ...header, sequence: 9, type: 'InstructionFailed', ...side, reason: 'SHORT_OF_CASH', short: '7' },
  {
    ...header,
    sequence: 10,
    type: 'InstructionHeld',
    ...side,
    reason: 'AWAITING_METAL',
    lots: 2,
    amount: '-5',
  },
  {
    ...header,
    sequence: 11,
    type: 'FeesCollected',
    participant: 'aus-lynx',
    currency: 'USD',
    amount: '600',
    transactionId: 'fees:11',
    postings: [],
  },
  {
    ...header,
    sequence: 12,
    end: true,
    type: 'SettlementCompleted',
    settlementDate: '2026-11-25',
    settled: 1,
    failed: 1,
    held: 1,
  },
  {
    ...header,
    sequence: 13,
    command: command({
      kind: 'importStatement',
      ...statement,
      tolerance: '0',
      lines: [
        {
          lineNumber: 3,
          reference: 'BANK-1',
          valueDate: '2026-11-23',
          amount: '12',
          currency: 'USD',
          counterparty: 'Lynx',
        },
      ],
    }),
    type: 'StatementImported',
    statementId: 'ST-13',
    ...statement,
    lines: 1,
  },
  {
    ...header,
    sequence: 14,
    type: 'StatementItemsReconciled',
    statementId: 'ST-13',
    account: 'nostro:USD',
    items: [
      {
        itemId: 'ST-13/3',
        result: 'amountMismatch',
        reference: 'BANK-1',
        difference: '-3',
        carried: true,
        external: {
          statementId: 'ST-13',
          lineNumber: 3,
          amount: '12',
          valueDate: '2026-11-23',
          currency: 'USD',
          counterparty: 'Lynx',
        },
        internal: { transactionId: 'cash:BANK-1', amount: '15', valueDate: '2026-11-23' },
        mismatches: ['amount'],
      },
    ],
  },
  {
    ...header,
    sequence: 15,
    end: true,
    type: 'StatementReconciled',
    statementId: 'ST-13',
    account: 'nostro:USD',
    internalClosing: '15',
    externalClosing: '12',
    difference: '-3',
    explained: '-3',
    residual: '0',
    counts: {
      matched: 0,
      matchedWithinTolerance: 0,
      amountMismatch: 1,
      attributeMismatch: 0,
      missingExternal: 0,
      missingInternal: 0,
      duplicateExternal: 0,
    },
  },
  {
    ...header,
    sequence: 16,
    command: command({ kind: 'withdrawCash', ...move }),
    end: true,
    type: 'ClearingCommandRefused',
    code: 'SHORT_OF_CASH',
    details: { participant: 'aus-lynx', short: '1' },
  },
  {
    ...header,
    sequence: 17,
    command: command({ kind: 'withdrawMetal', ...receipt }),
    end: true,
    type: 'MetalWithdrawn',
    transactionId: 'metal:WHR-7',
    ...receipt,
    postings: [],
  },
  {
    ...header,
    sequence: 18,
    command: command({ kind: 'depositCash', ...move, valueDateNamed: true }),
    end: true,
    type: 'CashDeposited',
    transactionId: 'cash:BANK-1',
    ...move,
    postings,
  },
];

const golden = readFileSync(join(import.meta.dirname, 'clearing-events-v1.golden.jsonl'), 'utf8')
  .trimEnd()
  .split('\n');

describe('stored events of clearing', () => {
  it.each(samples.map((event, index) => [event.type, event, golden[index]] as const))(
    'INV-6 %s keeps its bytes of version 1',
    (type, event, line) => {
      const encoded = encodeClearingEvent(event);
      expect(`${encoded.type} ${encoded.version} ${new TextDecoder().decode(encoded.data)}`).toBe(line);
      expect(decodeClearingEvent(type, 1, encoded.data)).toEqual(event);
    },
  );

  it('INV-6 has a golden for every event and none besides', () => {
    expect(golden).toHaveLength(samples.length);
  });

  it('refuses a version of a later product by name', () => {
    const { data } = encodeClearingEvent(samples[0]!);
    expect(() => decodeClearingEvent('CashDeposited', CLEARING_EVENT_VERSION + 1, data)).toThrow(
      'this build reads 1',
    );
  });
});
