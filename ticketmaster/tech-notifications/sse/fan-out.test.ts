// Two servers on one outbox: names through Redis, and a sweep for when it loses them.
import { env } from '@ticketmaster/common/env';
import { eventually } from '@ticketmaster/testing/eventually';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { describe, expect, it } from 'vitest';
import { connectForFanOut, type FanOut, redisFanOut } from './fan-out.ts';
import { checks, letIn, listen, NEVER, onServers, waiting } from './stream-promises.ts';

/** Waits until names that one tells reach the other: connections to Redis are made in the background. */
async function reaches(one: FanOut, other: FanOut, ...names: string[]): Promise<void> {
  const heard: string[] = [];
  other.subscribe(more => heard.push(...more));
  await eventually(() => {
    one.publish(names);
    expect(heard).toEqual(expect.arrayContaining(names));
  });
}

const servers = { pgUrl: env.text('PG_URL'), redisUrl: env.text('REDIS_URL') };

describe('two servers', () => {
  it('tell through Redis whom the other let in', () =>
    onServers(servers, [{ sweepMs: NEVER }, { sweepMs: NEVER }], async (north, south) => {
      await reaches(north.parts.fanOut, south.parts.fanOut, 'somebody');
      await reaches(south.parts.fanOut, north.parts.fanOut, 'somebody');
      const ada = await waiting(north, 2);
      const stream = await listen(south, ada);
      await letIn(north, ada.events[0]!);
      await eventually(() => expect(stream.ids()).toEqual(['1']));
      await letIn(south, ada.events[1]!);
      await eventually(() => expect(stream.ids()).toEqual(['1', '2']));
      stream.end();
    }));

  it('find it by themselves while Redis is away', () => checks.sweeps(servers));

  it('tell through Redis again when it is back', async () => {
    const proxy = await proxyTo(servers.redisUrl);
    const settings = { sweepMs: NEVER, redisUrl: proxy.url };
    await onServers(servers, [settings, settings], async (north, south) => {
      const ada = await waiting(north, 3);
      const stream = await listen(south, ada);
      proxy.cut();
      await letIn(north, ada.events[0]!); // is lost
      proxy.mend();
      await eventually(async () => {
        north.parts.fanOut.publish([ada.visitorId]);
        expect(stream.ids()).toEqual(['1']);
      });
      await reaches(north.parts.fanOut, south.parts.fanOut, 'nobody'); // the connection that publishes may come back later
      await letIn(north, ada.events[1]!);
      await eventually(() => expect(stream.ids()).toEqual(['1', '2']));
      stream.end();
    });
    await proxy.close();
  });

  it('take nothing from Redis but names', async () => {
    await onServers(servers, [{ sweepMs: NEVER }], async server => {
      const ada = await waiting(server, 2);
      const stream = await listen(server, ada);
      const redis = connectForFanOut(servers.redisUrl);
      const stranger = redisFanOut(redis, 'notifications_sse_test:admitted');
      await letIn(server, ada.events[0]!);
      await eventually(() => expect(stream.ids()).toEqual(['1']));
      const names = [JSON.stringify({ visitorId: ada.visitorId, seq: 2 }), ada.visitorId, 'nobody'];
      await reaches(stranger, server.parts.fanOut, ...names);
      await letIn(server, ada.events[1]!);
      await eventually(() => expect(stream.ids()).toEqual(['1', '2']));
      redis.close();
      stream.end();
    });
  });
});
