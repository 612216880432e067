import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Compared,
  crowd,
  joinAndSignIn,
  newPhone,
  startServer,
  totals,
} from '../../../ticketmaster/tech-notifications/compare.ts';
import { eventually, unique } from '../../../ticketmaster/testing/eventually.ts';
import type { Spawned } from '../../../ticketmaster/testing/processes.ts';
import { type CountingProxy, openCountingProxy } from './counting-proxy.ts';

/** A server and a user app, each its own process, with proxies between that count; and a crowd that waits and has signed in. */
export interface Stage extends AsyncDisposable {
  server: Spawned;
  app: Spawned;
  /** From the app to the server, and for a channel that calls the app, the other way. */
  proxies: [toServer: CountingProxy, toApp: CountingProxy];
  eventId: string;
  visitors: { visitorId: string; key: string }[];
  killServer(): Promise<void>;
  restartServer(): Promise<void>;
  killApp(): Promise<void>;
  restartApp(): Promise<void>;
  /** Resolves when so many have been heard. */
  heard(count: number, withinMs?: number): Promise<void>;
}

export async function openStage(technology: Compared, urls: Record<string, string>, size: number): Promise<Stage> {
  const proxies: [CountingProxy, CountingProxy] = [await openCountingProxy(), await openCountingProxy()];
  const [toServer, toApp] = proxies;
  const phone = newPhone(technology, { serverUrl: toServer.url, appUrl: toApp.url });
  const stage: Stage = {
    ...{ proxies, eventId: unique('event'), visitors: crowd(size) },
    server: await startServer(technology, urls),
    app: await phone.start(),

    killServer: async () => void (await stage.server.end('SIGKILL')),
    async restartServer() {
      stage.server = await startServer(technology, urls);
      toServer.leadTo(stage.server.url);
    },
    killApp: async () => void (await stage.app.end('SIGKILL')),
    async restartApp() {
      stage.app = await phone.start();
      toApp.leadTo(stage.app.url);
    },
    heard: (count, withinMs = 60_000) =>
      eventually(async () => {
        const { heard } = await totals(stage.app.url);
        if (heard < count) throw new Error(`${technology.name}: ${heard} of ${count} were heard`);
      }, withinMs),

    async [Symbol.asyncDispose]() {
      await Promise.all([stage.app.end(), stage.server.end()]);
      await Promise.all(proxies.map(proxy => proxy.close()));
      phone.forget();
    },
  };
  toServer.leadTo(stage.server.url);
  toApp.leadTo(stage.app.url);
  await joinAndSignIn(stage.server.url, stage.app.url, stage.eventId, stage.visitors);
  await sleep(1_000); // whoever listens has begun to
  return stage;
}
