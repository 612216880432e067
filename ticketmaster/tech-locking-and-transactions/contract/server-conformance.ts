import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import { afterEach, describe, expect, it } from 'vitest';
import { faultsIn } from './audit.ts';
import { type Audit, seatIdsFor } from './box-office.ts';
import { call, OPERATOR_TOKEN, type RushReport, sendBuyers } from './buyers.ts';
import { unexplained } from './linearizable.ts';

/** A lesson's server, as its own process. */
export interface ServerUnderTest {
  script: string;
  /** Its servers, such as PG_URL. */
  environment: Record<string, string>;
  /** The safe ways, each with the checkpoints that a purchase passes. */
  ways: Record<string, readonly string[]>;
  /** Ways that are refused unless ALLOW_UNSAFE=1, and sell a seat twice then when many want it; [] for none that surely do. */
  unsafe: readonly string[];
  /** How many attempts the rush is made of, unless ATTEMPTS says it: fewer where a way is slow. */
  attempts?: number;
  /** How many die side by side; 1 where another server would run the sale that is to kill its own. */
  deathsAtOnce?: number;
}

/** Runs the experiments on real processes. */
export function describeServer(technology: string, underTest: ServerUnderTest): void {
  const { script, environment, ways, unsafe, deathsAtOnce = 3 } = underTest;
  const attempts = env.count('ATTEMPTS', underTest.attempts ?? 1_500);
  const running: Spawned[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map(server => server.end('SIGTERM')));
  });
  async function start(settings: Record<string, string> = {}): Promise<Spawned> {
    const server = await spawnServer(script, { OPERATOR_TOKEN, ...environment, ...settings });
    running.push(server);
    return server;
  }
  async function onSale({ url }: Spawned, seats: number): Promise<string> {
    const eventId = unique('event');
    expect(await call('POST', `${url}/api/events`, { eventId, seats })).toMatchObject({ status: 201 });
    return eventId;
  }
  const orders = ({ url }: Spawned, eventId: string, way: string) => `${url}/api/events/${eventId}/orders?way=${way}`;
  const ada = (...seatIds: string[]) => ({ userId: 'ada', seatIds, paymentToken: 'tok_ok' });

  describe(`servers on ${technology}`, { timeout: 300_000 }, () => {
    for (const [way, steps] of Object.entries(ways)) {
      it(`${way}: survives kill -9 at every checkpoint: ${steps.join(', ')}`, async () => {
        async function dieAt(step: string) {
          const doomed = await start({ BREAK: step });
          const eventId = await onSale(doomed, 10);
          const key = unique('key');
          await expect(call('POST', orders(doomed, eventId, way), ada('A-1-01', 'A-1-02'), key)).rejects.toThrow();
          await eventually(() => expect(doomed.process.signalCode).toBe('SIGKILL'));
          left.push({ step, eventId, key });
        }
        const left: { step: string; eventId: string; key: string }[] = [];
        await forAll(steps, dieAt, deathsAtOnce);
        const heir = await start();
        await forAll(left, async ({ step, eventId, key }) => {
          await eventually(async () => {
            const { body } = await call('GET', `${heir.url}/api/events/${eventId}/audit`);
            expect(faultsIn(body), `after a kill at ${step}`).toEqual([]);
          }, 60_000);
          await eventually(async () => {
            const answer = await call('POST', orders(heir, eventId, way), ada('A-1-01', 'A-1-02'), key);
            expect(answer.status, `the same key again, after a kill at ${step}`).toBe(201);
            expect(answer.body.tickets).toHaveLength(2);
          }, 60_000);
        });
        expect(left).toHaveLength(steps.length);
      });

      it(`${way}: 64 buyers, 10 seats, ${attempts} attempts, and the server killed six times`, async () => {
        let server = await start();
        const { port } = new URL(server.url);
        const eventId = await onSale(server, 10);
        let restarting: Promise<void> = Promise.resolve();
        const killAt = [1, 2, 3, 4, 5, 6].map(seventh => Math.floor((seventh * attempts) / 7));
        const report = await sendBuyers({
          ...{ eventId, way, servers: [server.url], seatIds: seatIdsFor(10), seatsPerOrder: 1 },
          ...{ buyers: 64, attempts, ready: () => restarting },
          onAttempt(soFar) {
            if (!killAt.includes(soFar)) return;
            restarting = restarting.then(async () => {
              await server.end('SIGKILL');
              server = await start({ PORT: port });
            });
          },
        });
        await restarting;
        expect(report.answers['no answer']).toBeGreaterThan(0); // it was killed under load
        await agrees(server.url, eventId, report);
      });
    }

    it('two of them on one database sell each seat once', async () => {
      const [north, south] = [await start(), await start()];
      for (const way of Object.keys(ways)) {
        const eventId = await onSale(north, 20);
        const report = await sendBuyers({
          ...{ eventId, way, servers: [north.url, south.url], seatIds: seatIdsFor(20), seatsPerOrder: 2 },
          ...{ buyers: 16, attempts: 200 },
        });
        await agrees(south.url, eventId, report);
      }
    });

    if (unsafe.length === 0) return;
    it(`refuse ${unsafe.join(', ')} unless they are asked for, and then sell a seat twice`, async () => {
      const careful = await start();
      const reckless = await start({ ALLOW_UNSAFE: '1' });
      for (const way of unsafe) {
        const refused = await call('POST', orders(careful, 'any', way), ada('A-1-01'), unique('key'));
        expect(refused).toMatchObject({ status: 403, body: { type: 'unsafe-way' } });
        await eventually(async () => {
          const eventId = await onSale(reckless, 5);
          const seatIds = seatIdsFor(5);
          await sendBuyers({
            eventId,
            way,
            servers: [reckless.url],
            seatIds,
            seatsPerOrder: 1,
            buyers: 32,
            attempts: 200,
          });
          const { body } = await call('GET', `${reckless.url}/api/events/${eventId}/audit`);
          expect(body.soldTwice).toBeGreaterThan(0);
        }, 60_000);
      }
    });
  });
}

/**
 * The books balance, every answer that a buyer saw is true, and some order of the attempts explains all answers. Orders that
 * were refused are not asked for one by one: all tickets there are belong to those that were not.
 */
export async function agrees(url: string, eventId: string, { history, confirmed }: RushReport): Promise<void> {
  const audit = await eventually(async () => {
    const { body } = await call('GET', `${url}/api/events/${eventId}/audit`);
    expect(faultsIn(body)).toEqual([]);
    return body as Audit;
  }, 60_000);
  const owners = new Map<string, string | null>(history.map(({ seatId }) => [seatId, null]));
  const told = new Map(confirmed.map(({ orderId, tickets }) => [orderId, tickets]));
  const notRefused = history.filter(({ outcome }) => outcome === 'ok' || outcome === 'unknown');
  let tickets = 0;
  await forAll(new Set(notRefused.map(({ orderId }) => orderId)), async orderId => {
    const { status, body } = await call('GET', `${url}/api/orders/${orderId}`);
    if (told.has(orderId)) expect(body).toMatchObject({ status: 'CONFIRMED', tickets: told.get(orderId)! });
    if (status !== 200) return;
    tickets += body.tickets.length;
    for (const { seatId } of body.tickets) owners.set(seatId, orderId);
  });
  expect(audit.tickets).toBe(tickets);
  expect(unexplained(history, owners)).toEqual([]);
}

/** Does `work` for all of them, so many at once. */
async function forAll<T>(all: Iterable<T>, work: (item: T) => Promise<void>, atOnce = 32): Promise<void> {
  const left = [...all].reverse();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left.length) await work(left.pop()!);
    }),
  );
}
