import { eventually, unique } from '@ticketmaster/testing/eventually';
import { killServer, type Spawned, spawnServer, startServer } from '@ticketmaster/testing/processes';
import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { call, inversions, sendCrowd } from './crowd.ts';

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
}

const OPERATOR = { authorization: 'Bearer operator-of-the-test', 'content-type': 'application/json' };

/** Runs the experiments on real processes and a real broker. */
export function describeServer(technology: string, server: TestServer): void {
  const { script, environment, disposable, gateDies, gatesAtWork, unordered } = server;
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

  describe(`servers on ${technology}`, { timeout: 240_000 }, () => {
    it('let 2,000 visitors in through two of them, one killed in the middle: nobody too many, twice or lost', async () => {
      const [north, south] = [await start({ CAPACITY: '50' }), await start({ CAPACITY: '50' })];
      const eventId = unique('rush');
      const seen = await watch(room(south, eventId), () =>
        sendCrowd({
          ...{ eventId, visitors: 2_000, servers: [north.url, south.url], withinMs: 200_000 },
          onAdmitted: soFar => soFar === 700 && north.process.kill('SIGKILL'),
        }),
      );
      const { served, mostInside, troubles, lost } = seen.result;
      expect(lost).toEqual([]);
      expect(mostInside).toBeLessThanOrEqual(50);
      expect(seen.mostAdmitted).toBeLessThanOrEqual(50);
      expect(seen.mostAdmitted).toBeGreaterThan(0);
      expect(new Set(served.map(({ visitorId }) => visitorId)).size).toBe(2_000);
      expect(served.every(({ admissions }) => admissions.length === 1)).toBe(true);
      expect((await call('GET', room(south, eventId))).body).toMatchObject({
        waiting: 0,
        admitted: 0,
        admittedTotal: 2_000,
      });
      const { pairs, worst } = inversions(served);
      console.log(
        `${technology}: ${pairs} inversions, at most ${worst} overtook one; troubles: ${JSON.stringify(troubles)}`,
      );
    });

    it(`${unordered ? 'tell how far they are from' : 'keep'} the order of numbers while there is one gate and it is healthy`, async () => {
      const server = await start({ CAPACITY: '20' });
      const crowd = await sendCrowd({
        eventId: unique('calm'),
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
        ...{ eventId: unique('outage'), visitors: 400, servers: [server.url], withinMs: 200_000 },
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
      const eventId = unique('killed');
      const dying = await start({ BREAK: 'between-read-and-ack' });
      await set(dying, eventId, { open: false });
      const visitors = ['ada', 'bob', 'cyd', 'dan', 'eve'];
      for (const who of visitors) expect((await call('POST', `${room(dying, eventId)}/${who}`)).status).toBe(202);
      const beforeRead = performance.now();
      await set(dying, eventId, { open: true }).catch(() => {}); // the answer may die with it
      await eventually(() => expect(dying.process.signalCode).toBe('SIGKILL'));

      const heir = await start();
      const heirReady = performance.now();
      let adaIn = 0;
      const letIn = visitors.map(async visitorId => {
        const token = await eventually(async () => {
          const { body } = await call('GET', `${room(heir, eventId)}/${visitorId}`);
          expect(body.state).toBe('ADMITTED');
          return body.admissionToken!;
        }, 60_000);
        if (visitorId === 'ada') adaIn = performance.now();
        await call('POST', `${room(heir, eventId)}/${visitorId}/done`);
        return { visitorId, ...decodeJwt<{ admission: number }>(token) };
      });
      const order = (await Promise.all(letIn)).sort((a, b) => a.admission - b.admission);
      const came = order.map(({ visitorId }) => visitorId);
      for (const among of gateDies.order.split(' ').map(word => word.split('|').sort()))
        expect(came.splice(0, among.length).sort()).toEqual(among);
      expect(adaIn - beforeRead).toBeGreaterThanOrEqual(gateDies.adaWaitsMs[0]);
      expect(adaIn - heirReady).toBeLessThanOrEqual(gateDies.adaWaitsMs[1]);
    });

    it(`with two gates: ${gatesAtWork} at work`, async () => {
      const [north, south] = [await start({ CAPACITY: '5' }), await start({ CAPACITY: '5' })];
      const eventId = unique('gates');
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
      const eventId = unique('seats');
      const seats = (token?: string, of = eventId) =>
        call('GET', `${server.url}/api/events/${of}/seats`, token ? { authorization: `Bearer ${token}` } : {});
      const admitted = async (who: string) => {
        await call('POST', `${room(server, eventId)}/${who}`);
        return eventually(async () => {
          const { body } = await call('GET', `${room(server, eventId)}/${who}`);
          expect(body.state).toBe('ADMITTED');
          return body.admissionToken!;
        });
      };
      const withdrawn = await admitted('ada');
      expect(await seats()).toMatchObject({ status: 401, body: { type: 'admission-required' } });
      expect(await seats(withdrawn)).toMatchObject({ status: 200, body: { visitorId: 'ada' } });
      expect(await seats(withdrawn, unique('other'))).toMatchObject({ status: 403, body: { type: 'not-admitted' } });
      expect(await seats(withdrawn.toLowerCase())).toMatchObject({ status: 403 });
      expect((await call('DELETE', `${room(server, eventId)}/ada`)).status).toBe(204);
      expect(await seats(withdrawn)).toMatchObject({ status: 403 });
      await set(server, eventId, { admissionSeconds: 3 });
      const expiring = await admitted('bob');
      await eventually(async () => expect(await seats(expiring)).toMatchObject({ status: 403 }));
    });

    it('stop at SIGTERM with exit code 0, and the next server goes on', async () => {
      const first = await start({ CAPACITY: '0' });
      const eventId = unique('stopped');
      await call('POST', `${room(first, eventId)}/ada`);
      expect(await first.end('SIGTERM')).toBe(0);
      const second = await start();
      await set(second, eventId, { capacity: 1 });
      await eventually(async () => {
        expect((await call('GET', `${room(second, eventId)}/ada`)).body.state).toBe('ADMITTED');
      }, 60_000);
    });
  });
}

/** Looks again and again how many are inside, by the server's own word, while `work` is done. */
async function watch<T>(url: string, work: () => Promise<T>): Promise<{ result: T; mostAdmitted: number }> {
  let mostAdmitted = 0;
  let done = false;
  const watching = (async () => {
    while (!done) {
      const told = await call('GET', url).catch(() => undefined); // it may be away for a moment; the crowd counts that
      mostAdmitted = Math.max(mostAdmitted, told?.body.admitted ?? 0);
    }
  })();
  const result = await work().finally(() => (done = true));
  await watching;
  return { result, mostAdmitted };
}
