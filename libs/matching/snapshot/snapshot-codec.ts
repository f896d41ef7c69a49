import { canonicalJson, type PlaceOrder } from '#contracts';
import type { BookStateReader, LiveOrder, RegisteredCertificate } from '../book-reader.js';
import type { StateRestorer, VenueImage } from './book-image.js';
import { ByteReader, unreadable } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { readTerms, writeTerms } from './order-bytes.js';
import { readRequest, writeRequest } from './request-bytes.js';
import { SnapshotRefused } from './snapshot-refused.js';

/** What a snapshot begins with; the version of its form follows. */
const MAGIC = new TextEncoder().encode('OREBOOK-SNAPSHOT');
/** Version of the form: another layout or meaning of the bytes is another version. */
const FORM = 1;
const HASH_BYTES = 32;

/** The SHA-256 of bytes: the shell gives its platform's, which is faster than any of the core's own could be. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** A state that can be written: live orders are only looked at, one after the other. */
export interface SnapshotSource extends BookStateReader {
  /** A live order, for a glance: nothing keeps it for another one. */
  peek(order: number): LiveOrder | undefined;
}

/**
 * Writes the whole state of a book between two commands. Equal states give equal bytes, whichever book holds them.
 *
 * @param lastEventId - names the last event in the history that the state belongs to.
 * @see README.md for the form
 */
export function writeSnapshot(state: SnapshotSource, lastEventId: string, sha256: Sha256): Uint8Array {
  const out = new ByteWriter();
  out.raw(MAGIC);
  out.uint(FORM);
  out.text(state.instrumentId);
  out.uint(state.sequence);
  out.uint(state.bookMicros);
  out.text(lastEventId);
  out.longText(canonicalJson(imageOf(state)));
  writeIdentifiers(out, state);
  out.raw(sha256(out.written()));
  return out.written();
}

function imageOf(state: BookStateReader): VenueImage {
  const { phase, instrument, floor, referencePriceTicks, staticReferencePriceTicks, indicative } = state;
  const { floorLocked, reserveQuote, reserve, bandOverride, volatilityAuction } = state;
  return {
    ...{ phase, instrument, floor, referencePriceTicks, staticReferencePriceTicks, indicative },
    ...{ floorLocked, reserveQuote, bandOverride, volatilityAuction },
    reserve: reserve && {
      ...reserve,
      budget: reserve.budget.toString(),
      spentTickLots: reserve.spentTickLots.toString(),
    },
    offsets: [...state.offsets()],
    memberships: [...state.memberships()],
    annexes: [...state.annexes()],
    killSwitches: [...state.engagedKillSwitches()],
    acts: [...state.acts()],
    heldActs: [...state.heldActs()],
    certificates: [...state.certificates()].map(plainCertificate),
    positions: [...state.positions()],
    limits: [...state.allDeskLimits()],
  };
}

/** Nothing but what is a certificate's. */
function plainCertificate(certificate: RegisteredCertificate): RegisteredCertificate {
  const { certificateId, originState, mineral, productionStage, nonBlocContentBasisPoints } = certificate;
  const { expiryMicros, lots, pledgedLots, consumedLots, expired, withdrawn } = certificate;
  return {
    ...{ certificateId, originState, mineral, productionStage, nonBlocContentBasisPoints },
    ...{ expiryMicros, lots, pledgedLots, consumedLots, expired, withdrawn },
  };
}

/** Held identifiers in order of sequence, each with its order while that lives; then when the others ended. */
function writeIdentifiers(out: ByteWriter, state: SnapshotSource): void {
  const endedIndexes: number[] = [];
  const endedMicrosOf: number[] = [];
  let [index, before] = [0, 0];
  for (const { sequence, request, endedMicros } of state.identifiers()) {
    const isLive = endedMicros === undefined;
    out.uint((sequence - before) * 2 + (isLive ? 1 : 0));
    writeRequest(out, request);
    if (isLive) writeTerms(out, sequence, request, liveOrder(state, sequence));
    else endedIndexes.push(index);
    endedMicrosOf.push(endedMicros ?? 0);
    before = sequence;
    index++;
  }
  out.uint(0);
  const micros = (at: number): number => endedMicrosOf[at] ?? 0;
  // Those of one instant in order of sequence: they are dropped together, so nothing can tell in which order they ended.
  endedIndexes.sort((left, right) => micros(left) - micros(right) || left - right);
  let [lastIndex, lastMicros] = [0, 0];
  for (const ended of endedIndexes) {
    out.int(ended - lastIndex);
    out.uint(micros(ended) - lastMicros);
    [lastIndex, lastMicros] = [ended, micros(ended)];
  }
}

function liveOrder(state: SnapshotSource, sequence: number): LiveOrder {
  const order = state.peek(sequence);
  if (order === undefined) throw new Error(`identifier ${sequence} neither ended nor has an order`);
  return order;
}

/**
 * Reads a snapshot into an empty state.
 *
 * @returns the id of the last event that the state holds.
 * @throws SnapshotRefused naming what is wrong; the state is void then.
 */
export function readSnapshot(
  bytes: Uint8Array,
  instrumentId: string,
  sha256: Sha256,
  restorer: StateRestorer,
): string {
  const body = new ByteReader(stampedPart(bytes, sha256));
  body.raw(MAGIC.length);
  body.uint();
  const ofInstrument = body.text();
  if (ofInstrument !== instrumentId) {
    const message = `the snapshot is of ${JSON.stringify(ofInstrument)}, not of ${JSON.stringify(instrumentId)}`;
    throw new SnapshotRefused('otherInstrument', message);
  }
  try {
    const sequence = body.uint();
    const bookMicros = body.uint();
    const lastEventId = body.text();
    restorer.venue(sequence, bookMicros, JSON.parse(body.longText()) as VenueImage);
    readIdentifiers(body, restorer);
    restorer.finish();
    body.close();
    return lastEventId;
  } catch (error) {
    if (error instanceof SnapshotRefused) throw error;
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  }
}

/** The bytes before the stamp, once they are known to be those that were stamped. */
function stampedPart(bytes: Uint8Array, sha256: Sha256): Uint8Array {
  const isOne = MAGIC.every((byte, index) => bytes[index] === byte);
  const end = bytes.length - HASH_BYTES;
  if (!isOne || end <= MAGIC.length) {
    throw new SnapshotRefused('notASnapshot', 'the bytes are not a snapshot of a book');
  }
  const form = bytes[MAGIC.length];
  if (form !== FORM) {
    throw new SnapshotRefused('otherForm', `the snapshot has form ${form}, this build reads form ${FORM}`);
  }
  const part = bytes.subarray(0, end);
  const hash = sha256(part);
  if (hash.length !== HASH_BYTES || hash.some((byte, index) => byte !== bytes[end + index])) {
    throw new SnapshotRefused('wrongHash', 'the bytes of the snapshot are not those that were stamped');
  }
  return part;
}

function readIdentifiers(body: ByteReader, restorer: StateRestorer): void {
  let [sequence, ended] = [0, 0];
  for (let head = body.uint(); head !== 0; head = body.uint()) {
    sequence += Math.floor(head / 2);
    const isLive = head % 2 === 1;
    const request: PlaceOrder = readRequest(body);
    restorer.identifier(sequence, request, isLive ? readTerms(body, sequence, request) : undefined);
    if (!isLive) ended++;
  }
  let [index, micros] = [0, 0];
  for (; ended > 0; ended--) {
    index += body.int();
    micros += body.uint();
    restorer.ending(index, micros);
  }
}
