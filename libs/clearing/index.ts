export {
  CLEARING_HOUSE_ACCOUNT,
  CLEARING_HOUSE_PARTICIPANT,
  FEES_ACCOUNT,
  feesDueAccount,
  instrumentOfAsset,
  lotsAsset,
  nostroAccount,
  participantAccount,
  participantOfAccount,
} from './accounts.js';
export { applyEvent } from './apply.js';
export { ClearingState, keyOfSide, obligationKey, statementKey, type NostroState } from './clearing-state.js';
export { decideClearing } from './decide.js';
export { expectedOpening } from './import-statement.js';
export { InvariantViolation } from './invariant-violation.js';
export { Ledger, type Balance } from './ledger.js';
export { freeBalance } from './movements.js';
export { isBreak } from './nostro.js';
export { referenceKey } from './references.js';
export { clearingStateHash, clearingStateText } from './state-text.js';
