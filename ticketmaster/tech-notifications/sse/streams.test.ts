// What only server-sent events have: ids to go on from, heartbeats, bounds on what a connection may cost.
import { env } from '@ticketmaster/common/env';
import { call } from '@ticketmaster/notifications/crowd';
import { admit } from '@ticketmaster/notifications/lesson.fixture';
import { eventually } from '@ticketmaster/testing/eventually';
import { describe, expect, it } from 'vitest';
import { cookieOf } from './channel.fixture.ts';
import type { Parts } from './channel.ts';
import { bearing, connectTo, type Settings, type TestServer } from './server.fixture.ts';
import { checks, letIn, listen, NEVER, onServers, waiting } from './stream-promises.ts';

const servers = { pgUrl: env.text('PG_URL'), redisUrl: env.text('REDIS_URL') };
const onServer = (settings: Settings, check: (server: TestServer) => Promise<void>) =>
  onServers(servers, [settings], check);

describe('a stream', () => {
  it('opens with how long to wait before coming back, each with another time', () =>
    onServer({ retryMs: 1_000 }, async server => {
      const ada = await waiting(server);
      const streams = await Promise.all([1, 2, 3, 4].map(() => listen(server, ada)));
      await eventually(() => expect(streams.flatMap(({ retries }) => retries)).toHaveLength(4));
      const retries = streams.flatMap(({ retries }) => retries);
      for (const ms of retries) expect(ms > 499 && ms < 1_501, `${ms} ms`).toBe(true);
      expect(new Set(retries).size).toBeGreaterThan(1);
      expect(streams[0]!.headers).toMatchObject({
        ...{ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
      });
      for (const { end } of streams) end();
    }));

  it('tells each admission as one event, in the format of the standard', () =>
    onServer({ heartbeatMs: NEVER }, async server => {
      const ada = await waiting(server);
      const stream = await listen(server, ada);
      await letIn(server, ada.events[0]!);
      await eventually(() =>
        expect(stream.text()).toMatch(/^retry: \d+\n\nid: 1\nevent: notification\ndata: \{.*\}\n\n$/),
      );
      expect(JSON.parse(stream.events[0]!.data)).toMatchObject({
        ...{ type: 'waiting-room.admitted', visitorId: ada.visitorId, seq: 1 },
        data: { eventId: ada.events[0], admissionToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) },
      });
      stream.end();
    }));

  it('has a heartbeat, and who has gone is forgotten', () =>
    onServer({ heartbeatMs: 20 }, async server => {
      const ada = await waiting(server);
      const stream = await listen(server, ada);
      await eventually(() => expect(stream.text().match(/^:\n\n/gm)?.length).toBeGreaterThan(2));
      expect(stream.events).toEqual([]);
      stream.end();
      await eventually(() => expect(server.parts.streams.of(ada.visitorId)).toEqual([]));
    }));

  it('opens to the cookie of a session, which no script can read and no other path gets', () => {
    let aheadMs = 0;
    return onServer({ now: () => Date.now() + aheadMs }, async server => {
      const ada = await waiting(server);
      const url = `${server.url}/api/visitors/${ada.visitorId}`;
      const made = (headers = {}) =>
        fetch(`${url}/session`, { method: 'POST', headers: { ...bearing(ada.key), ...headers } }).then(
          answer => answer.headers.get('set-cookie')!,
        );
      const rest = `Path=/api/visitors/${ada.visitorId}/stream; HttpOnly; SameSite=Strict; Max-Age=86400`;
      expect(await made()).toMatch(new RegExp(`^session=\\d{10}\\.[\\w-]{43}; ${rest}$`));
      expect(await made({ 'x-forwarded-proto': 'https' })).toMatch(/; Secure$/);
      const session = await cookieOf(server, ada);
      expect(session).not.toContain(ada.key);
      const status = async (path: string, headers: Record<string, string>) => {
        const { status, end } = await connectTo(`${url}${path}`, headers);
        end();
        return status;
      };
      expect(await status('/stream', { cookie: `a=b; ${session}; c=d` })).toBe(200);
      const longer = session.replace(/\d{10}/, seconds => `${Number(seconds) + 1}`);
      expect(await status('/stream', { cookie: longer }), 'one that says it holds longer').toBe(403);
      expect(await status('/stream', { cookie: `key=${ada.key}` }), 'the key itself').toBe(401);
      expect(await status('/deliveries', bearing(session.slice('session='.length)))).toBe(403);
      expect(await call('GET', `${url}/stream?from=1`, ada.key)).toMatchObject({
        ...{ status: 400, body: { errors: [{ field: 'from' }] } },
      });
      aheadMs = 86_401_000;
      expect(await status('/stream', { cookie: session }), 'a day later').toBe(401);
    });
  });

  it.each([
    ['header', '1', ''],
    ['query', undefined, '?lastEventId=1'],
    ['header before the query', '2', '?lastEventId=1'],
  ])('goes on after the last id in the %s', (_where, header, query) =>
    onServer({}, async server => {
      const ada = await waiting(server, 3);
      for (const event of ada.events) await letIn(server, event);
      const stream = await connectTo(
        `${server.url}/api/visitors/${ada.visitorId}/stream${query}`,
        bearing(ada.key, header),
      );
      await eventually(() => expect(stream.ids()).toEqual(header === '2' ? ['3'] : ['2', '3']));
      stream.end();
    }),
  );

  it("has what is its visitor's, and nothing else", () => checks.onlyTheirs(servers));
  it('leaves no gap between what was missed and what comes', () => checks.noGap(servers));
  it('writes each once, though it is looked up and told at the same time', () => checks.onceOnTheStream(servers));
  it('is dropped when nobody reads it, and caught up with', () => checks.dropsTheSlow(servers));
});

