import type { FlowSide, FlowStep } from './order-flow.js';

/** What one incoming order took from one resting order. */
export interface Hit {
  readonly id: number;
  readonly size: number;
}

/** A book that recorded flow is played into; ids are the file's. */
export interface FlowVenue {
  enter(id: number, side: FlowSide, priceCents: number, size: number): Promise<void>;
  /** Takes lots off an order, which keeps its priority. */
  reduce(id: number, size: number): Promise<void>;
  cancel(id: number): Promise<void>;
  /**
   * Sends an immediate-or-cancel order.
   *
   * @param expectedId - the order that the file says was hit.
   * @returns what it took, in order.
   */
  execute(side: FlowSide, priceCents: number, size: number, expectedId: number): Promise<readonly Hit[]>;
}

export interface FlowResult {
  readonly steps: number;
  readonly executions: number;
  /** Executions that hit exactly the order that the real exchange hit. */
  readonly hits: number;
  /** Lines of the file whose execution hit something else. */
  readonly missedLines: readonly number[];
}

interface LiveOrder {
  readonly side: FlowSide;
  readonly priceCents: number;
  size: number;
}

/** Plays steps into a venue and counts how many executions hit the very order that the real exchange hit. */
export async function playFlow(
  steps: readonly FlowStep[],
  venue: FlowVenue,
  onProgress: (done: number) => void = () => undefined,
): Promise<FlowResult> {
  // The book by the file, in order of entry.
  const live = new Map<number, LiveOrder>();
  const missedLines: number[] = [];
  let executions = 0;
  let done = 0;
  for (const step of steps) {
    switch (step.type) {
      case 'enter':
        live.set(step.id, { side: step.side, priceCents: step.priceCents, size: step.size });
        await venue.enter(step.id, step.side, step.priceCents, step.size);
        break;
      case 'reduce':
        if (takeOff(live, step.id, step.size) > 0) await venue.reduce(step.id, step.size);
        else await venue.cancel(step.id);
        break;
      case 'delete':
        live.delete(step.id);
        await venue.cancel(step.id);
        break;
      case 'execute': {
        executions++;
        const incoming = step.side === 'buy' ? 'sell' : 'buy';
        const hits = await venue.execute(incoming, step.priceCents, step.size, step.id);
        const exact = hits.length === 1 && hits[0]?.id === step.id && hits[0].size === step.size;
        const before = exact ? undefined : new Map([...live].map(([id, order]) => [id, { ...order }]));
        takeOff(live, step.id, step.size);
        if (before !== undefined) {
          missedLines.push(step.line);
          await putRight(venue, live, before, hits, step);
        }
        break;
      }
    }
    onProgress(++done);
  }
  return { steps: done, executions, hits: executions - missedLines.length, missedLines };
}

/** Returns what is left of the order. */
function takeOff(live: Map<number, LiveOrder>, id: number, size: number): number {
  const order = live.get(id);
  if (order === undefined) return 0;
  order.size -= size;
  if (order.size <= 0) live.delete(id);
  return Math.max(order.size, 0);
}

/** After a miss: every level that the file or the venue touched is entered anew, in order, as the file has it. */
async function putRight(
  venue: FlowVenue,
  live: ReadonlyMap<number, LiveOrder>,
  before: ReadonlyMap<number, LiveOrder>,
  hits: readonly Hit[],
  step: Extract<FlowStep, { type: 'execute' }>,
): Promise<void> {
  const touched = new Set([step.priceCents]);
  const usedUp = new Set<number>();
  for (const hit of hits) {
    const order = before.get(hit.id);
    if (order === undefined) continue;
    touched.add(order.priceCents);
    if (order.size <= hit.size) usedUp.add(hit.id);
  }
  for (const [id, order] of before) {
    if (order.side === step.side && touched.has(order.priceCents) && !usedUp.has(id)) await venue.cancel(id);
  }
  for (const [id, order] of live) {
    if (order.side === step.side && touched.has(order.priceCents)) {
      await venue.enter(id, order.side, order.priceCents, order.size);
    }
  }
}
