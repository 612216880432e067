import { setTimeout as sleep } from 'node:timers/promises';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { connectToRedis } from '@ticketmaster/redis/connect';
import { eventually } from '@ticketmaster/testing/eventually';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import type { Doors } from '../crowd/doors.ts';
import type { Fault } from './schedule.ts';

/** What a fault did: how long until every web process answered again from all that it needs, ms. */
export interface Recovered extends Fault {
  recoveredMs: number;
  /** When it struck: not before, and not after. ms since 1970. */
  struck: [from: number, until: number];
  /** When what was broken ran again, ms since 1970. */
  mended: number;
}

/** Of the servers behind the shop. */
export interface Urls {
  pgUrl: string;
  redisUrl: string;
}

/** After this the shop counts as not having come back. ms. */
const PATIENCE_MS = 30_000;

/** Does all faults, each at its time, and waits each time until the shop is whole again. */
export async function disturb(
  doors: Doors,
  urls: Urls,
  faults: readonly Fault[],
  tell: (line: string) => void,
): Promise<Recovered[]> {
  const began = Date.now();
  const done: Recovered[] = [];
  for (const fault of faults) {
    await sleep(Math.max(0, began + fault.atMs - Date.now()));
    tell(`${fault.kind} ${fault.who} for ${fault.ms} ms`);
    const from = Date.now();
    const mend = await strike(doors, urls, fault);
    const struck: [number, number] = [from, Date.now()];
    await mend();
    const mended = Date.now();
    const over = performance.now();
    await eventually(() => isWhole(doors), PATIENCE_MS);
    done.push({ ...fault, struck, mended, recoveredMs: Math.round(performance.now() - over) });
  }
  return done;
}

/** Lets it go wrong; answers what ends it. */
async function strike(doors: Doors, urls: Urls, { kind, who, ms }: Fault): Promise<() => Promise<void>> {
  const process = doors.all.find(({ name }) => name === who);
  const during = async (what: string, begin: object, end: object) => {
    await doors.control(what, begin);
    return () => sleep(ms).then(() => doors.control(what, end));
  };
  switch (kind) {
    case 'kill':
      await process!.kill();
      return () => sleep(ms).then(() => process!.start());
    case 'pause':
      return () => process!.pause(ms);
    case 'crash':
      await killServer(who);
      return () => sleep(ms).then(() => startServer(who));
    case 'cut':
      await (who === 'redis' ? cutRedis(urls.redisUrl) : cutPostgres(urls.pgUrl, doors.schema));
      return async () => {};
    case 'bad provider':
      return during('faults', { seed: ms, rate: 0.3 }, { rate: 0 });
    case 'slow provider':
      return during('faults', { seed: ms, rate: 0.8, kinds: ['slow'] }, { rate: 0 });
    case 'early webhooks':
      return during('webhooks', { beforeAnswer: true, duplicate: true }, { beforeAnswer: false, duplicate: false });
  }
}

/** Ends every session of the shop, whatever it was doing: what did not commit is undone. */
async function cutPostgres(url: string, schema: string): Promise<void> {
  const db = connectToPostgres(url, { schema: `${schema}_chaos`, connections: 1 });
  try {
    await db.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [schema]);
  } finally {
    await db.close();
  }
}

/** Ends every connection but this one: those that ask, and those that listen. */
async function cutRedis(url: string): Promise<void> {
  const redis = connectToRedis(url);
  try {
    for (const type of ['normal', 'pubsub']) await redis.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
  } finally {
    redis.disconnect();
  }
}

/** Every web process reaches PostgreSQL, makes a session (Redis), and shows seats. */
async function isWhole({ urls }: Doors): Promise<void> {
  const ok = async (method: string, url: string) => {
    const answer = await fetch(url, { method, signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  };
  await Promise.all(
    urls.flatMap(url => [
      ok('GET', `${url}/ready`),
      ok('POST', `${url}/api/session`),
      ok('GET', `${url}/api/events/E3/seats`),
    ]),
  );
}

/** Lines in the logs that no fault excuses. */
export const unhandled = ({ all }: Doors): string[] =>
  all.flatMap(door => [
    ...(door.diedByItself() ? [`${door.name} ended by itself`] : []),
    ...(door.output().match(/^.*(?:unhandled|UnhandledPromise|uncaught|TypeError|ReferenceError).*$/gim) ?? []).map(
      line => `${door.name}: ${line}`,
    ),
  ]);
