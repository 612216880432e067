import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { call, OPERATOR_TOKEN } from '@ticketmaster/locking/buyers';
import { describeServer } from '@ticketmaster/locking/server-conformance';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import { afterEach, expect, it } from 'vitest';

const script = join(import.meta.dirname, 'server.ts');
const environment = {
  OPERATOR_TOKEN,
  PG_URL: env.text('PG_URL'),
  PG_URL_2: env.text('PG_URL_2'),
  RECOVER_EVERY_SECONDS: '2',
};

const work = ['order written', 'seats locked', 'money taken', 'tickets issued'];
const phases = ['payments prepared', 'prepared', 'decided', 'payments committed', 'committed'];

describeServer('two PostgreSQL', {
  ...{ script, environment },
  ways: { 'two-phase-commit': [...work, ...phases] },
  unsafe: [], // no-log sells each seat once; what it breaks is below
});

const running: Spawned[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(server => server.end()));
});

async function start(settings: Record<string, string> = {}): Promise<Spawned> {
  running.push(await spawnServer(script, { ...environment, RECOVER_EVERY_SECONDS: '0', ...settings }));
  return running.at(-1)!;
}

/** Ada buys a seat at a server that dies of it; answers the event. */
async function soldBy(doomed: Spawned, way: string): Promise<string> {
  const eventId = unique('event');
  await call('POST', `${doomed.url}/api/events`, { eventId, seats: 10 });
  await expect(order(doomed, eventId, 'A-1-01', way)).rejects.toThrow();
  await eventually(() => expect(doomed.process.signalCode).toBe('SIGKILL'));
  return eventId;
}
const order = ({ url }: Spawned, eventId: string, seatId: string, way = 'two-phase-commit') =>
  call(
    'POST',
    `${url}/api/events/${eventId}/orders?way=${way}`,
    { userId: 'ada', seatIds: [seatId], paymentToken: 'tok_ok' },
    unique('key'),
  );
const audit = async ({ url }: Spawned, eventId: string) =>
  (await call('GET', `${url}/api/events/${eventId}/audit`)).body;

it('in doubt blocks the next buyer of the seat at another server, until a restarted one recovers it', async () => {
  const living = await start();
  const eventId = await soldBy(await start({ BREAK: 'prepared' }), 'two-phase-commit');
  const from = performance.now();
  const bob = order(living, eventId, 'A-1-01');
  expect(await order(living, eventId, 'A-1-02')).toMatchObject({ status: 201 });
  expect(await bob).toMatchObject({ status: 503, body: { type: 'contended', retryable: true } });
  expect(performance.now() - from).toBeGreaterThan(2_900);
  expect(await audit(living, eventId)).toMatchObject({ sold: 1, inDoubt: 1 });

  const patient = eventually(async () => expect(await order(living, eventId, 'A-1-01')).toMatchObject({ status: 201 }));
  const heir = await start();
  expect(heir.output()).toContain('Recovered: 1 ');
  await patient; // it waited for the seat, and has it
  expect(await audit(heir, eventId)).toMatchObject({ sold: 2, tickets: 2, capturedCents: 10_000, inDoubt: 0 });
});

it('a living server recovers what is left, too, when it is told to look again', async () => {
  const living = await start({ RECOVER_EVERY_SECONDS: '1' });
  const eventId = await soldBy(await start({ BREAK: 'decided' }), 'two-phase-commit');
  await eventually(() => expect(living.output()).toContain('Recovered: 1 '));
  expect(await audit(living, eventId)).toMatchObject({ sold: 1, tickets: 1, capturedCents: 5_000, inDoubt: 0 });
});

it('no-log is refused unless it is asked for, and then takes money for a ticket that nobody gets', async () => {
  const careful = await start();
  expect(await order(careful, 'any', 'A-1-01', 'no-log')).toMatchObject({ status: 403, body: { type: 'unsafe-way' } });
  const eventId = await soldBy(await start({ ALLOW_UNSAFE: '1', BREAK: 'payments committed' }), 'no-log');
  const heir = await start();
  expect(heir.output()).toContain('Recovered: 1 ');
  expect(await audit(heir, eventId)).toMatchObject({ sold: 0, tickets: 0, capturedCents: 5_000, paidWithoutTicket: 1 });
});
