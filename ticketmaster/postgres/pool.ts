import pg from 'pg';

/**
 * A pool whose connections may break at any time: a Client without a listener for 'error' would take the process along. An idle one is told of,
 * and the pool opens another; for one at work, or just given back, the query on it is rejected, and tells.
 */
export function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config);
  pool.on('error', error => console.error(`An idle connection broke: ${error.message}`));
  pool.on('connect', client => client.on('error', () => {}));
  return pool;
}
