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
import type { Turns } from './turns.js';

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
