import { isoToMicros, microsToIso } from '#platform';
import { nameOf, readAll } from '../actor.js';
import { INSTRUMENT } from '../cast.js';
import type { Day } from '../day.js';
import type { BookReport, Level } from '../reports.js';
import { checkInvariants, type ExportedEvent } from '../stored-events.js';
import type { Memory, Scene } from './scene.js';

interface Verification {
  readonly instrument: string;
  readonly commands: number;
  readonly events: number;
  readonly equal: boolean;
}

interface PictureOrder {
  readonly price?: string;
  readonly leavesQuantityLots: number;
}

interface BookPicture {
  readonly sequence: number;
  readonly phase: string;
  readonly stateHash: string;
  readonly bids: readonly PictureOrder[];
  readonly asks: readonly PictureOrder[];
}

interface OrderLife {
  readonly events: readonly { readonly type: string }[];
}

/** The regulator re-runs the day, goes back in it, follows an order and takes the whole record along. */
export const regulator: Scene = {
  title: 'The regulator verifies the whole day',
  async play(day, memory) {
    await verify(day, memory);
    await asOf(day, memory);
    await orderLife(day, memory);
    await exportAll(day, memory);
    await recordedReads(day);
  },
};

async function verify(day: Day, memory: Memory): Promise<void> {
  const { regulator: rita } = day.cast;
  const { status, body } = await rita.client.post('/v1/audit/verify', {});
  const books = (body.books ?? []) as readonly Verification[];
  const commands = books.reduce((sum, book) => sum + book.commands, 0);
  const events = books.reduce((sum, book) => sum + book.events, 0);
  const different = books.filter(({ equal }) => !equal).map(({ instrument }) => instrument);
  const outcome =
    different.length === 0 ? `all ${events} events equal` : `DIFFERENT: ${different.join(', ')}`;
  day.story.deed(nameOf(rita), `re-runs ${commands} commands of ${books.length} books`, outcome);
  day.expect.equal('answer to the verification', status, 200);
  day.expect.equal('books that were verified', books.length, day.cast.bloc.instruments.length);
  day.expect.equal('books that differ (AUDT-3)', different, []);
  day.expect.equal('policy, clearing and the whole record verified too', body.equal, true);
  memory.verified = { books: books.length, commands, events };
}

/** AUDT-2: the book as the public saw it after the opening, by sequence and by the microsecond. */
async function asOf(day: Day, memory: Memory): Promise<void> {
  const { regulator: rita } = day.cast;
  const { bookAfterOpening: seen, firstAfterOpening: next } = memory;
  if (!day.expect.that('the book after the opening was seen', seen !== undefined && next !== undefined))
    return;
  if (seen === undefined || next === undefined) return;
  const path = `/v1/audit/book?instrument=${INSTRUMENT}`;
  const bySequence = (await rita.client.get(`${path}&sequence=${seen.sequence}`))
    .body as Partial<BookPicture>;
  const instant = microsToIso((isoToMicros(next.time) ?? 0) - 1);
  const byTime = (await rita.client.get(`${path}&time=${instant}`)).body as Partial<BookPicture>;
  day.story.deed(
    nameOf(rita),
    `looks at the book as of sequence ${seen.sequence}`,
    `phase ${bySequence.phase ?? '?'}`,
  );
  day.story.deed(nameOf(rita), `looks at the book as of ${instant}`, `sequence ${byTime.sequence ?? '?'}`);
  day.expect.equal('bids as of the opening (AUDT-2)', levelsOf(bySequence.bids), publicLevels(seen, 'bids'));
  day.expect.equal(
    'offers as of the opening (AUDT-2)',
    levelsOf(bySequence.asks),
    publicLevels(seen, 'asks'),
  );
  day.expect.equal('state hash by time and by sequence', byTime.stateHash, bySequence.stateHash);
}

/** Orders added up by price, as the public sees them. */
function levelsOf(orders: readonly PictureOrder[] = []): string[] {
  const levels = new Map<string, number>();
  for (const { price = 'market', leavesQuantityLots } of orders) {
    levels.set(price, (levels.get(price) ?? 0) + leavesQuantityLots);
  }
  return [...levels].map(([price, lots]) => `${price} x ${lots}`);
}

function publicLevels(book: BookReport, side: 'bids' | 'asks'): string[] {
  return book[side].map((level: Level) => `${level.price} x ${level.quantityLots}`);
}

async function orderLife(day: Day, memory: Memory): Promise<void> {
  const { regulator: rita } = day.cast;
  const orderId = memory.repriced?.orderId;
  if (!day.expect.that('the repriced order is known', orderId !== undefined) || orderId === undefined) return;
  const { body } = await rita.client.get(`/v1/audit/orders/${orderId}`);
  const types = ((body as Partial<OrderLife>).events ?? []).map(({ type }) => type);
  day.story.deed(nameOf(rita), `follows ${orderId} through its life`, types.join(', '));
  for (const type of ['OrderAccepted', 'OrderRepriced', 'Traded']) {
    day.expect.that(`the life of ${orderId} has ${type}`, types.includes(type), types);
  }
}

async function exportAll(day: Day, memory: Memory): Promise<void> {
  const { regulator: rita } = day.cast;
  const lines = await rita.client.text(`/v1/audit/export?format=jsonl&instrument=${INSTRUMENT}`);
  const events = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ExportedEvent);
  const csv = await rita.client.text(`/v1/audit/export?format=csv&instrument=${INSTRUMENT}`);
  const csvLines = csv.split('\r\n').filter((line) => line !== '').length - 1;
  day.story.deed(
    nameOf(rita),
    'takes the whole record along',
    `${events.length} events as JSON Lines and CSV`,
  );
  day.expect.that('the export has events', events.length > 0);
  day.expect.equal('lines of the CSV export', csvLines, events.length);
  checkInvariants(day.expect, events);
  memory.exported = { events: events.length, trades: events.filter(({ type }) => type === 'Traded').length };
}

/** AUDT-1: refusals at the edge and the regulator's own reads are on record. */
async function recordedReads(day: Day): Promise<void> {
  const { regulator: rita } = day.cast;
  const refusals = await readAll<{ code?: string }>(rita, '/v1/audit/refusals');
  const codes = refusals.map(({ code }) => code);
  for (const code of ['OFF_TICK', 'NOT_AUTHORISED']) {
    day.expect.that(`the refusal ${code} at the edge is on record`, codes.includes(code), codes);
  }
  const reads = await readAll<{ route?: string }>(rita, '/v1/audit/reads');
  const routes = reads.map(({ route }) => route);
  day.story.remark(
    `Her own ${reads.length} reads are on record too, and ${refusals.length} refusals at the edge.`,
  );
  day.expect.that(
    'the verification is among her recorded reads',
    routes.includes('POST /v1/audit/verify'),
    routes,
  );
}
