import { call } from '@ticketmaster/notifications/crowd';
import { openPhone } from '@ticketmaster/notifications/lesson.fixture';
import type { ChannelUnderTest, Visitor } from '@ticketmaster/notifications/promises';
import { unique } from '@ticketmaster/testing/eventually';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { bearing, connectTo, type Servers, type Settings, startServer, type TestServer } from './server.fixture.ts';
import { streamSubscriber } from './subscriber.ts';

/** This lesson before the family's promises: a server on a port of its own, and apps on lines that can be cut. */
export function sseUnderTest(servers: Servers, settings: Settings = {}): ChannelUnderTest {
  let server: TestServer;
  let port = 0;
  const streamOf = ({ visitorId }: Visitor) => `${server.url}/api/visitors/${visitorId}/stream`;

  return {
    patienceMs: 30_000,

    async startServer({ now, mute }) {
      const silent = (parts: Parameters<NonNullable<Settings['changed']>>[0]) => ({
        ...parts,
        ...(mute && { streams: { ...parts.streams, reserve: () => false, of: () => [] } }),
      });
      const changed = (parts: Parameters<typeof silent>[0]) => silent(settings.changed?.(parts) ?? parts);
      server = await startServer(servers, { port, now, ...settings, changed });
      port = Number(new URL(server.url).port);
      return server;
    },

    async openApp(visitor) {
      const proxy = await proxyTo(() => server.url);
      let forgetful = false;
      const phone = await openPhone(visitor, memory => {
        const store = { ...memory, cursor: (visitorId: string) => (forgetful ? 0 : memory.cursor(visitorId)) };
        return streamSubscriber(store, { serverUrl: proxy.url, silentMs: 1_000, longestPauseMs: 500 });
      });
      return {
        ...phone,
        goOffline: async () => proxy.cut(),
        comeBack: async () => proxy.mend(),
        async hearAgain() {
          forgetful = true;
          proxy.cut();
          proxy.mend();
        },
        close: async () => void (await Promise.all([phone.close(), proxy.close()])),
      };
    },

    async eavesdrop(ada, mallory) {
      const cookie = await cookieOf(server, mallory);
      const hers = `${server.url}/api/visitors/${ada.visitorId}`;
      return {
        'her stream, with my key': await opens(streamOf(ada), bearing(mallory.key)),
        'her stream, with my cookie': await opens(streamOf(ada), { cookie }),
        'her stream, with my key and a number': await opens(`${streamOf(ada)}?lastEventId=0`, bearing(mallory.key)),
        'her deliveries, with my key': (await call('GET', `${hers}/deliveries`, mallory.key)).status === 200,
        'a cookie for her stream, with my key': (await call('POST', `${hers}/session`, mallory.key)).status === 204,
      };
    },

    async forge(ada) {
      const mallory = { visitorId: unique('mallory'), key: crypto.randomUUID() };
      await server.gate.join(`of-${mallory.visitorId}`, mallory.visitorId, mallory.key);
      const cookie = await cookieOf(server, mallory);
      const name = { visitorId: ada.visitorId, seq: 1 };
      server.parts.fanOut.publish([JSON.stringify(name), ada.visitorId]); // and so nobody is to hear of it
      return {
        'no key': await opens(streamOf(ada), {}),
        'a key that is made up': await opens(streamOf(ada), bearing(crypto.randomUUID())),
        'a cookie that is made up': await opens(streamOf(ada), { cookie: `session=9999999999.${'x'.repeat(43)}` }),
        "another's cookie": await opens(streamOf(ada), { cookie }),
        "another's cookie beside one of hers": await opens(streamOf(ada), {
          cookie: `session=${ada.visitorId}; ${cookie}`,
        }),
      };
    },
  };
}

/** Whether a stream opens that is so asked for. */
async function opens(url: string, headers: Record<string, string>): Promise<boolean> {
  const { status, end } = await connectTo(url, headers);
  end();
  return status === 200;
}

/** What a browser would keep, and send again. */
export async function cookieOf({ url }: { url: string }, { visitorId, key }: Visitor): Promise<string> {
  const answer = await fetch(`${url}/api/visitors/${visitorId}/session`, { method: 'POST', headers: bearing(key) });
  return answer.headers.get('set-cookie')!.split(';')[0]!;
}
