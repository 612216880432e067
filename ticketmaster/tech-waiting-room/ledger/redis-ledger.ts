import { hash } from 'node:crypto';
import { batcher } from '@ticketmaster/common/batch';
import type {
  Figures,
  JoinRefusal,
  Ledger,
  OpenLedger,
  Settings,
  Verdict,
  Visitor,
} from '@ticketmaster/waiting-room/ledger';
import type { Redis } from 'ioredis';
import { remember } from './admissions.ts';
import { roomOf, SETTINGS_LIFE_S } from './keys.ts';
import { away, called, script } from './scripts.ts';
import { placesOf } from './slow-lane.ts';

export interface LedgerOptions {
  /** Milliseconds since 1970, for tests; else the clock of Redis, the same for all servers. */
  now?: () => number;
  /** The stream to which the place of each who joins is added by the same step: for the one line that is in Redis, too. */
  lineOf?: (eventId: string) => string;
  /** Places that one line holds, those included whose visitor has left and which a broker still has. */
  maxWaiting?: number;
  /** Keeps each admission until admissions.ts has passed it on, so many of one event at most; 0 keeps none. */
  keepAdmissions?: number;
}

/**
 * The ledger of every room in one Redis, which all servers share. Each verb is one Lua script, and so one round trip; what many
 * visitors ask at once (join, enqueued, find) is one for all of them.
 *
 * Every key has an end. `room` is waiting-room:{eventId}:
 *
 *   room                          settings and counters            90 days after the room was last used
 *   room:joining … room:gates     who waits, who is inside …       2 days after it was last used
 *   room:waits, :etaErrors        of the last 1,000 let in         2 days, too
 *   room:admissions, the stream   what nobody has handled yet,     2 days, too
 *     that is a line                the places
 *   room:visitor:{id}             JOINING                          2 minutes after the number was drawn
 *                                 WAITING, ADMITTED                2 days after the last step or sign of life
 *                                 EXPIRED                          1 day after the visit has ended
 *   room:claim:{key}              whose place it is (claims.ts)    1 day after it was claimed
 *   waiting-room:rooms            rooms whose admissions are kept  90 days after each was last opened
 *   waiting-room:secret           what tokens are signed with      90 days after a server last asked for it
 */
