import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import { afterEach, describe, expect, it } from 'vitest';
import { call, crowd, joinAndSignIn, letIn, OPERATOR_TOKEN, totals } from './crowd.ts';

/** A lesson's server and its user app, each as its own process. */
export interface ProcessesUnderTest {
  server: string;
  userApp: string;
  /** For the server: its own servers, such as PG_URL, and short times. */
  environment: Record<string, string>;
  appEnvironment?: Record<string, string>;
}

/** Runs the experiments on real processes. */
export function describeServer(technology: string, underTest: ProcessesUnderTest): void {
  const running: Spawned[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map(one => one.end('SIGTERM')));
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  async function start(script: string, environment: Record<string, string>): Promise<Spawned> {
    const one = await spawnServer(script, environment);
    running.push(one);
    return one;
  }
  const startServer = (settings: Record<string, string> = {}) =>
    start(underTest.server, { ...underTest.environment, OPERATOR_TOKEN, ...settings });
  /** One whose memory outlives it: start another with the same dedupe store. */
  function newApp(serverUrl: string) {
    const folder = mkdtempSync(join(tmpdir(), 'user-app-'));
    folders.push(folder);
    const settings = { ...underTest.appEnvironment, SERVER_URL: serverUrl, DEDUPE_STORE: join(folder, 'dedupe.db') };
    return { startApp: (PORT = '0') => start(underTest.userApp, { ...settings, PORT }) };
  }
  const portOf = ({ url }: Spawned) => new URL(url).port;

  /** A server on a port where another may be started in its place, an app, and a crowd that waits. */
  async function scene(size: number) {
    const server = await startServer();
    const eventId = unique('event');
    const { startApp } = newApp(server.url);
    const app = await startApp();
    const visitors = crowd(size);
    await joinAndSignIn(server.url, app.url, eventId, visitors);
    return { server, app, startApp, eventId, visitors };
  }

  /** Everybody let in has heard so, and entered once. */
  const allIn = (app: Spawned, count: number, withinMs = 60_000) =>
    eventually(async () => expect(await totals(app.url)).toMatchObject({ heard: count, entries: count }), withinMs);

  describe(`servers telling by ${technology}`, { timeout: 240_000 }, () => {
    it('1,000 admissions, the server killed thrice and the app away for 10 s: one effect for each visitor', async () => {
      const size = 1_000;
      let { server, app, startApp, eventId } = await scene(size);
      const appPort = portOf(app);
      let back: Promise<void> = Promise.resolve();
      for (let call = 1; call <= 20; call++) {
        const calling = letIn(server.url, eventId, size / 20);
        if ([5, 10, 15].includes(call)) {
          await server.end('SIGKILL');
          server = await startServer({ PORT: portOf(server) });
        }
        if (call === 8) {
          await app.end('SIGKILL');
          back = sleep(10_000).then(async () => {
            app = await startApp(appPort);
          });
        }
        await calling;
      }
      await back;
      await allIn(app, size, 120_000);
      expect((await totals(app.url)).visitors).toBe(size);
    });

    it('killed between the commit and the telling, its heir tells', async () => {
      const { server, app, eventId } = await scene(3);
      await server.end('SIGTERM');
      const doomed = await startServer({ PORT: portOf(server), BREAK: 'committed' });
      await expect(letInOnce(doomed.url, eventId, 2)).rejects.toThrow();
      await eventually(() => expect(doomed.process.signalCode).toBe('SIGKILL'));
      await startServer({ PORT: portOf(server) });
      await allIn(app, 2);
    });

    it('two on one outbox: whoever lets in, everybody hears', async () => {
      const { server: north, app, eventId } = await scene(40);
      const south = await startServer();
      await Promise.all([letIn(north.url, eventId, 20), letIn(south.url, eventId, 20)]);
      await allIn(app, 40);
    });

    it('is stopped by SIGTERM while visitors listen, as is the app, and neither has printed a key or a token', async () => {
      const { server, app, eventId, visitors } = await scene(5);
      await letIn(server.url, eventId, 3);
      await allIn(app, 3);
      const [ada, bob] = visitors;
      expect(await call('GET', `${server.url}/api/visitors/${ada!.visitorId}/deliveries`, bob!.key)).toMatchObject({
        ...{ status: 403, body: { type: 'wrong-visitor' } },
      });
      for (const one of [server, app]) expect(await one.end('SIGTERM')).toBe(0);
      expect(server.output()).toContain('wrong-visitor');
      for (const { key } of visitors) for (const one of [server, app]) expect(one.output()).not.toContain(key);
      expect(server.output()).not.toContain(OPERATOR_TOKEN);
    });
  });
}

const letInOnce = (server: string, eventId: string, count: number) =>
  call('POST', `${server}/api/events/${eventId}/admit?count=${count}`, OPERATOR_TOKEN, {
    'idempotency-key': crypto.randomUUID(),
  });