describe('one whose id says nothing', () => {
  it.each([
    ['malformed', 'x1'],
    ['negative', '-1'],
    ['from the future', 5],
    ['too old', 1],
  ])('is told how it stands: %s', (_what, lastEventId) => {
    let aheadMs = 0;
    return onServer({ keep: 2, now: () => Date.now() + aheadMs }, async server => {
      const ada = await waiting(server, 5);
      await letIn(server, ada.events[0]!);
      await letIn(server, ada.events[1]!);
      await letIn(server, ada.events[2]!, 60);
      await letIn(server, ada.events[3]!);
      aheadMs = 61_000; // the third has expired
      const stream = await listen(server, ada, lastEventId);
      await eventually(() => expect(stream.events).toHaveLength(1));
      const [{ event, data, lastEventId: id }] = stream.events as [(typeof stream.events)[0]];
      expect({ event, id }).toEqual({ event: 'resync', id: '4' });
      const { newest, notifications } = JSON.parse(data);
      expect({ newest, holds: notifications.map(({ seq }: { seq: number }) => seq) }).toEqual({
        newest: 4,
        holds: [4],
      });
      await letIn(server, ada.events[4]!);
      await eventually(() => expect(stream.ids()).toEqual(['4', '5']));
      stream.end();
    });
  });

  it('keeps nobody else waiting meanwhile: what others are told is looked up at once', async () => {
    const resyncing = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const slow = (parts: Parts): Parts => ({
      ...parts,
      outbox: {
        ...parts.outbox,
        async after(...asked) {
          resyncing.resolve();
          await held.promise;
          return parts.outbox.after(...asked);
        },
      },
    });
    const settings = { sweepMs: NEVER };
    await onServers(servers, [settings, { ...settings, changed: slow }], async (here, there) => {
      const [ada, bob] = [await waiting(here), await waiting(here)];
      const streams = [await listen(there, bob), await listen(there, ada, 'x1')];
      await resyncing.promise;
      for (const { visitorId, key } of [ada, bob]) await here.gate.join(bob.events[0]!, visitorId, key);
      await admit(here.gate, bob.events[0]!, 600, 2); // one message names both
      await eventually(() => expect(streams[0]!.ids()).toEqual(['1']));
      held.resolve();
      await eventually(() => expect(streams[1]!.events).toMatchObject([{ event: 'resync' }]));
      for (const { end } of streams) end();
    });
  });
});

describe('deliveries', () => {
  it('are SENT when written, and DELIVERED when the app comes back and says so', () =>
    onServer({}, async server => {
      const ada = await waiting(server, 3);
      const states = async () => {
        const { body } = await call('GET', `${server.url}/api/visitors/${ada.visitorId}/deliveries`, ada.key);
        return (body as { deliveries: { state: string }[] }).deliveries.map(({ state }) => state);
      };
      const stream = await listen(server, ada);
      await letIn(server, ada.events[0]!);
      await letIn(server, ada.events[1]!);
      await eventually(async () => expect(await states()).toEqual(['SENT', 'SENT']));
      stream.end();
      (await listen(server, ada, 1)).end();
      await eventually(async () => expect(await states()).toEqual(['DELIVERED', 'SENT']));
      await letIn(server, ada.events[2]!);
      (await listen(server, ada, 9)).end(); // a number that nobody gave it says nothing
      await eventually(async () => expect(await states()).toEqual(['DELIVERED', 'SENT', 'PENDING']));
    }));
});
