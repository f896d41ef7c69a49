import type { BookEvent } from '#contracts';
import type { Metrics } from '#platform';

/** Is told what the engine does, and must be quick about it. */
export interface EngineObserver {
  /** One delivered command was decided, whatever fell due before it included. */
  decided(elapsedMs: number): void;
  /** Whole commands are durable. */
  recorded(events: readonly BookEvent[]): void;
}

/** Looks away. */
export const UNOBSERVED: EngineObserver = { decided: () => undefined, recorded: () => undefined };

/** From a microsecond, which the fast book takes for most commands, to a suspension of a full book. */
const DECISION_SECONDS = [
  0.000001, 0.0000025, 0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.01,
  0.05, 0.25, 1,
] as const;

/** What Prometheus is told of the engine: how long decisions take, commands by kind, refusals by code. */
export class EngineMeter implements EngineObserver {
  private readonly matchSeconds;
  private readonly messagesSetAside;
  /** Counted in plain maps, which cost the engine next to nothing, and handed over when they are asked for. */
  private readonly commands = new Map<string, number>();
  private readonly refusals = new Map<string, number>();

  constructor(private readonly metrics: Metrics) {
    this.matchSeconds = metrics.distribution({
      name: 'match_seconds',
      help: 'Time to decide one command, without its append',
      buckets: DECISION_SECONDS,
    });
    this.messagesSetAside = metrics.counter({
      name: 'messages_set_aside_total',
      help: 'Messages that no book can decide, kept in the stream dead-letters',
    });
    metrics.counterFrom(
      { name: 'commands_total', help: 'Commands recorded by the books, by kind', labels: ['kind'] },
      () => this.commands,
    );
    metrics.counterFrom(
      { name: 'refusals_total', help: 'Refusals recorded by the books, by code', labels: ['code'] },
      () => this.refusals,
    );
  }

  /**
   * Tells how many messages that were set aside wait for an operator.
   *
   * @param open - counts them; when it cannot, the last count stands.
   */
  watchPoison(open: () => Promise<number>): void {
    this.metrics.gauge({
      name: 'messages_set_aside_open',
      help: 'Messages that were set aside, by any engine, and neither sent again nor discarded',
      collect: async (gauge) => {
        const count = await open().catch(() => undefined);
        if (count !== undefined) gauge.set(count);
      },
    });
  }

  setAside(): void {
    this.messagesSetAside.inc();
  }

  decided(elapsedMs: number): void {
    this.matchSeconds.observe(elapsedMs / 1_000);
  }

  recorded(events: readonly BookEvent[]): void {
    for (const event of events) {
      if (event.command !== undefined) countOne(this.commands, event.command.body.kind);
      if ('code' in event) countOne(this.refusals, event.code);
    }
  }
}

function countOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
