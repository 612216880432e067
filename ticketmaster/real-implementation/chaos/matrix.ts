/**
 * What a visitor sees while something is away, found by trying: for each that may be away a shop of its own, everything that a visitor does
 * once, and the same again when it is back.
 *
 *   node ticketmaster/real-implementation/chaos/matrix.ts [--write]    prints the table; puts it into the README, too
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ticketmaster/testing/eventually';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import { type Doors, openDoors } from '../crowd/doors.ts';
import { send } from '../crowd/wire.ts';
import { type Doings, type Prepared, prepare } from './matrix-doings.ts';

/** By what is away: what is done so that it goes, and what brings it back. */
const away: Record<string, (doors: Doors) => Promise<() => Promise<void>>> = {
  'another instance': async ({ webs: [, second] }) => {
    await second!.kill();
    return () => second!.start();
  },
  'the worker': async ({ worker }) => {
    await worker!.kill();
    return () => worker!.start();
  },
  'the payment provider': async ({ provider }) => {
    await provider.kill();
    return () => provider.start();
  },
  PostgreSQL: async () => {
    await killServer('postgres');
    return () => startServer('postgres');
  },
  // The last: when it is back, a process may do without it for up to a second more (the breaker of the cache).
  Redis: async () => {
    await killServer('redis');
    return () => startServer('redis');
  },
};

/** By what a visitor does, by what is away: what the visitor sees. */
export type Matrix = Record<string, Record<string, string>>;

/** Longer than any wait of the shop. ms */
const PATIENCE_MS = 12_000;

/** Tries it in a shop of its own, whose holds outlast everything that is away. */
export async function findMatrix(tell: (line: string) => void = () => {}): Promise<Matrix> {
  const doors = await openDoors({ instances: 2, holdSeconds: 600, operatorToken: 'of-the-operator' });
  try {
    return await matrixOf(doors, tell);
  } finally {
    await doors.close();
  }
}

async function matrixOf(doors: Doors, tell: (line: string) => void): Promise<Matrix> {
  const matrix: Matrix = {};
  for (const [what, strike] of Object.entries(away)) {
    tell(`Without ${what} …`);
    const prepared = await prepare(doors);
    const mend = await whileShown(prepared, () => strike(doors));
    const seen = await Promise.all(Object.values(prepared.doings).map(doing => see(prepared, doing)));
    await mend();
    await eventually(() => isBack(prepared), 30_000);
    for (const [nth, [does, doing]] of Object.entries(prepared.doings).entries()) {
      const first = seen[nth]!;
      const later = isFine(first) ? '' : `, then ${await seeInTheEnd(prepared, doing)}`;
      matrix[does] = { ...matrix[does], [what]: `${first}${later}` };
    }
  }
  return matrix;
}

/** To go may take as long as Redis keeps a show: so the other process is shown one after the other until it is done, or cannot be. */
async function whileShown<T>({ showToOther }: Prepared, strike: () => Promise<T>): Promise<T> {
  let isDone = false;
  const showing = async () => {
    while (!isDone) await showToOther();
  };
  void showing().catch(() => {});
  return strike().finally(() => (isDone = true));
}

const isFine = (seen: string) => seen === 'works';

/** What whoever tries again sees, once it works; after ten seconds, what they see then. */
async function seeInTheEnd(prepared: Prepared, doing: Doings[string]): Promise<string> {
  let seen = '';
  const tried = eventually(async () => {
    seen = await see(prepared, doing);
    if (!isFine(seen)) throw new Error(seen);
  }, 10_000);
  await tried.catch(() => {});
  return seen;
}

async function isBack({ url }: Prepared): Promise<void> {
  const { status } = await send('GET', `${url}/ready`, {}, undefined, 2_000);
  if (status !== 200) throw new Error(`not ready: ${status}`);
}

async function see({ url }: Prepared, { method, path, headers = {}, body }: Doings[string]): Promise<string> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const { status, body: told } = await send(method, `${url}${path}`, headers, text, PATIENCE_MS);
  const { type = '', status: order } = told as { type?: string; status?: string };
  if (status === 0) return 'no answer';
  if (status >= 400) return `${status} ${type.split('/').at(-1)}`;
  return status === 202 && order ? `202 ${order}` : 'works';
}

export function tableOf(matrix: Matrix): string {
  const columns = Object.keys(away);
  const lines = Object.entries(matrix).map(([does, cells]) => [does, ...columns.map(what => cells[what]!)]);
  return [
    ['what the visitor does', ...columns.map(what => `without ${what}`)],
    columns.map(() => '---').concat('---'),
    ...lines,
  ]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const README = join(import.meta.dirname, '../README.md');
const IN_README = /^\| what the visitor does \|.*?\|(?=\n\n)/ms;

/** The table that the README shows. */
export const tableInReadme = (): string | undefined => readFileSync(README, 'utf8').match(IN_README)?.[0];

if (import.meta.main) {
  const table = tableOf(await findMatrix(line => console.error(line)));
  if (process.argv.includes('--write'))
    writeFileSync(
      README,
      readFileSync(README, 'utf8').replace(IN_README, () => table),
    );
  console.log(table);
}
