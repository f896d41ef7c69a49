import type { Position } from '@eventstore/db-client';

/**
 * Positions of the port, made of the server's.
 *
 * The server names the place of an event by the offset of its record in the log, 64 bits wide, and refuses every other
 * number. The port's positions are plain numbers, and its users ask for "just before" and "just after" an event by
 * adding or taking one. So a position is four times the offset, plus two: one less and one more still name the same
 * event and the side of it. What an append writes has the same offset as commit and as prepare position, strictly
 * increasing over all streams.
 *
 * Numbers are exact up to 2^53, so offsets up to 2^51, two petabytes of log. What lies beyond is refused, never
 * rounded.
 */
const STRIDE = 4;
const AT = 2;
const OFFSET_MAX = 2n ** 51n - 2n;

/** Where a position lies, seen from the event whose offset it names. */
export interface Place {
  readonly offset: bigint;
  readonly side: 'before' | 'at' | 'after';
}

/**
 * The port's position of an event.
 *
 * @throws RangeError when the server tells no usable offset: before 22.6 it tells none for a read of a stream.
 */
export function positionOf(offset: bigint | undefined): number {
  if (offset === undefined || offset < 0n || offset > OFFSET_MAX) {
    throw new RangeError(
      `the server tells no usable position of an event (${offset ?? 'none'}); it must be 22.6 or later`,
    );
  }
  return Number(offset) * STRIDE + AT;
}

/** Which event a position names, and which side of it. Only for positions of 0 or more. */
export function placeOf(position: number): Place {
  const offset = BigInt(Math.floor(position / STRIDE));
  const rest = position % STRIDE;
  return { offset, side: rest < AT ? 'before' : rest === AT ? 'at' : 'after' };
}

/** The server's position of the event at an offset. */
export function serverPosition(offset: bigint): Position {
  return { commit: offset, prepare: offset };
}

/** A server's position before the event at an offset, and after all others before it. */
export function serverPositionBefore(offset: bigint): Position {
  return { commit: offset, prepare: offset - 1n };
}
