/** What scripts/compare/waiting-room.compare.ts measures: the same experiments for each technology. */
import { createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectToRedis } from '../redis/connect.ts';
import { eventually, unique } from '../testing/eventually.ts';
import { freePort, killServer, type Spawned, spawnServer, startServer } from '../testing/processes.ts';
import { type Answer, type CrowdReport, call, inversions, sendCrowd, visitorOf } from './contract/crowd.ts';
import type { Technology } from './contract/technology.ts';
import { WaitingRooms } from './contract/waiting-room.ts';
import { redisLedger } from './ledger/redis-ledger.ts';

type Urls = Record<string, string>;

/** A technology, and what the package.json of its lesson says. The ledger is always in Redis; the last server is the line's. */
export type Compared = Technology & { folder: string; servers: string[] };

const OPERATOR = { authorization: 'Bearer operator-of-the-comparison', 'content-type': 'application/json' };

/** A lesson's server as its own process. */
export function serve({ folder, settings }: Compared, urls: Urls, more: Record<string, string>): Promise<Spawned> {
  const environment = { NODE_ENV: 'production', OPERATOR_TOKEN: 'operator-of-the-comparison', ...urls, ...settings };
  return spawnServer(join(import.meta.dirname, folder, 'server.ts'), { ...environment, ...more });
}

export const roomOf = (url: string, eventId: string) => `${url}/api/events/${eventId}/waiting-room`;

export async function set(url: string, eventId: string, settings: object): Promise<void> {
  await call('PUT', roomOf(url, eventId), OPERATOR, JSON.stringify(settings));
}

/** Lets `visitors` in who all wait, `batch` at once at most: how many a second. Everybody joined before; nothing else goes on. */
export async function drain(technology: Compared, urls: Urls, visitors: number, batch: number): Promise<number> {
  const redis = connectToRedis(urls.REDIS_URL!);
  const { openLine, lineOf, close } = await technology.connect!(urls);
  const ledger = redisLedger(redis, lineOf ? { lineOf } : {});
  const times = { everyMs: 3_600_000, requeueAfterMs: 3_600_000, joinTimeoutMs: 10_000 };
  const settings = { capacity: 1, admitPerSecond: 100_000, admissionSeconds: 3_600, noShowSeconds: 3_600, open: true };
  const rooms = new WaitingRooms(openLine, ledger, async () => createSecretKey(new Uint8Array(32)), {
    ...{ settings, maxRooms: 1, batch, ...times },
  });
  const eventId = unique('drain');
  const letIn = async (count: number) => {
    while ((await rooms.figures(eventId)).admittedTotal < count) await rooms.admit(eventId);
  };
  try {
    await rooms.configure(eventId, { open: true });
    await rooms.join(eventId, 'first'); // once one is in, the line is at work: a consumer of Kafka takes seconds to join its group
    await letIn(1);
    await Promise.all(Array.from({ length: visitors }, (_, n) => rooms.join(eventId, `visitor-${n}`)));
    const from = performance.now();
    await rooms.configure(eventId, { capacity: visitors + 1 });
    await letIn(visitors + 1);
    return (visitors * 1_000) / (performance.now() - from);
  } finally {
    await rooms.close();
    await close();
    await redis.quit();
  }
}

/** One inside, many waiting, on one server: how long from `done` until the next one sees the admission, each time; ms. */
export async function slotToAdmission(server: string, visitors: number): Promise<number[]> {
  const eventId = unique('slots');
  await set(server, eventId, { capacity: 1 });
  const crowd = Array.from({ length: visitors }, (_, n) => visitorOf(eventId, `visitor-${n}`));
  for (const { join } of crowd) await join(server);
  const isIn = async (n: number) => {
    while ((await crowd[n]!.look(server)).body.state !== 'ADMITTED') {}
  };
  await isIn(0);
  const times: number[] = [];
  for (let n = 1; n < visitors; n++) {
    const from = performance.now();
    await crowd[n - 1]!.done(server);
    await isIn(n);
    times.push(performance.now() - from);
  }
  return times;
}

