import { rmSync } from 'node:fs';
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely';
import Database from 'libsql';
import { ReachedPosition } from './reached-position.js';

export interface ViewOptions {
  /** Path of the SQLite file, or `:memory:`. */
  readonly file: string;
  /** A view of another version is dropped and rebuilt from the events. */
  readonly schemaVersion: number;
  /** Statements that create the tables and indexes. */
  readonly ddl: readonly string[];
}

/** No projection has this version. */
const CONDEMNED = -1;

const CHECKPOINT_DDL = `create table view_checkpoint (
  one integer primary key check (one = 1), schema_version integer not null, position integer not null
)`;

/**
 * A disposable read model: rows and the store position that they reflect change in one SQLite transaction, so a crash
 * leaves them in step and a lost file is rebuilt from the events.
 */
export class View<Schema> {
  readonly kysely: Kysely<Schema>;
  private readonly transaction: Record<'begin' | 'save' | 'commit' | 'rollback', Database.Statement>;
  private readonly reached: ReachedPosition;

  private constructor(
    /** Prepared statements for the projection's hot path. */
    readonly sqlite: Database.Database,
    checkpoint: number,
  ) {
    this.reached = new ReachedPosition(checkpoint);
    this.transaction = {
      begin: sqlite.prepare('begin immediate'),
      save: sqlite.prepare('update view_checkpoint set position = ? where one = 1'),
      commit: sqlite.prepare('commit'),
      rollback: sqlite.prepare('rollback'),
    };
    this.kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: forKysely(sqlite) }) });
  }

  /** Opens the view, rebuilding it from nothing when the file is absent, of another version or unreadable. */
  static open<Schema>(options: ViewOptions): View<Schema> {
    const kept = openExisting(options);
    if (kept !== undefined) return new View<Schema>(kept.sqlite, kept.position);
    removeFiles(options.file);
    const sqlite = connect(options.file);
    sqlite.exec('begin');
    sqlite.exec(CHECKPOINT_DDL);
    for (const statement of options.ddl) sqlite.exec(statement);
    sqlite.prepare('insert into view_checkpoint values (1, ?, -1)').run(options.schemaVersion);
    sqlite.exec('commit');
    return new View<Schema>(sqlite, -1);
  }

  /** Store position that the rows reflect; -1 before the first. */
  get checkpoint(): number {
    return this.reached.position;
  }

  /** Writes rows and the checkpoint in one transaction, then wakes whoever waits for the position. */
  apply(checkpoint: number, write: () => void): void {
    const { begin, save, commit, rollback } = this.transaction;
    begin.run();
    try {
      write();
      save.run(checkpoint);
      commit.run();
    } catch (error) {
      rollback.run();
      throw error;
    }
    this.reached.advance(checkpoint);
  }

  /** Takes note that the rows reflect a later position as they are; after a restart they may have to be told again. */
  advance(checkpoint: number): void {
    this.reached.advance(checkpoint);
  }

  /**
   * Waits until the rows reflect a position: read-your-writes.
   *
   * @returns false when the time was up first.
   */
  waitFor(position: number, timeoutMsMax: number): Promise<boolean> {
    return this.reached.waitFor(position, timeoutMsMax);
  }

  /** Resolves when somebody waits for a position that is not reflected yet, or when the time is up. */
  wanted(timeoutMsMax: number): Promise<void> {
    return this.reached.wanted(timeoutMsMax);
  }

  /** The rows contradict the events: the next process that opens the file builds it anew. */
  condemn(): void {
    this.sqlite.prepare('update view_checkpoint set schema_version = ? where one = 1').run(CONDEMNED);
  }

  close(): void {
    this.reached.close();
    this.sqlite.close();
  }
}

/**
 * Pages of 4 KiB after which the journal is written back into the file. What is written again and again meanwhile, such
 * as the ends of the indexes, is written back once.
 */
const CHECKPOINT_PAGES = 8_000;

/** Opens a view's file: for its writer, or for reading beside it. */
export function connect(file: string): Database.Database {
  const sqlite = new Database(file);
  // The view can always be rebuilt, so it need not wait for the disk at each transaction.
  sqlite.pragma('journal_mode = wal');
  sqlite.pragma('synchronous = off');
  sqlite.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  return sqlite;
}

function openExisting(options: ViewOptions): { sqlite: Database.Database; position: number } | undefined {
  if (options.file === ':memory:') return undefined;
  const sqlite = connectIfSound(options.file);
  if (sqlite === undefined) return undefined;
  const known = sqlite.prepare("select 1 from sqlite_master where name = 'view_checkpoint'").get();
  const row = known === undefined ? undefined : sqlite.prepare('select * from view_checkpoint').get();
  const kept = row as { schema_version: number; position: number } | undefined;
  if (kept?.schema_version === options.schemaVersion) return { sqlite, position: kept.position };
  sqlite.close();
  return undefined;
}

/** A file that is no sound database (a crash with `synchronous = off` may leave one) counts as absent. */
function connectIfSound(file: string): Database.Database | undefined {
  let sqlite: Database.Database | undefined;
  try {
    sqlite = connect(file);
    const [check] = sqlite.prepare('pragma quick_check(1)').all() as { quick_check: string }[];
    if (check?.quick_check === 'ok') return sqlite;
  } catch {
    // Rebuilt below.
  }
  sqlite?.close();
  return undefined;
}

function removeFiles(file: string): void {
  if (file === ':memory:') return;
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}

/** Kysely passes parameters as one array; the driver takes the same. */
export function forKysely(sqlite: Database.Database): SqliteDatabase {
  return {
    close: () => sqlite.close(),
    prepare: (sql) => {
      const statement = sqlite.prepare(sql);
      return {
        reader: statement.reader,
        all: (parameters) => statement.all(parameters),
        run: (parameters) => statement.run(parameters),
        iterate: (parameters) => statement.iterate(parameters),
      };
    },
  };
}
