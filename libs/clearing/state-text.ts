import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '#contracts';
import type { ClearingState } from './clearing-state.js';

/** The whole state as canonical text: equal states give equal text, whatever way led to them. */
export function clearingStateText(state: ClearingState): string {
  return canonicalJson({
    sequence: state.sequence,
    recordedMicros: state.recordedMicros,
    followedPosition: state.followedPosition,
    balances: state.ledger
      .listBalances()
      .map(({ account, asset, amount }) => [asset, account, String(amount)]),
    transactions: state.ledger.transactionCount,
    references: sortedEntries(state.references),
    novated: sortedEntries(state.novated).map(([instrument, sequences]) => [instrument, sequences.toArray()]),
    obligations: sortedEntries(state.obligations).map(([key, group]) => [key, texts(group)]),
    instructions: sortedEntries(state.instructions).map(([key, instruction]) => [key, texts(instruction)]),
    openTotals: sortedEntries(state.openTotals).map(([asset, amount]) => [asset, String(amount)]),
    nostros: sortedEntries(state.nostros).map(([account, nostro]) => ({
      account,
      opening: String(nostro.opening),
      entries: sortedEntries(nostro.entries).map(([, entry]) => texts(entry)),
      externalReferences: [...nostro.externalReferences].sort(),
      openItems: [...nostro.openItems.values()],
      lastStatement: nostro.lastStatement === undefined ? undefined : texts(nostro.lastStatement),
    })),
    statements: sortedEntries(state.statements),
  });
}

/** Hex SHA-256 of the state's text (INV-6). */
export function clearingStateHash(state: ClearingState): string {
  return bytesToHex(sha256(utf8ToBytes(clearingStateText(state))));
}

function sortedEntries<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** The fields of a record with large integers as text. */
function texts(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'bigint' ? String(value) : value,
    ]),
  );
}
