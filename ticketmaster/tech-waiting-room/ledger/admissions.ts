import { repeat } from '@ticketmaster/common/repeat';
import type { Admitted } from '@ticketmaster/waiting-room/ledger';
import type { ChainableCommander, Redis } from 'ioredis';
import { roomOf, SETTINGS_LIFE_S } from './keys.ts';

/** Hears of admissions, in their order. Resolves once all are handled; when it rejects they come again, to this server or another. */
export type Handler = (admissions: Admitted[]) => Promise<void>;

export interface RelayOptions {
  /** How often all events are looked through, for what a server that died has left. */
  everyMs?: number;
  /** After so long what one relay was handed and has not handled goes to another. */
  leaseMs?: number;
  /** The most admissions in one call of the handler. */
  most?: number;
}

export interface Relay {
  /** Somebody was let in to that event: look now. For WaitingRooms' `onAdmitted`. */
  wake(eventId: string): void;
  /** Ends when what it is handling is handled. */
  close(): Promise<void>;
}

const GROUP = 'relays';
const ROOMS = 'waiting-room:rooms';
type Entry = [id: string, fields: string[]];

const streamOf = (eventId: string) => `${roomOf(eventId)}:admissions`;

/** Before anybody is let in to an event it is among those that a relay looks through, also after a crash. */
export function remember(adding: ChainableCommander, eventId: string): void {
  const now = Date.now();
  adding.zremrangebyscore(ROOMS, '-inf', now - SETTINGS_LIFE_S * 1_000);
  adding.zadd(ROOMS, now, eventId).expire(ROOMS, SETTINGS_LIFE_S);
}

/**
 * Tells a handler of each admission that a ledger with `keepAdmissions` wrote, at least once: it is an entry in a Redis stream, written by
 * the script that admits (admit-batch.lua), and taken out when it was handled. Any number of servers may relay; an admission that comes
 * twice has the same id. One that a crash left between admitting and handling comes after `leaseMs` and `everyMs` at the latest.
 *
 *   look     XAUTOCLAIM  what was handed to a relay longer than `leaseMs` ago and is not handled
 *            XREADGROUP  then, what was handed to nobody yet
 *   handled  XACK, XDEL  together
 * @message admission over redis-stream `waiting-room:{{eventId}}:admissions`, its own braces included
 * @field number of the place in the line
 * @field admittedAt in ms since 1970
 * @field expiresAt in ms since 1970: until then the visitor may buy
 * @carries Admitted
 * @word admittedAt
 * @says A visitor was let in.
 * @lost It stays until a handler has resolved; of more than `keepAdmissions` that wait, the oldest go.
 * @twice The same id again.
 * @hears admission
 */
export function relayAdmissions(
  redis: Redis,
  handler: Handler,
  { everyMs = 5_000, leaseMs = 10_000, most = 100 }: RelayOptions = {},
): Relay {
  const looks = new Map<string, { again: boolean; done: Promise<void> }>();

  async function handed(stream: string): Promise<Entry[]> {
    const left = (await redis.xautoclaim(stream, GROUP, GROUP, leaseMs, '0', 'COUNT', most)) as [string, Entry[]];
    if (left[1].length) return left[1];
    const fresh = await redis.xreadgroup('GROUP', GROUP, GROUP, 'COUNT', most, 'STREAMS', stream, '>');
    return (fresh as [string, Entry[]][] | null)?.[0]?.[1] ?? [];
  }

  async function relayAll(eventId: string): Promise<void> {
    const stream = streamOf(eventId);
    if ((await redis.xlen(stream)) === 0) return;
    await redis.xgroup('CREATE', stream, GROUP, '0').catch(unlessThere);
    for (let entries = await handed(stream); entries.length; entries = await handed(stream)) {
      await handler(entries.map(([, fields]) => admitted(eventId, fields)));
      const ids = entries.map(([id]) => id);
      await redis
        .multi()
        .xack(stream, GROUP, ...ids)
        .xdel(stream, ...ids)
        .exec();
    }
  }

  /** One look at an event at a time, so that its admissions come in their order. */
  function look(eventId: string): Promise<void> {
    const under = looks.get(eventId);
    if (under) under.again = true;
    if (under) return under.done;
    const looking = { again: true, done: Promise.resolve() };
    looks.set(eventId, looking);
    looking.done = (async () => {
      while (looking.again) {
        looking.again = false;
        await relayAll(eventId).catch((error: Error) => notHandled(eventId, error));
      }
      looks.delete(eventId);
    })();
    return looking.done;
  }

  const stop = repeat(everyMs, 'Looking for admissions', async () => {
    const events = await redis.zrangebyscore(ROOMS, '-inf', '+inf');
    const left = await Promise.all(events.map(eventId => redis.xlen(streamOf(eventId))));
    await Promise.all(events.filter((_, i) => left[i]).map(eventId => look(eventId)));
  });

  return {
    wake: eventId => void look(eventId),
    async close() {
      await stop();
      await Promise.all([...looks.values()].map(({ done }) => done));
    },
  };
}

const notHandled = (eventId: string, error: Error) =>
  console.error(`Admissions of ${eventId} were not handled and come again: ${error.message || error.name}`);

function admitted(eventId: string, fields: string[]): Admitted {
  const field = (name: string) => fields[fields.indexOf(name) + 1]!;
  const number = (name: string) => Number(field(name));
  return {
    ...{ id: `${eventId}:${field('admission')}`, eventId, visitorId: field('visitorId') },
    ...{ number: number('number'), admission: number('admission') },
    ...{ admittedAt: number('admittedAt'), expiresAt: number('expiresAt') },
  };
}

function unlessThere(error: Error): void {
  if (!error.message.startsWith('BUSYGROUP')) throw error;
}
