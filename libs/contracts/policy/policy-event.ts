import type { PolicyChange } from '../commands/book-command.js';
import type { RefusalDetails } from '../events/book-event.js';
import type { CertificateOfOrigin, DeskLimits, InstrumentSpec, PriceBands } from '../instrument.js';
import type {
  Cause,
  KillSwitchScope,
  MembershipStatus,
  ProductionStage,
  Role,
  TradingPhase,
} from '../vocabulary.js';
import type { PolicyCode } from './codes.js';

/** The one stream of the bloc's acts. */
export const POLICY_STREAM = 'policy';

/** Version of the rules by which acts are decided; on every stored command. */
export const POLICY_RULES_VERSION = 1;

/** Who decides the acts that the bloc begins with. */
export const FOUNDING_ACTOR = 'founding';

/**
 * What people can put into an act. Prices are decimal strings as they were written; the decision resolves them into
 * ticks of each book that the act touches.
 */
export type ProposableChange =
  | { readonly type: 'setMembership'; readonly memberState: string; readonly status: MembershipStatus }
  | {
      readonly type: 'setAnnex';
      readonly memberState: string;
      readonly mineral: string;
      readonly productionStage: ProductionStage;
      readonly inForce: boolean;
    }
  | {
      readonly type: 'registerCertificate';
      readonly instrument: string;
      readonly certificate: CertificateOfOrigin;
    }
  | {
      readonly type: 'setCertificateLots';
      readonly instrument: string;
      readonly certificateId: string;
      readonly lots: number;
    }
  | { readonly type: 'withdrawCertificate'; readonly instrument: string; readonly certificateId: string }
  | { readonly type: 'setFloor'; readonly instrument: string; readonly price: string }
  | { readonly type: 'setPhase'; readonly instrument: string; readonly phase: TradingPhase }
  | { readonly type: 'setReferencePrice'; readonly instrument: string; readonly price: string }
  /** RISK-1: what a desk holds from now on; the book goes on from there. */
  | {
      readonly type: 'setPosition';
      readonly instrument: string;
      readonly desk: string;
      readonly memberState: string;
      readonly positionLots: number;
    }
  /** BAND-3: an empty set lifts the bands until they expire. */
  | {
      readonly type: 'setBands';
      readonly instrument: string;
      readonly bands: PriceBands;
      /** UTC microseconds. */
      readonly expiryMicros: number;
    }
  /** RISK-1: `notionalMax` is an amount of the instrument's currency as it was written. */
  | {
      readonly type: 'setLimits';
      readonly instrument: string;
      readonly desk: string;
      readonly memberState: string;
      readonly limits: DeskLimits;
    }
  /** RISK-2, in every book. */
  | {
      readonly type: 'setKillSwitch';
      readonly scope: KillSwitchScope;
      /** The desk or the state; absent for the venue. */
      readonly name?: string;
      readonly engaged: boolean;
    }
  /** RESV-2: `budget` is an amount of the instrument's currency as it was written; `desk` is the reserve's. */
  | {
      readonly type: 'setReserve';
      readonly instrument: string;
      readonly desk: string;
      readonly budget: string;
      readonly capLots: number;
    };

/** Stands for the bloc itself where a book names the member state of a desk: the reserve's (RESV-1). */
export const BLOC_STATE = 'BLOC';

/** What an act can hold: the founding alone configures instruments. */
export type ActChange =
  ProposableChange | { readonly type: 'configureInstrument'; readonly specification: InstrumentSpec };

/** What one book is told to do by a decided act. */
export interface BookChange {
  readonly instrument: string;
  readonly change: PolicyChange;
}

/** What may be asked of the bloc. */
export type PolicyCommandBody =
  | {
      readonly kind: 'proposeAct';
      readonly change: ProposableChange;
      /** UTC microseconds; as soon as it is decided when absent. */
      readonly effectiveMicros?: number;
      readonly reason: string;
    }
  | { readonly kind: 'approveAct'; readonly actId: string }
  | { readonly kind: 'withdrawAct'; readonly actId: string }
  /** The founding conference decides an act at once. The same id and change again changes nothing. */
  | {
      readonly kind: 'foundAct';
      readonly actId: string;
      readonly change: ActChange;
      readonly reason: string;
    }
  /** After this, every change takes signatures. */
  | { readonly kind: 'concludeFounding' };

/** A command with its place in time: the whole input of one decision. */
export interface PolicyCommand {
  readonly commandId: string;
  readonly cause: Cause;
  /** The user who asked. */
  readonly actor: string;
  /** The user's roles when they asked. */
  readonly roles: readonly Role[];
  /** UTC microseconds at the edge. */
  readonly receiveMicros: number;
  /** The writer's clock, never less than the last one. */
  readonly recordedMicros: number;
  readonly rulesVersion: number;
  readonly body: PolicyCommandBody;
}

/** Version 1 of what can happen to acts. */
export type PolicyEventBody =
  | {
      readonly type: 'ActProposed';
      /** `ACT-<sequence of this event>`, or the founding's own. */
      readonly actId: string;
      readonly change: ActChange;
      /** UTC microseconds; an act decided later acts when its books sequence it (FLOR-1). */
      readonly effectiveMicros: number;
      readonly reason: string;
      readonly proposer: string;
      /** Signatures of others that it takes. */
      readonly approvalsNeeded: number;
      /** The role that signs. */
      readonly approverRole: Role;
    }
  | { readonly type: 'ActApproved'; readonly actId: string; readonly approver: string }
  | {
      readonly type: 'ActDecided';
      readonly actId: string;
      /** Position among all decided acts, from 1; orders acts that are due at one instant (SEQ-3). */
      readonly approvalNumber: number;
      /** What each book is told, in order of the books' configuration. */
      readonly books: readonly BookChange[];
    }
  | { readonly type: 'ActWithdrawn'; readonly actId: string; readonly withdrawnBy: string }
  /** Always the only event of its command. */
  | {
      readonly type: 'ActRequestRefused';
      readonly code: PolicyCode;
      readonly details: RefusalDetails;
    }
  | { readonly type: 'FoundingConcluded'; readonly acts: number };

export type PolicyEventType = PolicyEventBody['type'];

/** What every event of the policy stream carries. */
export interface PolicyEventHeader {
  /** From 1, gapless; the stream's revision plus one. */
  readonly sequence: number;
  /** UTC microseconds of the event's command, never less than the last one. */
  readonly recordedMicros: number;
  readonly actor: string;
  readonly cause: Cause;
  /** On the first event of a command: the command's whole input. */
  readonly command?: PolicyCommand;
  /** On the last event of a command. */
  readonly end?: true;
}

/** One event of the policy stream as stored. */
export type PolicyEvent = PolicyEventHeader & PolicyEventBody;

export type PolicyEventOf<Type extends PolicyEventType> = PolicyEventHeader &
  Extract<PolicyEventBody, { type: Type }>;