export interface Crash {
  lost: number;
  letInTwice: number;
  /** Pairs let in in the wrong order, and how many overtook the one who was overtaken most. */
  inversions: { pairs: number; worst: number };
  /** From the crash until somebody was let in again; includes the start of what had crashed. */
  pauseMs: number;
}

const CAPACITY = 20;

/**
 * The only gate of an event dies with 20 places read and not acked, and its server is started again at once, on the same port.
 * `heldMs`: from the crash until all who were in its hands were let in. `admitted`: how many had been let in when, since the crash.
 */
export async function gateCrash(technology: Compared, urls: Urls, visitors: number) {
  const settings = { CAPACITY: `${CAPACITY}`, PORT: `${await freePort()}` }; // the heir's, too
  const doomed = await serve(technology, urls, { ...settings, BREAK: 'between-read-and-ack' });
  const eventId = unique('gate');
  await set(doomed.url, eventId, { open: false });
  const crowd = sendCrowd({ eventId, visitors, servers: [doomed.url], withinMs: 120_000 });
  await eventually(async () => {
    const { body } = await call('GET', roomOf(doomed.url, eventId));
    if (Number(body.waiting) < visitors) throw new Error('not all have joined');
  }, 60_000);
  const watch = watchAdmissions(doomed.url, eventId);
  await set(doomed.url, eventId, { open: true }).catch(() => {}); // the answer may die with it
  await eventually(() => {
    if (doomed.process.signalCode !== 'SIGKILL') throw new Error('the gate lives');
  });
  const diedAt = performance.now();
  const heir = await serve(technology, urls, settings);
  try {
    const report = await crowd;
    const held = report.served.filter(({ number }) => number <= CAPACITY).map(({ knewAt }) => knewAt - diedAt);
    const admitted = (await watch.end()).map(({ at, total }) => ({ ms: at - diedAt, total }));
    return { ...told(report, diedAt, 0), heldMs: Math.max(...held), admitted };
  } finally {
    await watch.end();
    await heir.end();
  }
}

/** Asks the room every 50 ms how many have been let in. A dead server does not answer, and meanwhile nobody is let in. */
function watchAdmissions(url: string, eventId: string) {
  const seen: { at: number; total: number }[] = [];
  let ended = false;
  const watching = (async () => {
    for (; !ended; await sleep(50)) {
      const { body } = await call('GET', roomOf(url, eventId)).catch(() => ({ body: {} as Answer['body'] }));
      if (body.admittedTotal !== undefined) seen.push({ at: performance.now(), total: body.admittedTotal });
    }
  })();
  return {
    async end() {
      ended = true;
      await watching;
      return seen;
    },
  };
}

/** The broker is killed (kill -9) while a crowd goes through, and started again. `servers` of the second kind, which nothing else uses. */
export async function brokerCrash(technology: Compared, urls: Urls, visitors: number): Promise<Crash> {
  const broker = `${technology.servers.at(-1)}-2`;
  const server = await serve(technology, urls, { CAPACITY: `${CAPACITY}` });
  const eventId = unique('broker');
  await set(server.url, eventId, { open: true });
  let killedAt = 0;
  let restarted: Promise<void> | undefined;
  try {
    const report = await sendCrowd({
      ...{ eventId, visitors, servers: [server.url], withinMs: 120_000 },
      onAdmitted(soFar) {
        if (soFar !== Math.floor(visitors / 4)) return;
        killedAt = performance.now();
        restarted = killServer(broker).then(() => startServer(broker));
      },
    });
    const known = report.served.filter(({ knewAt }) => knewAt <= killedAt).map(({ admissions }) => admissions[0]!);
    return told(report, killedAt, Math.max(...known) + CAPACITY); // so many may be inside and not know it yet
  } finally {
    await restarted;
    await server.end();
  }
}

/** `letInBefore`: admissions up to this number may have been given before the crash. */
function told({ served, lost }: CrowdReport, crashAt: number, letInBefore: number): Crash {
  const after = served.filter(({ admissions }) => admissions[0]! > letInBefore);
  return {
    lost: lost.length,
    letInTwice: served.filter(({ admissions }) => admissions.length > 1).length,
    inversions: inversions(served),
    pauseMs: Math.min(...after.map(({ knewAt }) => knewAt)) - crashAt,
  };
}
