import { inTime } from '../in-time.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Readiness, ReadinessState } from './readiness.js';

/** How far a reader of a log has come, and where the log ends. */
export interface ProgressPoint {
  /** Which log, or which part of one: `orders.commands/3`, `book-`. */
  readonly log: string;
  /** Everything up to here is done. */
  readonly reached: number;
  /** The last place of the log, in the same count. */
  readonly head: number;
}

/** Reads how far a reader is; asks the log itself for its head, so that what was never delivered counts too. */
export type ProgressLook = () => Promise<readonly ProgressPoint[]>;

export interface ProgressWatchOptions {
  readonly sampleMs: number;
  /** A look that takes longer counts as failed: the log is away. */
  readonly lookMsMax: number;
  /** Work waits and nothing moves for so long: not ready. */
  readonly stalledMsMax: number;
  /** For so long while the log can be read: the process cannot go on by itself. */
  readonly endMsMax: number;
}

const DEFAULTS: ProgressWatchOptions = {
  sampleMs: 1_000,
  lookMsMax: 5_000,
  stalledMsMax: 15_000,
  endMsMax: 300_000,
};

/** Work has waited without any progress for so long that only another start can help. */
export class NoProgressError extends Error {
  readonly code = 'NO_PROGRESS';

  constructor(what: string) {
    super(what);
    this.name = 'NoProgressError';
  }
}

/** A head that was seen and is not reached yet. */
interface SeenHead {
  head: number;
  readonly atMs: number;
}

/** What is known of one reader in one log. */
interface Track {
  reached: number;
  head: number;
  /** When it last moved, or had nothing to do, or could not be judged. */
  movedMs: number;
  readonly seenHeads: SeenHead[];
}

interface Reader {
  readonly look: ProgressLook;
  readonly tracks: Map<string, Track>;
  fault: string | undefined;
}

/** Beyond so many, heads that were seen later share the last entry: lag is then told from an earlier one, never less. */
const SEEN_HEADS_MAX = 1_000;

/**
 * Watches everyone who works off a log, from the log's own head: what they lag behind, whether they still move. One who
 * does not move while work waits makes the process not ready, with the reason, and in the end has it stopped.
 */
export class ProgressWatch {
  private readonly readers = new Map<string, Reader>();
  private readonly options: ProgressWatchOptions;
  private timer: NodeJS.Timeout | undefined;
  private sampling: Promise<void> | undefined;

  /** @param nowMs - a clock that never goes back. */
  constructor(
    metrics: Metrics,
    readiness: Readiness,
    options: Partial<ProgressWatchOptions> = {},
    private readonly nowMs: () => number = () => performance.now(),
    private readonly onEnd: (error: NoProgressError) => void = (error) => void Promise.reject(error),
  ) {
    this.options = { ...DEFAULTS, ...options };
    readiness.register('progress', () => this.readiness());
    metrics.gauge({
      name: 'lag_entries',
      help: "How far a reader is behind its log's head, in the log's own count: messages, or store positions",
      labels: ['reader', 'log'],
      collect: (gauge) => {
        gauge.reset();
        for (const [reader, log, { head, reached }] of this.tracks())
          gauge.set({ reader, log }, Math.max(0, head - reached));
      },
    });
    metrics.gauge({
      name: 'lag_seconds',
      help: 'For how long the head of a log is known that its reader has not reached yet',
      labels: ['reader', 'log'],
      collect: (gauge) => {
        gauge.reset();
        for (const [reader, log, { seenHeads }] of this.tracks()) {
          const oldest = seenHeads[0];
          gauge.set({ reader, log }, oldest === undefined ? 0 : (this.nowMs() - oldest.atMs) / 1_000);
        }
      },
    });
  }

  /**
   * Watches a reader from now on; one of the same name is replaced.
   *
   * @returns ends the watching, unless another one has taken the name since.
   */
  add(name: string, look: ProgressLook): () => void {
    const earlier = this.readers.get(name);
    // A reader that begins again has not moved by that alone.
    const reader: Reader = { look, tracks: earlier?.tracks ?? new Map<string, Track>(), fault: undefined };
    this.readers.set(name, reader);
    return () => {
      if (this.readers.get(name) === reader) this.readers.delete(name);
    };
  }

  start(): void {
    this.timer = setInterval(() => void this.sample(), this.options.sampleMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.sampling;
  }

  /** Looks at every reader once; looks that overlap share one. */
  sample(): Promise<void> {
    this.sampling ??= this.lookAtAll().finally(() => (this.sampling = undefined));
    return this.sampling;
  }

  private async lookAtAll(): Promise<void> {
    await Promise.all([...this.readers].map(([name, reader]) => this.lookAt(name, reader)));
  }

  private async lookAt(name: string, reader: Reader): Promise<void> {
    let points: readonly ProgressPoint[];
    try {
      points = await inTime(reader.look(), this.options.lookMsMax);
      reader.fault = undefined;
    } catch (error) {
      reader.fault = error instanceof Error ? error.message : String(error);
      // While the log is away nobody can move.
      for (const track of reader.tracks.values()) track.movedMs = this.nowMs();
      return;
    }
    const logs = new Set(points.map(({ log }) => log));
    for (const log of reader.tracks.keys()) if (!logs.has(log)) reader.tracks.delete(log);
    for (const point of points) this.follow(name, reader, point);
  }

  private follow(name: string, { tracks }: Reader, { log, reached, head }: ProgressPoint): void {
    const nowMs = this.nowMs();
    let track = tracks.get(log);
    if (track === undefined) {
      track = { reached, head, movedMs: nowMs, seenHeads: [] };
      tracks.set(log, track);
    }
    if (reached !== track.reached || head <= reached) track.movedMs = nowMs;
    track.reached = reached;
    track.head = head;
    const { seenHeads } = track;
    while (seenHeads[0] !== undefined && seenHeads[0].head <= reached) seenHeads.shift();
    const newest = seenHeads.at(-1);
    if (head > Math.max(reached, newest?.head ?? reached)) {
      if (newest !== undefined && seenHeads.length >= SEEN_HEADS_MAX) newest.head = head;
      else seenHeads.push({ head, atMs: nowMs });
    }
    const stillMs = nowMs - track.movedMs;
    if (stillMs >= this.options.endMsMax) this.onEnd(new NoProgressError(told(name, log, track, stillMs)));
  }

  private readiness(): ReadinessState {
    const reasons: string[] = [];
    for (const [name, { fault }] of this.readers)
      if (fault !== undefined) reasons.push(`${name} cannot see its log: ${fault}`);
    for (const [name, log, track] of this.tracks()) {
      const stillMs = this.nowMs() - track.movedMs;
      if (stillMs >= this.options.stalledMsMax) reasons.push(told(name, log, track, stillMs));
    }
    return reasons.length === 0 ? { ready: true } : { ready: false, detail: reasons.join('; ') };
  }

  private *tracks(): Iterable<readonly [reader: string, log: string, track: Track]> {
    for (const [name, { tracks }] of this.readers)
      for (const [log, track] of tracks) yield [name, log, track];
  }
}

function told(name: string, log: string, { head, reached }: Track, stillMs: number): string {
  const seconds = Math.round(stillMs / 1_000);
  return `${name} has not moved for ${seconds} s, ${head - reached} behind the head of ${log}`;
}
