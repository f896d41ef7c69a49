import type { MessagePort } from 'node:worker_threads';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { ClearingCommandBody } from '#contracts';
import { ThreadCalls, type ReadinessState } from '#platform';
import type {
  ClearingDesk,
  ClearingReadAnswer,
  ClearingReadName,
  ClearingReadValues,
  ClearingShown,
} from '../clearing-desk.js';
import type { ClearingOutcome } from '../writer/clearing-writer.js';

const READINESS_MS = 500;

/** Clearing that runs in another thread: see `serveClearing`. */
export class RemoteClearing implements ClearingDesk, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly calls: ThreadCalls;
  private state: ReadinessState = { ready: false, detail: 'starting' };
  private followed = -1;
  private timer: NodeJS.Timeout | undefined;

  constructor(port: MessagePort) {
    this.calls = new ThreadCalls(port);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.calls.call('start');
    await this.look();
    this.timer = setInterval(() => void this.look(), READINESS_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.calls.close();
  }

  request(actor: string, body: ClearingCommandBody): Promise<ClearingOutcome> {
    return this.calls.call('request', actor, body) as Promise<ClearingOutcome>;
  }

  read<Name extends ClearingReadName>(
    afterPosition: number | undefined,
    name: Name,
    values: ClearingReadValues<Name>,
  ): Promise<ClearingShown<ClearingReadAnswer<Name>>> {
    return this.calls.call('read', afterPosition, name, values) as Promise<
      ClearingShown<ClearingReadAnswer<Name>>
    >;
  }

  readiness(): ReadinessState {
    return this.state;
  }

  /** Store position up to which every trade is novated, as of the last look. */
  followedPosition(): number {
    return this.followed;
  }

  private async look(): Promise<void> {
    try {
      this.state = (await this.calls.call('readiness')) as ReadinessState;
      this.followed = (await this.calls.call('followedPosition')) as number;
    } catch (error) {
      this.state = { ready: false, detail: error instanceof Error ? error.message : 'clearing is away' };
    }
  }
}
