import { stringify } from 'csv-stringify/sync';
import { canonicalJson } from '#contracts';
import type { AuditEvent } from './audit-event.js';

/** Columns of the CSV export, in order. Lists are joined by a space; `event` is the stored contents as JSON. */
export const CSV_COLUMNS = [
  'position',
  'stream',
  'sequence',
  'instrument',
  'type',
  'version',
  'time',
  'actor',
  'cause',
  'commandId',
  'orderIds',
  'desks',
  'memberStates',
  'floorVersion',
  'eventId',
  'dataSha256',
  'event',
] as const;

/** The first line, by RFC 4180. */
export function csvHeader(): string {
  return `${CSV_COLUMNS.join(',')}\r\n`;
}

/**
 * Writes events as lines by RFC 4180. A field that a spreadsheet would take for a formula (it begins with `=`, `+`,
 * `-`, `@`, a tab or a carriage return) gets an apostrophe before it; JSON Lines keeps every field as it is.
 */
export function csvLines(events: readonly AuditEvent[]): string {
  const records = events.map((event) => [
    event.position,
    event.stream,
    event.sequence,
    event.instrument,
    event.type,
    event.version,
    event.time,
    event.actor,
    event.cause,
    event.commandId,
    event.orderIds.join(' '),
    event.desks.join(' '),
    event.memberStates.join(' '),
    event.floorVersion,
    event.eventId,
    event.dataSha256,
    canonicalJson(event.event),
  ]);
  return stringify(records, { record_delimiter: '\r\n', escape_formulas: true });
}

/** Writes events as canonical JSON, one a line. */
export function jsonLines(events: readonly AuditEvent[]): string {
  return events.map((event) => `${canonicalJson(event)}\n`).join('');
}
