import { randomUUID } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Act } from '#bloc';
import type { PolicyCode, PolicyCommandBody, RefusalDetails } from '#contracts';
import type { VenueUser } from '#platform';
import { actAnswer, type ActAnswer } from './act-answer.js';
import { PolicyService } from './policy-service.js';

/** What became of a request about an act. */
export type ActOutcome =
  | { readonly kind: 'recorded'; readonly act: ActAnswer }
  | {
      readonly kind: 'refused';
      readonly code: PolicyCode;
      readonly details: RefusalDetails;
      readonly position: number;
    };

/** Somebody proposes, approves or withdraws an act. */
export class RequestAct extends Command<ActOutcome> {
  constructor(
    readonly user: VenueUser,
    readonly body: PolicyCommandBody,
  ) {
    super();
  }
}

/** Records the request, then waits (bounded) for the books that it reaches. */
@CommandHandler(RequestAct)
export class RequestActHandler implements ICommandHandler<RequestAct> {
  constructor(@Inject(PolicyService) private readonly policy: PolicyService) {}

  async execute({ user, body }: RequestAct): Promise<ActOutcome> {
    const { log, effects, writer, clock } = this.policy;
    const { events, position } = await writer.execute({
      commandId: randomUUID(),
      cause: 'command',
      actor: user.userId,
      roles: user.roles,
      receiveMicros: clock.nowMicros(),
      body,
    });
    const [first] = events;
    if (first?.type === 'ActRequestRefused') {
      return { kind: 'refused', code: first.code, details: first.details, position };
    }
    const act = first !== undefined && 'actId' in first ? log.state.acts.get(first.actId) : undefined;
    if (act === undefined) throw new Error('a request of a person leaves an act or a refusal');
    await effects.waitUntil(() => this.isSequenced(act), this.policy.options.sequencedTimeoutMsMax);
    return { kind: 'recorded', act: actAnswer(act, log, effects) };
  }

  private isSequenced({ actId, decision, withdrawal }: Act): boolean {
    const { effects } = this.policy;
    return (decision?.books ?? []).every(({ instrument }) => {
      const effect = effects.effect(actId, instrument);
      return effect !== undefined && (withdrawal === undefined || effect.withdrawalSequenced);
    });
  }
}
