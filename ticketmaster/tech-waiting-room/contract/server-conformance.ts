import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { killServer, type Spawned, spawnServer, startServer } from '@ticketmaster/testing/processes';
import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { call, inversions, sendCrowd, visitorOf, watch } from './crowd.ts';

/** A lesson's server, as its own process, and what is predicted when it is broken on purpose. */
export interface TestServer {
  script: string;
  /** Its servers, such as REDIS_URL. For the experiments that kill a broker: those of the second one. */
  environment: Record<string, string>;
  disposable: { name: string; environment: Record<string, string> };
  /** The gate dies with the places of ada and bob read and not acked; cyd, dan and eve are behind them. */
  gateDies: {
    /** In which order they are let in after a restart; `ada|bob` for either of the two first. */
    order: string;
    /** She is let in not sooner than so many ms after she was read, and not later than so many after the next gate was there. */
    adaWaitsMs: [atLeast: number, atMost: number];
  };
  /** How many of two gates let visitors in. */
  gatesAtWork: 1 | 2;
  /** For a line that promises no order: then how far it is from one is only told. */
  unordered?: true;
  /** How many are let in while a server dies, unless VISITORS says it; 2,000 unless the broker is slow. */
  visitors?: number;
}

const OPERATOR = { authorization: 'Bearer operator-of-the-test', 'content-type': 'application/json' };

