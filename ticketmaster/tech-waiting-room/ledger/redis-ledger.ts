import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batcher } from '@ticketmaster/common/batch';
import { unavailable } from '@ticketmaster/common/http';
import type { Figures, Ledger, OpenLedger, Settings, Verdict, Visitor } from '@ticketmaster/waiting-room/ledger';
import type { Place } from '@ticketmaster/waiting-room/line';
import type { Redis } from 'ioredis';

export interface LedgerOptions {
  /** Milliseconds since 1970, for tests; else the clock of Redis, the same for all servers. */
  now?: () => number;
  /** The stream to which the place of each who joins is added by the same step: for the one line that is in Redis, too. */
  lineOf?: (eventId: string) => string;
  maxWaiting?: number;
}

/**
 * The ledger of every room in one Redis, which all servers share. Each verb is one Lua script, and so one round trip; what many
 * visitors ask at once (join, enqueued, find) is one for all of them.
 */
export function redisLedger(redis: Redis, { now, lineOf, maxWaiting = 1_000_000 }: LedgerOptions = {}): OpenLedger {
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(name, { lua });
  const run = (name: keyof typeof scripts, keys: string[], ...args: (string | number)[]) => {
    const script = (redis as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[name]!;
    return script.call(redis, keys.length, ...keys, now?.() ?? '', ...args).catch(away);
  };
  const roomOf = (eventId: string) => `waiting-room:{${eventId}}`;
  /** Asks for all who want the same of one event in one turn of the event loop by one call; it fails for those of that event alone. */
  const forAll = (name: keyof typeof scripts, keys: (eventId: string) => string[], ...args: number[]) =>
    batcher<Wish, unknown>(
      async wishes => {
        const answers = new Map<Wish, unknown>();
        const ask = async (eventId: string, ofEvent: Wish[]) => {
          const asked = ofEvent.flatMap(({ wants }) => wants);
          const got = await run(name, keys(eventId), ...args, ...asked).catch((error: Error) =>
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
  const joins = forAll(
    'roomJoin',
    eventId => (lineOf ? [roomOf(eventId), lineOf(eventId)] : [roomOf(eventId)]),
    maxWaiting,
  );
  const lines = forAll('roomEnqueued', eventId => [roomOf(eventId)]);
  const finds = forAll('roomFind', eventId => [roomOf(eventId)]);

  return function openLedger(eventId): Ledger {
    const room = roomOf(eventId);
    return {
      async open(defaults) {
        const adding = redis.pipeline();
        for (const [name, value] of fieldsOf(defaults)) adding.hsetnx(room, name, value);
        await settled(adding.exec()).catch(away);
      },

      async configure(settings) {
        await redis.hset(room, ...fieldsOf(settings).flat()).catch(away);
      },

      async join(visitorId) {
        const answer = await joins({ eventId, wants: [visitorId] });
        return answer === 'FULL' ? 'FULL' : (parsed(answer) as Visitor);
      },

      enqueued: async (visitorId, number) => parsed(await lines({ eventId, wants: [visitorId, number] })),
      find: async visitorId => parsed(await finds({ eventId, wants: [visitorId] })),
      leave: async visitorId => stateOf(await run('roomLeave', [room], visitorId, 'LEFT')),
      done: async visitorId => stateOf(await run('roomLeave', [room], visitorId, 'FINISHED')),

      async admitBatch(gate, places, max) {
        const asked = places.flatMap(({ visitorId, number }) => [visitorId, number]);
        const answer = (await run('roomAdmitBatch', [room], gate, max, ...asked)) as [number, number, ...Verdict[]];
        const [slots, stalledMs, ...verdicts] = answer;
        return { slots, stalledMs, verdicts };
      },

      async front(max) {
        const flat = (await run('roomFront', [room], max)) as string[];
        return Array.from({ length: flat.length / 3 }, (_, i): Place => {
          const [visitorId, number, joinedAt] = flat.slice(3 * i);
          return { visitorId: visitorId!, number: Number(number), joinedAt: new Date(Number(joinedAt)).toISOString() };
        });
      },

      isInside: async (visitorId, admission) => (await run('roomInside', [room], visitorId, admission)) === 1,

      async figures() {
        const [flat, waiting, admitted, waits, etaErrors, admittedBy] = (await run('roomFigures', [room])) as Answer;
        const field = Object.fromEntries(flat.flatMap((name, i) => (i % 2 ? [] : [[name, Number(flat[i + 1])]])));
        const counted = (name: string): number => field[name] ?? 0;
        return {
          ...{ capacity: counted('capacity'), admitPerSecond: counted('admitPerSecond') },
          ...{ admissionSeconds: counted('admissionSeconds'), noShowSeconds: counted('noShowSeconds') },
          ...{ open: counted('open') === 1, waiting, admitted },
          ...{ joinedTotal: counted('joinedTotal'), admittedTotal: counted('admittedTotal') },
          ...{ noShows: counted('noShows'), expired: counted('expired') },
          ...{ waits: waits.map(Number), etaErrors: etaErrors.map(Number) },
          admittedByGate: admittedBy.map(Number).sort((a, b) => b - a),
        } satisfies Figures;
      },
    };
  };
}

/** The secret that admission tokens are signed with: made by whichever server starts first, and kept where the ledger is. */
export async function sharedSecret(redis: Redis): Promise<Uint8Array> {
  const fresh = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
  await redis.set('waiting-room:secret', fresh, 'NX');
  return Buffer.from((await redis.get('waiting-room:secret'))!, 'base64');
}

/** What Redis answered is ours to mend; that it did not answer is told to the client. */
function away(error: Error): never {
  if (error.name === 'ReplyError') throw error;
  throw unavailable('the ledger');
}

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

const lua = (name: string) => readFileSync(join(import.meta.dirname, `${name}.lua`), 'utf8');
const script = (verb: string) => `${lua('room')}\n${lua(verb)}`;

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
