import type { VenueClient } from '../support/venue-client.js';
import type { PageOf } from './reports.js';

const PAGE_ITEMS = 500;

/** A person of the venue with their own connection to it. */
export interface Actor {
  readonly userId: string;
  readonly name: string;
  /** Their desk and its state, of traders. */
  readonly desk?: string;
  readonly memberState?: string;
  readonly client: VenueClient;
}

/** `Mia Lindqvist (aus-lynx)`. */
export function nameOf(actor: Actor): string {
  return actor.desk === undefined ? actor.name : `${actor.name} (${actor.desk})`;
}

/** Every item of a list, page after page. */
export async function readAll<Item>(actor: Actor, path: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const separator = path.includes('?') ? '&' : '?';
    const next = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await actor.client.get(`${path}${separator}limit=${PAGE_ITEMS}${next}`);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    const page = body as Partial<PageOf<Item>>;
    items.push(...(page.items ?? []));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