/** Runs the experiments on real processes and a real broker. */
export function describeServer(technology: string, server: TestServer): void {
  const { script, environment, disposable, gateDies, gatesAtWork, unordered } = server;
  const visitors = env.count('VISITORS', server.visitors ?? 2_000);
  const running: Spawned[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map(server => server.end('SIGTERM')));
  });

  async function start(settings: Record<string, string> = {}): Promise<Spawned> {
    const server = await spawnServer(script, { OPERATOR_TOKEN: 'operator-of-the-test', ...environment, ...settings });
    running.push(server);
    return server;
  }
  const room = ({ url }: Spawned, eventId: string) => `${url}/api/events/${eventId}/waiting-room`;
  const set = (server: Spawned, eventId: string, settings: object) =>
    call('PUT', room(server, eventId), OPERATOR, JSON.stringify(settings));

  /** An event whose room the operator has set up. */
  async function event(server: Spawned, settings: object = { open: true }): Promise<string> {
    const eventId = unique('event');
    expect((await set(server, eventId, settings)).status).toBe(200);
    return eventId;
  }

  describe(`servers on ${technology}`, { timeout: 240_000 }, () => {
    it(`let ${visitors} visitors in through two of them, one killed in the middle: nobody too many, twice or lost`, async () => {
      const [north, south] = [await start({ CAPACITY: '50' }), await start({ CAPACITY: '50' })];
      const eventId = await event(north, { admitPerSecond: 2_000 });
      const seen = await watch(room(south, eventId), () =>
        sendCrowd({
          ...{ eventId, visitors, servers: [north.url, south.url], withinMs: 200_000 },
          onAdmitted: soFar => soFar === Math.ceil(visitors / 3) && north.process.kill('SIGKILL'),
        }),
      );
      const { served, mostInside, troubles, lost } = seen.result;
      expect(lost).toEqual([]);
      expect(mostInside).toBeLessThanOrEqual(50);
      expect(seen.mostAdmitted).toBeLessThanOrEqual(50);
      expect(seen.mostAdmitted).toBeGreaterThan(0);
      expect(new Set(served.map(({ visitorId }) => visitorId)).size).toBe(visitors);
      expect(served.every(({ admissions }) => admissions.length === 1)).toBe(true);
      expect((await call('GET', room(south, eventId))).body).toMatchObject({
        waiting: 0,
        admitted: 0,
        admittedTotal: visitors,
      });
      const { pairs, worst } = inversions(served);
      console.log(
        `${technology}: ${pairs} inversions, at most ${worst} overtook one; troubles: ${JSON.stringify(troubles)}`,
      );
    });

    it(`${unordered ? 'tell how far they are from' : 'keep'} the order of numbers while there is one gate and it is healthy`, async () => {
      const server = await start({ CAPACITY: '20' });
      const crowd = await sendCrowd({
        eventId: await event(server, { admitPerSecond: 1_000 }),
        visitors: 300,
        servers: [server.url],
        withinMs: 100_000,
      });
      expect(crowd).toMatchObject({ troubles: {}, lost: [] });
      const { pairs, worst } = inversions(crowd.served);
      if (unordered) console.log(`${technology}: ${pairs} inversions, at most ${worst} overtook one`);
      else expect({ pairs, worst }).toEqual({ pairs: 0, worst: 0 });
    });

    it('lose nobody who saw 202 when the broker is killed under load', async () => {
      const server = await start({ CAPACITY: '20', ...disposable.environment });
      let restarted: Promise<void> | undefined;
      const { served, lost } = await sendCrowd({
        ...{
          eventId: await event(server, { admitPerSecond: 1_000 }),
          visitors: 400,
          servers: [server.url],
          withinMs: 200_000,
        },
        onAdmitted: soFar => {
          if (soFar === 100) restarted = killServer(disposable.name).then(() => startServer(disposable.name));
        },
      });
      await restarted;
      expect(lost).toEqual([]);
      expect(served).toHaveLength(400);
      expect(server.process.exitCode).toBe(null);
    });

    it(`kill the gate between read and ack: let in are ${gateDies.order}`, async () => {
      const [dying, heir] = [await start({ BREAK: 'between-read-and-ack' }), await start()];
      const eventId = await event(dying, { open: false });
      const visitors = ['ada', 'bob', 'cyd', 'dan', 'eve'].map(who => ({ who, ...visitorOf(eventId, who) }));
      for (const { join } of visitors) expect((await join(dying.url)).status).toBe(202);
      const beforeRead = performance.now();
      await set(dying, eventId, { open: true }).catch(() => {}); // the answer may die with it
      await eventually(() => expect(dying.process.signalCode).toBe('SIGKILL'));
      const heirReady = performance.now(); // it is no gate to that event before the first visitor asks it
      let adaIn = 0;
      const letIn = visitors.map(async ({ who, look, done }) => {
        const token = await eventually(async () => {
          const { body } = await look(heir.url);
          expect(body.state).toBe('ADMITTED');
          return body.admissionToken!;
        }, 60_000);
        if (who === 'ada') adaIn = performance.now();
        await done(heir.url);
        return { who, ...decodeJwt<{ admission: number }>(token) };
      });
      const order = (await Promise.all(letIn)).sort((a, b) => a.admission - b.admission);
      const came = order.map(({ who }) => who);
      for (const among of gateDies.order.split(' ').map(word => word.split('|').sort()))
        expect(came.splice(0, among.length).sort()).toEqual(among);
      expect(adaIn - beforeRead).toBeGreaterThanOrEqual(gateDies.adaWaitsMs[0]);
      expect(adaIn - heirReady).toBeLessThanOrEqual(gateDies.adaWaitsMs[1]);
    });

    it(`with two gates: ${gatesAtWork} at work`, async () => {
      const [north, south] = [await start({ CAPACITY: '5' }), await start({ CAPACITY: '5' })];
      const eventId = await event(north, { admitPerSecond: 1_000 });
      let before: number[] = [];
      await eventually(async () => {
        // The same crowd again: with the first one, gates may still come and go.
        const { lost } = await sendCrowd({ eventId, visitors: 150, servers: [north.url, south.url], withinMs: 60_000 });
        expect(lost).toEqual([]);
        const after = (await call('GET', room(north, eventId))).body.admittedByGate!;
        const idle = after.filter(count => before.includes(count)).length;
        before = after;
        expect(after.length - idle).toBe(gatesAtWork);
      }, 60_000);
    });

    it('refuse what is no admission, and let in who has one', async () => {
      const server = await start({ CAPACITY: '1' });
      const eventId = await event(server);
      const seats = (token?: string, of = eventId) =>
        call('GET', `${server.url}/api/events/${of}/seats`, token ? { authorization: `Bearer ${token}` } : {});
      const admitted = async ({ join, look }: ReturnType<typeof visitorOf>) => {
        await join(server.url);
        return eventually(async () => {
          const { body } = await look(server.url);
          expect(body.state).toBe('ADMITTED');
          return body.admissionToken!;
        });
      };
      const ada = visitorOf(eventId, 'ada');
      const withdrawn = await admitted(ada);
      expect(await seats()).toMatchObject({ status: 401, body: { type: 'admission-required' } });
      expect(await seats(withdrawn)).toMatchObject({ status: 200, body: { visitorId: 'ada' } });
      expect(await seats(withdrawn, unique('other'))).toMatchObject({ status: 403, body: { type: 'not-admitted' } });
      expect(await seats(withdrawn.toLowerCase())).toMatchObject({ status: 403 });
      expect((await ada.leave(server.url)).status).toBe(204);
      expect(await seats(withdrawn)).toMatchObject({ status: 403 });
      await set(server, eventId, { admissionSeconds: 1 });
      const expiring = await admitted(visitorOf(eventId, 'bob'));
      await eventually(async () => expect(await seats(expiring)).toMatchObject({ status: 403 }));
    });

    it('stop at SIGTERM with exit code 0, and the next server goes on', async () => {
      const first = await start({ CAPACITY: '0' });
      const eventId = await event(first);
      const { join, look } = visitorOf(eventId, 'ada');
      expect((await join(first.url)).status).toBe(202);
      expect(await first.end('SIGTERM')).toBe(0);
      const second = await start();
      await set(second, eventId, { capacity: 1 });
      await eventually(async () => {
        expect((await look(second.url)).body.state).toBe('ADMITTED');
      }, 60_000);
    });
  });
}
