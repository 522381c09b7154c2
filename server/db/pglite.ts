import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { Embedded } from './pglite-open.js';

const lookEveryMs = 5_000;
/** About so much is written again after a kill; it takes a second or two. */
const replayedAtMost = 32 * 1024 * 1024;

/**
 * PostgreSQL's checkpointer is a process of its own, which the embedded database does not have: without this, everything written
 * since the start would be replayed after a kill, for minutes in the end, and its log would never become shorter.
 */
export function keepRecoveryShort(db: Embedded, turns: Turns): { stop(): Promise<void> } {
  let underWay: Promise<void> | undefined;
  async function look(): Promise<void> {
    await turns.take();
    try {
      const { rows } = await db.query<{ is_much: boolean }>(
        'select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) > $1::bigint as is_much from pg_control_checkpoint()',
        [replayedAtMost],
      );
      if (rows[0]?.is_much) await db.exec('checkpoint');
    } finally {
      turns.give();
    }
  }
  const timer = setInterval(() => {
    underWay ??= look()
      .catch(() => undefined) // the next look comes
      .finally(() => {
        underWay = undefined;
      });
  }, lookEveryMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}

/** Kysely over one embedded PGlite: its single connection is handed to one caller at a time. */
export class PGliteDialect implements Dialect {
  constructor(
    readonly db: Embedded,
    readonly turns: Turns,
  ) {}
  createDriver() {
    return new PGliteDriver(this.db, this.turns);
  }
  createQueryCompiler() {
    return new PostgresQueryCompiler();
  }
  createAdapter() {
    return new PostgresAdapter();
  }
  createIntrospector(kysely: ConstructorParameters<typeof PostgresIntrospector>[0]) {
    return new PostgresIntrospector(kysely);
  }
}

/** Who may use the connection now. A transaction keeps its turn to the end; others wait in line. */
export class Turns {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];
  async take(): Promise<void> {
    if (this.#isTaken)
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    this.#isTaken = true;
  }
  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isTaken = false;
  }
}

class PGliteDriver implements Driver {
  readonly #connection: DatabaseConnection;
  constructor(
    readonly db: Embedded,
    readonly turns: Turns,
  ) {
    this.#connection = {
      async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
        const result = await db.query<R>(sql, [...parameters]);
        return result.affectedRows === undefined
          ? { rows: result.rows }
          : { rows: result.rows, numAffectedRows: BigInt(result.affectedRows) };
      },
      streamQuery() {
        throw new Error('The embedded database has no cursors.');
      },
    };
  }
  async init() {
    // it was opened before
  }
  async acquireConnection() {
    await this.turns.take();
    return this.#connection;
  }
  async releaseConnection() {
    this.turns.give();
  }
  async beginTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }
  async commitTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }
  async rollbackTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }
  async destroy() {
    await this.db.close();
  }
}
