import type { Projection } from '#views';
import { DeskProjection } from './desk-projection.js';
import { DESK_VIEW_DDL, DESK_VIEW_VERSION } from './schema.js';

/** How long commands gather for one transaction; a desk's read ends the gathering, so nobody waits for it. */
const GATHER_MS = 100;

/** The desks' view of every book: which tables, and what writes them. */
export const DESK_ROWS: Projection<unknown> = {
  name: 'desk-view',
  schemaVersion: DESK_VIEW_VERSION,
  ddl: DESK_VIEW_DDL,
  gatherMs: GATHER_MS,
  writer: (view) => {
    const projection = new DeskProjection(view);
    return (commands) => {
      for (const command of commands) projection.project(command);
      projection.flush();
    };
  },
};
