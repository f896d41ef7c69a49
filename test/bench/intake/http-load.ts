import { connect, type Socket } from 'node:net';
import { build, type Histogram } from 'hdr-histogram-js';

/** A load on one route: ready-made request bytes, sent over keep-alive connections, one in flight on each. */
export interface LoadPlan {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  /**
   * Requests a second, whatever the server does (open loop): a request that finds no free connection waits, and its
   * latency counts from when it was due. Absent: as fast as the connections allow (closed loop).
   */
  readonly ratePerSecond?: number;
  /** The next request's bytes: head and body. */
  readonly nextRequest: () => Buffer;
}

export interface LoadResult {
  readonly answered: number;
  readonly perSecond: number;
  /** Answers by HTTP status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Latency in microseconds from when each request was due. */
  readonly latency: Histogram;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const DRAIN_MS_MAX = 10_000;
const TICK_MS = 1;

/** Runs a plan and waits (bounded) for the answers that are under way at its end. */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const latency = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
  const statuses: Record<number, number> = {};
  const free: Connection[] = [];
  const due: number[] = [];
  let answered = 0;
  let inFlight = 0;
  let open = true;

  const send = (connection: Connection, dueAt: number): void => {
    inFlight++;
    connection.send(plan.nextRequest(), (status) => {
      inFlight--;
      answered++;
      statuses[status] = (statuses[status] ?? 0) + 1;
      latency.recordValue(Math.max(1, Math.round((performance.now() - dueAt) * 1_000)));
      const next = due.shift();
      if (next !== undefined) send(connection, next);
      else if (open && plan.ratePerSecond === undefined) send(connection, performance.now());
      else free.push(connection);
    });
  };

  const connections = await Promise.all(
    Array.from({ length: plan.connections }, () => Connection.open(plan.host, plan.port)),
  );
  const startedAt = performance.now();
  free.push(...connections);
  if (plan.ratePerSecond === undefined) {
    for (const connection of free.splice(0)) send(connection, performance.now());
    await sleep(plan.durationMs);
  } else {
    await offerAtRate(plan.ratePerSecond, plan.durationMs, startedAt, (dueAt) => {
      const connection = free.pop();
      if (connection === undefined) due.push(dueAt);
      else send(connection, dueAt);
    });
  }
  open = false;
  const offeredMs = performance.now() - startedAt;
  const answeredInTime = answered;
  for (let waitedMs = 0; (inFlight > 0 || due.length > 0) && waitedMs < DRAIN_MS_MAX; waitedMs += 5)
    await sleep(5);
  for (const connection of connections) connection.close();
  return { answered, perSecond: answeredInTime / (offeredMs / 1_000), statuses, latency };
}

/**
 * Offers what is due at every tick of a timer, each with the instant at which it was due. The load sleeps between ticks:
 * one that asks for the time without end would take a core from the server that it measures.
 */
async function offerAtRate(
  ratePerSecond: number,
  durationMs: number,
  startedAt: number,
  offer: (dueAt: number) => void,
): Promise<void> {
  const total = Math.floor((ratePerSecond * durationMs) / 1_000);
  // Whole ticks, so that what a timer adds is no part of a latency.
  const dueAt = (index: number): number => startedAt + Math.ceil((index * 1_000) / ratePerSecond);
  for (let index = 0; index < total;) {
    const now = performance.now();
    while (index < total && dueAt(index) <= now) offer(dueAt(index++));
    await sleep(TICK_MS);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** One keep-alive connection; it reads just enough of HTTP to know where an answer ends. */
class Connection {
  private pending: Buffer = Buffer.alloc(0);
  private onAnswer: ((status: number) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.fail(error));
  }

  static async open(host: string, port: number): Promise<Connection> {
    const socket = connect({ host, port });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Connection(socket);
  }

  send(request: Buffer, onAnswer: (status: number) => void): void {
    this.onAnswer = onAnswer;
    this.socket.write(request);
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const headEnd = this.pending.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.pending.toString('latin1', 0, headEnd);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.pending.length < headEnd + HEAD_END.length + length) return;
    this.pending = Buffer.alloc(0);
    const answer = this.onAnswer;
    this.onAnswer = undefined;
    answer?.(Number(head.slice(9, 12)));
  }

  private fail(error: Error): void {
    const answer = this.onAnswer;
    this.onAnswer = undefined;
    if (answer === undefined) throw error;
    answer(0);
  }
}
