import type { BookEvent } from '#contracts';
import { Cell } from '../layout/memory-map.js';
import { writeOther } from '../records/record-codec.js';
import type { RecordRing } from '../records/record-ring.js';
import { applyEvent } from './apply-event.js';
import type { FastState } from './fast-state.js';
import { forgetRareTerms } from './order-changes.js';
import { Verdicts } from './verdicts.js';

/**
 * This side of the hot path (`assembly/`): hands it what has changed since it ran last, takes back what it changed, and
 * does for it what only this side can.
 */
export class HotPath {
  private readonly verdicts: Verdicts;

  constructor(
    private readonly state: FastState,
    private readonly ring: RecordRing,
  ) {
    this.verdicts = new Verdicts(state);
    const { calls } = state.memory;
    calls.holdId = (body, count) => this.holdId(body, count);
    calls.forgetRare = (slot) => this.forgetRare(slot);
    calls.publishFloorLocked = (isLocked) => this.publishFloorLocked(isLocked !== 0);
  }

  /**
   * Runs commands in numeric form as long as they are ordinary ones.
   *
   * @param at - where the first one begins.
   * @param end - where the last one ends.
   * @returns where the first one begins that is not ordinary, and has changed nothing; `end` when all were.
   */
  run(at: number, end: number): number {
    const { state, verdicts } = this;
    if (!verdicts.isFresh()) {
      verdicts.refresh();
      state.putCells();
    }
    const next = state.memory.core.run(at, end);
    if (next !== at) state.takeCells();
    return next;
  }

  private holdId(body: number, count: number): number {
    const { memory, log } = this.state;
    return log.hold(memory.whole(Cell.SEQUENCE), memory.words, body, count);
  }

  private forgetRare(slot: number): void {
    forgetRareTerms(this.state, slot);
    this.state.pool.dropRare(slot);
  }

  private publishFloorLocked(floorLocked: boolean): void {
    const { state, ring } = this;
    state.takeCells();
    const { sequence, bookMicros } = state;
    const type = 'FloorLockedChanged';
    const event: BookEvent = { sequence: sequence + 1, bookMicros, type, floorLocked, end: true };
    applyEvent(state, event);
    writeOther(ring, event);
    state.putCells();
  }
}
