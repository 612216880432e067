import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import { afterAll, afterEach, expect, it } from 'vitest';
import { asked, visa } from './provider.fixture.ts';
import { openReceiver, signedBy } from './receiver.fixture.ts';

const schema = unique('stand_in');
const db = connectToPostgres(env.text('PG_URL'), { schema });
const running: Spawned[] = [];

async function start(settings: Record<string, string> = {}): Promise<Spawned> {
  const one = await spawnServer(join(import.meta.dirname, 'server.ts'), {
    ...{ PG_SCHEMA: schema, WEBHOOK_PAUSE_MS: '20' },
    ...settings,
  });
  running.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map(one => one.end('SIGKILL')));
});
afterAll(async () => {
  await db.query(`drop schema if exists ${schema} cascade`);
  await db.close();
});

it('says when it is ready and where, answers, and ends at SIGTERM with 0', async () => {
  const server = await start();
  expect(server.output()).toBe(''); // who started it is told on its channel; READY is for a terminal
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  expect((await fetch(`${server.url}/ready`)).status).toBe(200);
  expect((await asked(server.url).held()).status).toBe('requires_capture');
  expect(await server.end('SIGTERM')).toBe(0);
});

it('finishes the call under way when it is told to end', async () => {
  const server = await start();
  const { created, at, control } = asked(server.url);
  await control('slow', { ms: 400 });
  const { id } = await created();
  const [{ body }, code] = await Promise.all([
    at(id, 'confirm', { payment_method: 'pm_card_slow' }),
    fetch(`${server.url}/health`).then(() => server.end('SIGTERM')),
  ]);
  expect([body.status, code]).toEqual(['requires_capture', 0]);
});

it('says in a line that its port is taken', async () => {
  const { url } = await start();
  const PORT = new URL(url).port;
  await expect(start({ PORT })).rejects.toThrow(`Port ${PORT} is taken by another program. Set PORT to a free one.`);
});

it('has after a kill -9 what it had answered, the keys and the clock too', async () => {
  const dying = await start();
  const before = asked(dying.url);
  await before.control('clock', { advanceMs: 3_600_000 });
  const { id } = await before.created();
  const first = await before.at(id, 'confirm', visa, { key: 'ada-confirm' });
  expect(await dying.end('SIGKILL')).toBe('SIGKILL');

  const after = asked((await start()).url);
  const again = await after.at(id, 'confirm', visa, { key: 'ada-confirm' });
  expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([first.text, 'true']);
  expect(await after.ledger(id)).toEqual(['authorized 5000']);
  expect((await after.created()).created * 1_000).toBeGreaterThan(Date.now() + 3_500_000);
});

it('tells an event after a kill -9 that nobody had taken before it', async () => {
  const dying = await start({ WEBHOOK_PAUSE_MS: '500' });
  const before = asked(dying.url);
  const silent = await openReceiver();
  silent.answer(500);
  const hook = { url: silent.url, 'enabled_events[]': 'payment_intent.created' };
  const { body: endpoint } = await before.post('webhook_endpoints', hook);
  const { id } = await before.created();
  const again = 'select from delivery where attempt = 1 and due < $1'; // it was refused, and will be told again
  await eventually(async () => expect((await db.query(again, [Date.now() + 1_000])).rowCount).toBe(1));
  await silent.close();
  await dying.end('SIGKILL');
  expect((await db.query('select from delivery')).rowCount).toBe(1);

  const receiver = await openReceiver(silent.port);
  await start();
  await eventually(() => expect(receiver.of(id)).toHaveLength(1));
  expect(signedBy(endpoint.secret, receiver.of(id)[0]!)).toBe(true);
  await eventually(async () => expect((await db.query('select from delivery')).rowCount).toBe(0));
  await receiver.close();
});

it('breaks as a crash does in the middle of a call: the key then says whether it was done', async () => {
  const dying = await start();
  const before = asked(dying.url);
  const { id } = await before.held();
  const captures = Array.from({ length: 10 }, (_, i) => before.at(id, 'capture', {}, { key: `ada-capture-${i}` }));
  await Promise.race(captures);
  await dying.end('SIGKILL');
  await Promise.all(captures);

  const after = asked((await start()).url);
  const again = await Promise.all(captures.map((_, i) => after.at(id, 'capture', {}, { key: `ada-capture-${i}` })));
  expect(again.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(await after.ledger(id)).toEqual(['authorized 5000', 'captured 5000']);
});
