import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentUser, Roles, type Page, type VenueUser } from '#platform';
import { csvHeader, csvLines, jsonLines } from './audit-csv.js';
import type { AuditEvent } from './audit-event.js';
import { EventsQuery, ExportQuery, ReadsQuery, RefusalsQuery, type ExportFormat } from './dto.js';
import { EVENT_PAGE_SCHEMA, RECORD_PAGE_SCHEMA } from './openapi-schemas.js';
import { ExportEvents, FindEvents } from './queries.js';
import { RegulatorDesk } from './regulator-desk.js';
import { selectionOf, timesOf } from './selections.js';
import type { OtherStream, StreamFilters } from './stream-events.js';

const EXPORT_BUFFER_BYTES = 262_144;

/** What the queries of lists have in common. */
interface ListQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly afterPosition?: number;
}

/** A record of what the edge refused or a regulator read: its contents beside its place. */
type FlatRecord = Readonly<Record<string, unknown>>;

/** The events of the venue, as stored. */
@ApiTags('regulator')
@Roles('regulator')
@Controller('audit')
export class EventsController {
  constructor(@Inject(RegulatorDesk) private readonly desk: RegulatorDesk) {}

  @Get('events')
  @ApiOperation({
    summary: 'Events by order, desk, member state, instrument, type, time and sequence',
    description:
      'In order of store position. Filters narrow together; times and sequences are inclusive. An event is about an order that it names, and about the desks and member states behind it.',
  })
  @ApiOkResponse({ schema: EVENT_PAGE_SCHEMA })
  events(@Query() query: EventsQuery, @CurrentUser() user: VenueUser): Promise<Page<AuditEvent>> {
    const { limit, cursor, afterPosition } = query;
    const page = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const find = new FindEvents(selectionOf(query), page, afterPosition);
    return this.desk.ask(user, 'GET /v1/audit/events', query, find);
  }

  @Get('export')
  @ApiOperation({
    summary: 'All events of a selection, streamed',
    description:
      'JSON Lines: each event as canonical JSON. CSV by RFC 4180 with a header; a field that a spreadsheet would take for a formula gets an apostrophe before it, JSON Lines keeps it as it is. Complete when the transfer ends regularly.',
  })
  @ApiProduces('application/x-ndjson', 'text/csv')
  @ApiOkResponse({ description: 'The events in order of store position.', schema: { type: 'string' } })
  async export(
    @Query() query: ExportQuery,
    @CurrentUser() user: VenueUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const exportEvents = new ExportEvents(selectionOf(query), query.afterPosition);
    const pages = await this.desk.ask(user, 'GET /v1/audit/export', query, exportEvents);
    const text = Readable.from(textOf(query.format, pages), {
      objectMode: false,
      highWaterMark: EXPORT_BUFFER_BYTES,
    });
    void reply.header('cache-control', 'no-store');
    return new StreamableFile(text, {
      type: query.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
      disposition: `attachment; filename="orebook-events.${query.format}"`,
    });
  }

  @Get('refusals')
  @ApiOperation({
    summary: 'What was refused at the edge, before any book',
    description: 'Of callers that are not known, only counts are kept.',
  })
  @ApiOkResponse({ schema: RECORD_PAGE_SCHEMA })
  refusals(@Query() query: RefusalsQuery, @CurrentUser() user: VenueUser): Promise<Page<FlatRecord>> {
    const { userId, desk, memberState, code } = query;
    const filters = { ...timesOf(query), fields: { userId, desk, memberState, code } };
    return this.records(user, 'GET /v1/audit/refusals', 'edge-refusals', filters, query);
  }

  @Get('reads')
  @ApiOperation({ summary: "The regulators' own reads", description: 'This one included, from the next on.' })
  @ApiOkResponse({ schema: RECORD_PAGE_SCHEMA })
  reads(@Query() query: ReadsQuery, @CurrentUser() user: VenueUser): Promise<Page<FlatRecord>> {
    const filters = { ...timesOf(query), fields: { userId: query.userId } };
    return this.records(user, 'GET /v1/audit/reads', 'audit-reads', filters, query);
  }

  private async records(
    user: VenueUser,
    route: string,
    stream: OtherStream,
    filters: StreamFilters,
    query: ListQuery,
  ): Promise<Page<FlatRecord>> {
    const { limit, cursor, afterPosition } = query;
    const page = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const find = new FindEvents({ kind: 'stream', stream, filters }, page, afterPosition);
    const { items, nextCursor } = await this.desk.ask(user, route, query, find);
    return { items: items.map(flat), ...(nextCursor === undefined ? {} : { nextCursor }) };
  }
}

function flat({ sequence, position, time, type, event }: AuditEvent): FlatRecord {
  return { sequence, position, type, ...(time === undefined ? {} : { time }), ...event };
}

async function* textOf(
  format: ExportFormat,
  pages: AsyncIterable<readonly AuditEvent[]>,
): AsyncIterable<string> {
  if (format === 'csv') yield csvHeader();
  for await (const events of pages) yield format === 'csv' ? csvLines(events) : jsonLines(events);
}
