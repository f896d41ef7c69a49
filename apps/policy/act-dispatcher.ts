import type { Act } from '#bloc';
import type { PolicyEvent, SubmittedCommand } from '#contracts';
import type { ActEffects } from './act-effects.js';
import type { BookCommandSender } from './book-command-sender.js';
import type { PolicyLog } from './policy-log.js';

/**
 * Brings decided acts to their books. It follows the events, never the writer, so that nothing decided is forgotten:
 * a start sends again whatever the books have not sequenced by then, and books take a known act once.
 *
 * @see SEQ-2, FLOR-1
 */
export class ActDispatcher {
  private started = false;

  constructor(
    private readonly log: PolicyLog,
    private readonly effects: ActEffects,
    private readonly sender: BookCommandSender,
  ) {
    log.listen((event) => this.onEvent(event));
  }

  /** Sends what the books have not sequenced yet, in order of approval, and from now on whatever is decided. */
  start(): void {
    this.started = true;
    this.sender.send(this.outstanding());
  }

  private onEvent(event: PolicyEvent): void {
    if (!this.started) return;
    if (event.type !== 'ActDecided' && event.type !== 'ActWithdrawn') return;
    const act = this.log.state.acts.get(event.actId);
    if (act === undefined) return;
    this.sender.send(event.type === 'ActDecided' ? this.applications(act) : this.withdrawals(act));
  }

  private outstanding(): SubmittedCommand[] {
    const decided = [...this.log.state.acts.values()]
      .filter((act) => act.decision !== undefined)
      .sort((left, right) => approvalNumberOf(left) - approvalNumberOf(right));
    return decided.flatMap((act) => [...this.applications(act), ...this.withdrawals(act)]);
  }

  private applications(act: Act): SubmittedCommand[] {
    const { decision } = act;
    if (decision === undefined) return [];
    return decision.books
      .filter(({ instrument }) => this.effects.effect(act.actId, instrument) === undefined)
      .map(({ instrument, change }) => ({
        commandId: `${act.actId}:${instrument}`,
        instrument,
        cause: 'act',
        actor: act.proposer,
        receiveMicros: decision.recordedMicros,
        body: {
          kind: 'applyAct',
          actId: act.actId,
          approvalNumber: decision.approvalNumber,
          effectiveMicros: act.effectiveMicros,
          proposer: act.proposer,
          approvers: act.approvals.map(({ userId }) => userId),
          reason: act.reason,
          change,
        },
      }));
  }

  private withdrawals(act: Act): SubmittedCommand[] {
    const { withdrawal, decision, actId } = act;
    if (withdrawal === undefined || decision === undefined) return [];
    return decision.books
      .filter(({ instrument }) => this.effects.effect(actId, instrument)?.withdrawalSequenced !== true)
      .map(({ instrument }) => ({
        commandId: `${actId}:${instrument}:withdraw`,
        instrument,
        cause: 'act',
        actor: withdrawal.userId,
        receiveMicros: withdrawal.recordedMicros,
        body: { kind: 'withdrawAct', actId },
      }));
  }
}

function approvalNumberOf(act: Act): number {
  return act.decision?.approvalNumber ?? 0;
}
