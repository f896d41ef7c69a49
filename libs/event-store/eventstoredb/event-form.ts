import type { AllStreamRecordedEvent, EventData, RecordedEvent as ServerEvent } from '@eventstore/db-client';
import type { NewEvent, RecordedEvent } from '../port.js';
import { positionOf } from './positions.js';

/** Names that begin so are the server's own: its statistics, its links, the metadata of streams. */
export const SYSTEM_PREFIX = '$';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TYPE_BYTES_MAX = 255;
const VERSION_MAX = 65_535;

/** @throws RangeError on an id, type or version that the server cannot hold. */
export function checkEvent(event: NewEvent): void {
  if (!UUID.test(event.id)) throw new RangeError(`an event id is a UUID in lower case, is ${event.id}`);
  const typeBytes = Buffer.byteLength(event.type, 'utf8');
  if (typeBytes === 0 || typeBytes > TYPE_BYTES_MAX || event.type.startsWith(SYSTEM_PREFIX)) {
    throw new RangeError(
      `event type must have 1 to ${TYPE_BYTES_MAX} bytes and not begin with ${SYSTEM_PREFIX}: ${event.type}`,
    );
  }
  if (!Number.isInteger(event.version) || event.version < 1 || event.version > VERSION_MAX) {
    throw new RangeError(`version of ${event.type} must be 1 to ${VERSION_MAX}, is ${event.version}`);
  }
}

/** What the server counts of an event against its largest append: data, metadata, and the type in UTF-16. */
export function bytesOnServer(event: NewEvent): number {
  return event.data.length + metadataText(event.version).length + 2 * event.type.length;
}

function metadataText(version: number): string {
  return JSON.stringify({ version });
}

/**
 * An event as the client sends it.
 *
 * Data go as JSON, to be read in the server's own pages, only where parsing them and writing them again gives the very
 * same bytes: the client does just that on both ways. All other data go as bytes. Canonical JSON goes as JSON unless it
 * has names that look like array indices out of their numeric order, or numbers that a double does not hold.
 */
export function toServer(event: NewEvent): EventData {
  const { id, type } = event;
  const metadata = { version: event.version };
  const json = exactJson(event.data);
  return json === undefined
    ? { id, type, contentType: 'application/octet-stream', data: event.data, metadata }
    : { id, type, contentType: 'application/json', data: json, metadata };
}

const OPENING_BRACE = 0x7b;

/** The JSON object whose canonical text is exactly these bytes, if there is one. */
function exactJson(data: Uint8Array): Record<string, unknown> | undefined {
  if (data[0] !== OPENING_BRACE) return undefined;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    if (!isObject(parsed)) return undefined;
    return Buffer.from(JSON.stringify(parsed), 'utf8').equals(bytes) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Whether an event is one of the exchange's, not the server's own. */
export function isOurs(event: ServerEvent): boolean {
  return !event.streamId.startsWith(SYSTEM_PREFIX) && !event.type.startsWith(SYSTEM_PREFIX);
}

/** An event as the port hands it over. */
export function fromServer(event: ServerEvent | AllStreamRecordedEvent): RecordedEvent {
  const data: unknown = event.data;
  return {
    id: event.id,
    type: event.type,
    version: versionOf(event.metadata),
    data: data instanceof Uint8Array ? data : new Uint8Array(Buffer.from(JSON.stringify(data), 'utf8')),
    stream: event.streamId,
    revision: Number(event.revision),
    position: positionOf(event.position?.commit),
  };
}

function versionOf(metadata: unknown): number {
  if (!isObject(metadata)) return 1;
  const version = metadata['version'];
  return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : 1;
}
