import { expect, it, onTestFinished, vi } from 'vitest';
import { url } from './database.fixture.ts';
import { openPool } from './pool.ts';

it.each(['idle', 'held'])(
  'ends no process where the server ends a connection that is %s, and opens another',
  async which => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const pool = openPool({ connectionString: url, max: 2 });
    onTestFinished(() => pool.end());
    const client = await pool.connect();
    const { pid } = (await client.query('select pg_backend_pid() as pid')).rows[0];
    if (which === 'idle') client.release();
    const ended = new Promise(resolve => client.once('end', resolve)); // an 'error' that nobody hears fails the whole run
    await pool.query('select pg_terminate_backend($1)', [pid]).catch(() => {}); // the idle one ends itself
    await ended;
    if (which === 'held') client.release(true);
    expect((await pool.query('select pg_backend_pid() as pid')).rows[0].pid).not.toBe(pid);
    told.mockRestore();
  },
);