export function redisLedger(
  redis: Redis,
  { now, lineOf, maxWaiting = 1_000_000, keepAdmissions = 0 }: LedgerOptions = {},
): OpenLedger {
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(name, { lua });
  const run = (name: keyof typeof scripts, keys: string[], ...args: (string | number)[]) =>
    called(redis, name, keys.length, ...keys, now?.() ?? '', ...args);
  const keysOf = (eventId: string) => (lineOf ? [roomOf(eventId), lineOf(eventId)] : [roomOf(eventId)]);
  /** Asks for all who want the same of one event in one turn of the event loop by one call; it fails for those of that event alone. */
  const forAll = (name: keyof typeof scripts, ...args: number[]) =>
    batcher<Wish, unknown>(
      async wishes => {
        const answers = new Map<Wish, unknown>();
        const ask = async (eventId: string, ofEvent: Wish[]) => {
          const asked = ofEvent.flatMap(({ wants }) => wants);
          const got = await run(name, keysOf(eventId), ...args, ...asked).catch((error: Error) =>
            ofEvent.map(() => error),
          );
          for (const [i, wish] of ofEvent.entries()) answers.set(wish, (got as unknown[])[i]);
        };
        const byEvent = Map.groupBy(wishes, ({ eventId }) => eventId);
        await Promise.all([...byEvent].map(([eventId, ofEvent]) => ask(eventId, ofEvent)));
        return wishes.map(wish => answers.get(wish));
      },
      { most: MOST },
    );
  const joins = forAll('roomJoin', maxWaiting);
  const enqueues = forAll('roomEnqueued');
  const finds = forAll('roomFind');

  return function openLedger(eventId): Ledger {
    const room = roomOf(eventId);
    const keys = keysOf(eventId);
    return {
      async open(defaults) {
        const adding = redis.pipeline();
        for (const [name, value] of fieldsOf(defaults)) adding.hsetnx(room, name, value);
        adding.expire(room, SETTINGS_LIFE_S);
        if (keepAdmissions) remember(adding, eventId);
        await settled(adding.exec()).catch(away);
      },

      async configure(settings) {
        await redis.hset(room, ...fieldsOf(settings).flat()).catch(away);
      },

      exists: async () => (await redis.hexists(room, 'capacity').catch(away)) === 1,

      async join(visitorId, key = '') {
        const answer = await joins({ eventId, wants: [visitorId, key && hashOf(key)] });
        return refusals.has(answer) ? (answer as JoinRefusal) : parsed(answer)!;
      },

      enqueued: async (visitorId, number) => parsed(await enqueues({ eventId, wants: [visitorId, number] })),
      find: async (visitorId, number) => parsed(await finds({ eventId, wants: [visitorId, number ?? ''] })),
      leave: async (visitorId, number) => stateOf(await run('roomLeave', keys, visitorId, number ?? '', 'LEFT')),
      done: async (visitorId, number) => stateOf(await run('roomLeave', keys, visitorId, number ?? '', 'FINISHED')),

      async admitBatch(gate, places, max) {
        const asked = places.flatMap(({ visitorId, number }) => [visitorId, number]);
        const answer = await run('roomAdmitBatch', keys, gate, max, keepAdmissions, ...asked);
        const [slots, stalledMs, busy, ...verdicts] = answer as [number, number, number, ...Verdict[]];
        return { slots, stalledMs, busy: busy === 1, verdicts };
      },

      async front(max) {
        return placesOf((await run('roomFront', keys, max)) as string[]);
      },

      isInside: async (visitorId, admission) => (await run('roomInside', keys, visitorId, admission)) === 1,

      async figures() {
        const [flat, waiting, admitted, waits, etaErrors, admittedBy] = (await run('roomFigures', keys)) as Answer;
        const field = Object.fromEntries(flat.flatMap((name, i) => (i % 2 ? [] : [[name, Number(flat[i + 1])]])));
        const counted = (name: string): number => field[name] ?? 0;
        return {
          ...{ capacity: counted('capacity'), admitPerSecond: counted('admitPerSecond') },
          ...{ admissionSeconds: counted('admissionSeconds'), noShowSeconds: counted('noShowSeconds') },
          ...{ open: counted('open') === 1, draining: counted('draining') === 1, waiting, admitted },
          ...{ joinedTotal: counted('joinedTotal'), admittedTotal: counted('admittedTotal') },
          ...{ noShows: counted('noShows'), expired: counted('expired') },
          ...{ waits: waits.map(Number), etaErrors: etaErrors.map(Number) },
          admittedByGate: admittedBy.map(Number).sort((a, b) => b - a),
        } satisfies Figures;
      },
    };
  };
}

const refusals: ReadonlySet<unknown> = new Set<JoinRefusal>(['FULL', 'DRAINING', 'TAKEN', 'NO_ROOM']);
const hashOf = (key: string) => hash('sha256', key, 'base64url').slice(0, 22);

/** What one visitor wants, as arguments of a script. */
interface Wish {
  eventId: string;
  wants: (string | number)[];
}

/** Visitors in one call: bounds how long the one thread of Redis is busy with it. */
const MOST = 200;

type Answer = [
  flat: string[],
  waiting: number,
  admitted: number,
  waits: string[],
  etaErrors: string[],
  admittedBy: string[],
];

const scripts = {
  roomJoin: script('join'),
  roomEnqueued: script('enqueued'),
  roomFind: script('find'),
  roomLeave: script('leave'),
  roomAdmitBatch: script('admit-batch'),
  roomFront: script('front'),
  roomInside: script('inside'),
  roomFigures: script('figures'),
};

const fieldsOf = (settings: Partial<Settings>) =>
  Object.entries(settings).map(([name, value]): [string, number] => [name, Number(value)]);

const parsed = (answer: unknown) => (answer ? (JSON.parse(answer as string) as Visitor) : undefined);
const stateOf = (answer: unknown) => (answer as Visitor['state'] | null) ?? undefined;

/** A pipeline resolves also when its commands fail. */
async function settled(replies: Promise<[Error | null, unknown][] | null>): Promise<void> {
  for (const [error] of (await replies) ?? []) if (error) throw error;
}
