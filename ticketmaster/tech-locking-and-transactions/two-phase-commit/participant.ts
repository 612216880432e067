import type { Connection } from '@ticketmaster/postgres/database';

/**
 * What a database that takes part can be told:
 *
 *   prepare     → PREPARE TRANSACTION gid        its promise: it can commit, also after a crash; until then its locks stay
 *   end         → COMMIT PREPARED gid, ROLLBACK PREPARED gid        by any session, also of another process
 *   preparedIn  → pg_prepared_xacts              what it has promised and was not told the end of
 *
 * The statements take no parameters, so the gid is put into their text.
 */
export async function prepare(tx: Connection, gid: string): Promise<void> {
  const { command } = await tx.query(`prepare transaction ${literal(gid)}`);
  // A transaction in which a statement has failed is rolled back here, and PostgreSQL calls that a success.
  if (command !== 'PREPARE') throw new Error(`${gid} was not prepared but answered ${command}`);
}

/** False when somebody else has ended it, or is at it. */
export async function end(db: Connection, how: 'commit' | 'rollback', gid: string): Promise<boolean> {
  try {
    await db.query(`${how} prepared ${literal(gid)}`);
    return true;
  } catch (error) {
    if (['42704', '55000'].includes((error as { code?: string }).code ?? '')) return false; // unknown; busy
    throw error;
  }
}

/** The gids that start with `prefix`. The view shows all databases of a server; a gid can be ended only in its own. */
export async function preparedIn(db: Connection, prefix: string): Promise<string[]> {
  const { rows } = await db.query<{ gid: string }>(
    'select gid from pg_prepared_xacts where database = current_database() and starts_with(gid, $1)',
    [prefix],
  );
  return rows.map(({ gid }) => gid);
}

function literal(gid: string): string {
  if (!/^[\w/-]{1,199}$/.test(gid)) throw new Error(`'${gid}' cannot be a gid: less than 200 bytes, no quotes`);
  return `'${gid}'`;
}
