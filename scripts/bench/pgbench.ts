import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { find } from '../servers/install.ts';

const run = promisify(execFile);

export const howToGetIt = '`apt-get install postgresql-contrib` or `brew install postgresql@18` brings it';

/** pgbench, PostgreSQL's own load generator; undefined when it is not installed. */
export function findPgbench(): string | undefined {
  const homes = ['/usr/lib/postgresql/*/bin', '/opt/homebrew/opt/postgresql@*/bin', '/usr/local/opt/postgresql@*/bin'];
  const newestFirst = homes.flatMap(home => globSync(`${home}/pgbench`).sort().reverse());
  return newestFirst[0] ?? find({ command: 'pgbench' });
}

export interface Pgbench {
  perSecond: number;
  transactions: number;
}

/**
 * Runs `script` (pgbench's language; prepared statements) over and over from `clients` connections, on the tables in `schema`.
 */
export async function pgbench(
  program: string,
  {
    url,
    schema,
    script,
    clients,
    seconds,
  }: { url: string; schema: string; script: string; clients: number; seconds: number },
  signal: AbortSignal,
): Promise<Pgbench> {
  const folder = mkdtempSync(join(tmpdir(), 'pgbench-'));
  try {
    const file = join(folder, 'script.sql');
    writeFileSync(file, script);
    const how = ['-n', '-M', 'prepared', '-c', `${clients}`, '-j', '2', '-T', `${seconds}`, '-f', file];
    const { stdout } = await run(program, [...how, url], {
      env: { ...process.env, PGOPTIONS: `-c search_path=${schema}`, LC_ALL: 'C' },
      timeout: (seconds + 30) * 1_000,
      signal,
    });
    return parsePgbench(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads what pgbench prints at its end; throws, showing all of it, when a transaction failed or the figures are not there. */
export function parsePgbench(printed: string): Pgbench {
  const perSecond = printed.match(/^tps = ([\d.]+)/m)?.[1];
  const transactions = printed.match(/^number of transactions actually processed: (\d+)/m)?.[1];
  const failed = printed.match(/^number of failed transactions: (\d+)/m)?.[1] ?? '0';
  if (!perSecond || !transactions || failed !== '0') throw new Error(`pgbench did not do its work:\n${printed}`);
  return { perSecond: Number(perSecond), transactions: Number(transactions) };
}
