import { FOUNDING_ACTOR, type PolicyCommandBody } from '#contracts';
import { ConfigurationError, type BlocConfig, type Clock, type ReadinessState } from '#platform';
import type { ActEffects } from './act-effects.js';
import { foundingActs } from './founding-acts.js';
import type { PolicyLog } from './policy-log.js';
import type { PolicyRequest, PolicyWriter } from './policy-writer.js';

/**
 * Founds the bloc at the first start: its files become acts that are decided at once. Founding acts are known by their
 * ids, so a start after a crash in the middle decides the rest; once concluded, the files found nothing any more.
 */
export class Genesis {
  private sequenced = false;

  constructor(
    private readonly bloc: BlocConfig,
    private readonly log: PolicyLog,
    private readonly writer: PolicyWriter,
    private readonly effects: ActEffects,
    private readonly clock: Clock,
  ) {}

  /**
   * Decides what of the founding is not decided yet.
   *
   * @throws ConfigurationError when the files say what the bloc's rules refuse, or changed while it was being founded.
   */
  async found(): Promise<void> {
    if (this.log.state.foundingConcluded) return;
    const acts = foundingActs(this.bloc).map((act) => this.request(act.actId, { kind: 'foundAct', ...act }));
    const { events } = await this.writer.executeAll(acts);
    const refused = events.find((event) => event.type === 'ActRequestRefused');
    if (refused !== undefined) {
      const details = JSON.stringify(refused.details);
      throw new ConfigurationError(
        `the bloc cannot be founded on its files: ${refused.command?.commandId ?? ''} is refused, ${refused.code} ${details}`,
      );
    }
    await this.writer.execute(this.request('FOUNDING-CONCLUDED', { kind: 'concludeFounding' }));
  }

  /** Ready when every book has sequenced the acts that it begins with. */
  readiness(): ReadinessState {
    if (!this.log.state.foundingConcluded) return { ready: false, detail: 'the bloc is being founded' };
    if (this.sequenced) return { ready: true };
    let waiting = 0;
    for (const act of this.log.state.acts.values()) {
      if (act.proposer !== FOUNDING_ACTOR) continue;
      for (const { instrument } of act.decision?.books ?? []) {
        if (this.effects.effect(act.actId, instrument) === undefined) waiting += 1;
      }
    }
    if (waiting > 0)
      return { ready: false, detail: `${waiting} founding acts are on their way to the books` };
    this.sequenced = true;
    return { ready: true };
  }

  /** Founding acts that a book refused, each with its book and code. */
  refusals(): readonly string[] {
    const refused: string[] = [];
    for (const act of this.log.state.acts.values()) {
      if (act.proposer !== FOUNDING_ACTOR) continue;
      for (const { instrument } of act.decision?.books ?? []) {
        const effect = this.effects.effect(act.actId, instrument);
        if (effect?.state === 'refused') refused.push(`${act.actId} by ${instrument}: ${effect.code ?? ''}`);
      }
    }
    return refused;
  }

  private request(commandId: string, body: PolicyCommandBody): PolicyRequest {
    const receiveMicros = this.clock.nowMicros();
    return { commandId, cause: 'act', actor: FOUNDING_ACTOR, roles: [], receiveMicros, body };
  }
}
