/** The field's words, shared by everything that crosses a process or is stored. */

export const SIDES = ['buy', 'sell'] as const;
export type Side = (typeof SIDES)[number];

export const ORDER_TYPES = ['limit', 'market', 'stop', 'stopLimit'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const TIMES_IN_FORCE = ['day', 'gtc', 'gtd', 'ioc', 'fok', 'atOpen', 'atClose'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** What a resting offer or a waiting sell stop does when the floor is raised above it (FLOR-5, FLOR-9). */
export const FLOOR_RAISE_POLICIES = ['cancel', 'reprice', 'park'] as const;
export type FloorRaisePolicy = (typeof FLOOR_RAISE_POLICIES)[number];

/** Self-trade prevention modes (STP-1). */
export const STP_MODES = ['cancelResting', 'cancelAggressor', 'cancelBoth', 'decrement'] as const;
export type StpMode = (typeof STP_MODES)[number];

/** Trading phases (PHAS-1). */
export const TRADING_PHASES = [
  'closed',
  'preOpen',
  'noCancel',
  'openingAuction',
  'continuous',
  'volatilityAuction',
  'closingCall',
  'closingAuction',
  'halted',
  'suspended',
] as const;
export type TradingPhase = (typeof TRADING_PHASES)[number];

/** What a kill switch stops (RISK-2). */
export const KILL_SWITCH_SCOPES = ['desk', 'memberState', 'venue'] as const;
export type KillSwitchScope = (typeof KILL_SWITCH_SCOPES)[number];

/** How an auction that clears at the floor with a surplus of offers shares its volume among them (AUCT-2). */
export const FLOOR_ALLOCATIONS = ['priceTime', 'proRata'] as const;
export type FloorAllocation = (typeof FLOOR_ALLOCATIONS)[number];

/** Standing of a member state in the bloc (MEMB-1). */
export const MEMBERSHIP_STATUSES = [
  'observer',
  'acceding',
  'full',
  'suspended',
  'withdrawing',
  'withdrawn',
] as const;
export type MembershipStatus = (typeof MEMBERSHIP_STATUSES)[number];

export const PRODUCTION_STAGES = [
  'ore',
  'concentrate',
  'mixedCarbonate',
  'separatedOxide',
  'refinedChemical',
  'refinedMetal',
  'alloy',
  'magnet',
] as const;
export type ProductionStage = (typeof PRODUCTION_STAGES)[number];

export const ORDER_STATUSES = [
  'new',
  'partiallyFilled',
  'filled',
  'canceled',
  'rejected',
  'expired',
  // Live, and out of the book: parked, waiting for its trigger, or for the closing call.
  'inactive',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What a person of the venue may be; rights follow from the role alone. */
export const ROLES = [
  'trader',
  'supervisor',
  'clearingOperator',
  'regulator',
  'proposer',
  'approver',
] as const;
export type Role = (typeof ROLES)[number];

/** The implementations of a book: one to trade on, and the obviously right one that it is held against. */
export const BOOK_KINDS = ['fast', 'naive'] as const;
export type BookKind = (typeof BOOK_KINDS)[number];

/** Why something happened (INV-8): a person's command, an act of policy, or the sequenced clock. */
export type Cause = 'command' | 'act' | 'schedule';

/** Largest tick or lot count (UNIT-2): a signed 32-bit integer. */
export const QUANTITY_MAX = 2_147_483_647;
