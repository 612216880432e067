// What is true of streams alone, beside the family's promises. Each check is run on the channel as it is, and on one with a planted bug.
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Visitor } from '@ticketmaster/notifications/promises';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import type { Parts } from './channel.ts';
import { bearing, connectTo, type Servers, type Settings, startServer, type TestServer } from './server.fixture.ts';

export const NEVER = 3_600_000;
const SOON_MS = 5_000; // on a machine that is busy with other work, too

export interface Guest extends Visitor {
  /** Names of the visitor's own, one for each that was joined. */
  events: string[];
}

/** A visitor who waits for events of their own. */
export async function waiting({ gate }: TestServer, events = 1): Promise<Guest> {
  const visitor = { visitorId: unique('ada'), key: crypto.randomUUID() };
  const names = Array.from({ length: events }, (_, i) => `${unique('event')}-${i + 1}`);
  for (const name of names) await gate.join(name, visitor.visitorId, visitor.key);
  return { ...visitor, events: names };
}

export async function letIn({ gate }: TestServer, eventId: string, seconds = 600): Promise<void> {
  const admitted = await gate.admit({ eventId, count: 1, key: crypto.randomUUID() }, seconds);
  assert.equal(admitted.length, 1);
}

export const listen = ({ url }: { url: string }, { visitorId, key }: Visitor, lastEventId?: number | string) =>
  connectTo(`${url}/api/visitors/${visitorId}/stream`, bearing(key, lastEventId));

/** Runs `check` on as many servers as `settings`, and ends them however it ends. */
export async function onServers(
  servers: Servers,
  settings: Settings[],
  check: (...running: [TestServer, TestServer]) => Promise<void>,
): Promise<void> {
  const running: TestServer[] = [];
  try {
    for (const one of settings) running.push(await startServer(servers, one));
    await check(...(running as [TestServer, TestServer]));
  } finally {
    await Promise.all(running.map(server => server.die()));
  }
}

/** Holds the rows of the next query that has `part` in it, until `release`. */
export function holding(part: string) {
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let held = false;
  const changed = (parts: Parts): Parts => {
    const query: Parts['db']['query'] = async (sql, values) => {
      const rows = await parts.db.query<never>(sql, values);
      if (!held && sql.includes(part)) {
        held = true;
        reached.resolve();
        await released.promise;
      }
      return rows;
    };
    return { ...parts, db: { ...parts.db, query } };
  };
  return { changed, reached: reached.promise, release: () => released.resolve() };
}

const unchanged = (parts: Parts) => parts;

type Check = (servers: Servers, settings?: Settings) => Promise<void>;

export const checks = {
  /** Let in just between what a stream looks up and what it is told. */
  noGap: async (servers: Servers, { changed = unchanged }: Settings = {}) => {
    const held = holding('last_seq as seq');
    await onServers(servers, [{ sweepMs: NEVER, changed: parts => changed(held.changed(parts)) }], async server => {
      const ada = await waiting(server);
      const listening = listen(server, ada);
      await held.reached;
      await letIn(server, ada.events[0]!);
      held.release();
      const { ids, end } = await listening;
      await eventually(() => assert.deepEqual(ids(), ['1']), SOON_MS);
      end();
    });
  },

  /** On the stream of each visitor is what is theirs. */
  onlyTheirs: async (servers: Servers, settings: Settings = {}) => {
    await onServers(servers, [settings], async server => {
      const [ada, bob] = [await waiting(server), await waiting(server)];
      const streams = [await listen(server, ada), await listen(server, bob)];
      await letIn(server, ada.events[0]!);
      await letIn(server, bob.events[0]!);
      const heard = () => streams.map(({ events }) => events.map(({ data }) => JSON.parse(data).visitorId));
      await eventually(() => assert.deepEqual(heard(), [[ada.visitorId], [bob.visitorId]]), SOON_MS);
      for (const { end } of streams) end();
    });
  },

  /** What is looked up and what is told overlap, and the wire has each once, in order. */
  onceOnTheStream: async (servers: Servers, { changed = unchanged }: Settings = {}) => {
    const held = holding('unnest');
    await onServers(servers, [{ sweepMs: NEVER, changed: parts => changed(held.changed(parts)) }], async server => {
      const ada = await waiting(server, 3);
      await letIn(server, ada.events[0]!);
      const stream = await listen(server, ada);
      await held.reached; // it has read the first, and not written it
      await letIn(server, ada.events[1]!);
      await eventually(() => assert.ok(stream.ids().includes('2')), SOON_MS);
      held.release();
      await letIn(server, ada.events[2]!);
      await eventually(() => assert.ok(stream.ids().includes('3')), SOON_MS);
      assert.deepEqual(stream.ids(), ['1', '2', '3']);
      stream.end();
    });
  },

  /** Redis loses it: the other server finds it by itself. */
  sweeps: async (servers: Servers, settings: Settings = {}) => {
    const nowhere = 'redis://127.0.0.1:1';
    await onServers(servers, [{ redisUrl: nowhere }, { redisUrl: nowhere, ...settings }], async (here, there) => {
      const ada = await waiting(here, 2);
      const [near, far] = [await listen(here, ada), await listen(there, ada)];
      await letIn(here, ada.events[0]!);
      await eventually(() => assert.deepEqual(near.ids(), ['1']), SOON_MS); // needs no Redis
      await eventually(() => assert.deepEqual(far.ids(), ['1']), SOON_MS);
      await letIn(here, ada.events[1]!);
      await eventually(() => assert.deepEqual(far.ids(), ['1', '2']), SOON_MS); // and the first not again
      near.end();
      far.end();
    });
  },

  /** One who reads nothing costs a bounded amount, is dropped, and misses nothing. */
  dropsTheSlow: async (servers: Servers, settings: Settings = {}) => {
    await onServers(servers, [{ sweepMs: NEVER, ...settings }], async ({ parts, ...server }) => {
      const ada = await waiting({ parts, ...server });
      const slow = await listen(server, ada);
      slow.pause();
      const { response } = parts.streams.of(ada.visitorId)[0]!;
      const megabyte = `: ${'x'.repeat(1_000_000)}\n\n`;
      for (let i = 0; i < 40 && parts.streams.of(ada.visitorId).length; i++) {
        for (const listener of parts.streams.of(ada.visitorId)) parts.streams.write(listener, megabyte);
        await nextTurn(); // for what the kernel takes
      }
      assert.ok(response.writableLength < 3_000_000, `${response.writableLength} bytes wait`);
      assert.deepEqual(parts.streams.of(ada.visitorId), []);
      await letIn({ parts, ...server }, ada.events[0]!);
      const again = await listen(server, ada);
      await eventually(() => assert.deepEqual(again.ids(), ['1']), SOON_MS);
      for (const { end } of [slow, again]) end();
    });
  },
} satisfies Record<string, Check>;
