// What a server bounds: how many streams it holds, how many of one visitor, and how soon it lets go of them.
import { env } from '@ticketmaster/common/env';
import { eventually } from '@ticketmaster/testing/eventually';
import { describe, expect, it } from 'vitest';
import { type Settings, startServer, type TestServer } from './server.fixture.ts';
import { letIn, listen, onServers, waiting } from './stream-promises.ts';

const servers = { pgUrl: env.text('PG_URL'), redisUrl: env.text('REDIS_URL') };
const onServer = (settings: Settings, check: (server: TestServer) => Promise<void>) =>
  onServers(servers, [settings], check);

describe('bounds', () => {
  it('as many as come at once get no more places than there are, and give them back', () =>
    onServer({ most: 10 }, async server => {
      const ada = await Promise.all(Array.from({ length: 100 }, () => waiting(server)));
      const streams = await Promise.all(ada.map(one => listen(server, one)));
      const open = streams.filter(({ status }) => status === 200);
      expect(open).toHaveLength(10);
      expect(streams.filter(({ status }) => status === 503)).toHaveLength(90);
      for (const { end } of streams) end();
      await eventually(async () => {
        const again = await Promise.all(ada.slice(0, 10).map(one => listen(server, one)));
        for (const { end } of again) end();
        expect(again.map(({ status }) => status)).toEqual(Array(10).fill(200));
      });
    }));

  it('the oldest of a visitor is told to stay away when there are too many', () =>
    onServer({ perVisitor: 2 }, async server => {
      const ada = await waiting(server);
      const streams = [await listen(server, ada), await listen(server, ada), await listen(server, ada)];
      await streams[0]!.ended;
      expect(streams[0]!.events).toMatchObject([{ event: 'replaced' }]);
      expect(streams[0]!.retries.at(-1)).toBe(60_000);
      await letIn(server, ada.events[0]!);
      for (const { ids } of streams.slice(1)) await eventually(() => expect(ids()).toEqual(['1']));
      for (const { end } of streams) end();
    }));

  it('who comes when the server is full is asked to come again', () =>
    onServer({ most: 1 }, async server => {
      const [ada, bob] = [await waiting(server), await waiting(server)];
      const first = await listen(server, ada);
      const second = await listen(server, bob);
      expect(second).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
      first.end();
      await eventually(async () => {
        const third = await listen(server, bob);
        third.end();
        expect(third.status).toBe(200);
      });
    }));
});

it('a server that is closed ends its streams at once, those of slow readers too', async () => {
  const server = await startServer(servers);
  const ada = await waiting(server);
  const [one, slow] = [await listen(server, ada), await listen(server, ada)];
  slow.pause();
  for (let i = 0; i < 9; i++) {
    for (const listener of server.parts.streams.of(ada.visitorId))
      server.parts.streams.write(listener, 'x'.repeat(1e6));
  }
  const began = Date.now();
  await server.die();
  await one.ended;
  expect(Date.now() - began).toBeLessThan(7_000); // the grace of a server that waits for its streams is 8 s
  slow.end();
});
