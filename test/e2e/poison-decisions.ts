import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, VenueClient } from '../support/venue-client.js';
import type { BusPlace } from './check-history.js';

const LOOK_AGAIN_MS = 100;
const DECIDED_MS_MAX = 30_000;

const nameOf = ({ partition, offset }: BusPlace): string => `${partition}-${offset}`;

/** What a supervisor does about poison, patiently: services come and go meanwhile. */
export class PoisonDecisions {
  constructor(private readonly supervisor: VenueClient) {}

  /** Waits until a message is set aside, and asks for it to be sent again. */
  async resend(place: BusPlace): Promise<void> {
    await this.until(`${nameOf(place)} is set aside`, place, ({ status }) => status === 200);
    await this.decide(place, 'resend');
  }

  /** Waits until a message that was sent again was set aside again, and tells where it lies now. */
  async setAsideAgain(place: BusPlace): Promise<BusPlace> {
    const what = `${nameOf(place)} is set aside again`;
    const { body } = await this.until(what, place, ({ body: { status, setAsideAgain } }) => {
      return status === 'resent' && setAsideAgain === true;
    });
    const [partition, offset] = String(body.takenAs).split('-').map(Number);
    if (partition === undefined || offset === undefined) throw new Error(`${what}, and nobody says where`);
    return { partition, offset };
  }

  /** Waits until a message is set aside, and gives it up. */
  async giveUp(place: BusPlace): Promise<void> {
    await this.until(`${nameOf(place)} is set aside`, place, ({ status }) => status === 200);
    await this.decide(place, 'discard');
    await this.until(`${nameOf(place)} is given up`, place, ({ body }) => body.status === 'discarded');
  }

  /** The names of what waits for a decision or for an engine. */
  async unsettled(): Promise<unknown[]> {
    const { body } = await this.insist('the list of what waits', () => this.supervisor.get('/v1/poison'));
    return (body.items as { messageId: unknown }[]).map(({ messageId }) => messageId);
  }

  /** One whose answer was lost may have been decided: then it says so. */
  private async decide(place: BusPlace, decision: 'resend' | 'discard'): Promise<void> {
    const path = `/v1/poison/${nameOf(place)}/${decision}`;
    await this.insist(path, () => this.supervisor.post(path, { reason: 'what will it come to' }), [409]);
  }

  private async until(what: string, place: BusPlace, isSo: (answer: Answer) => boolean): Promise<Answer> {
    return this.insist(what, async () => {
      const answer = await this.supervisor.get(`/v1/poison/${nameOf(place)}`);
      return isSo(answer) ? answer : { ...answer, status: 0 };
    });
  }

  private async insist(what: string, ask: () => Promise<Answer>, alsoFine: number[] = []): Promise<Answer> {
    const deadlineMs = performance.now() + DECIDED_MS_MAX;
    for (;;) {
      const answer = await ask().catch((error: unknown) => ({ status: 0, body: { error: String(error) } }));
      if ((answer.status >= 200 && answer.status < 300) || alsoFine.includes(answer.status)) return answer;
      if (performance.now() > deadlineMs)
        throw new Error(`it took too long until ${what}: ${JSON.stringify(answer.body)}`);
      await delay(LOOK_AGAIN_MS);
    }
  }
}
