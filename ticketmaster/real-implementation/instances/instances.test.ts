// Two instances, a worker and a provider behind nginx, over real servers; each of them is killed.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { env } from '@ticketmaster/common/env';
import type { Instance } from '@ticketmaster/instances/instance';
import { connectToPostgres } from '@ticketmaster/postgres/database';
import { unique } from '@ticketmaster/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProvider } from '../crowd/doors.ts';
import { alive, type Process, start, visitorOf } from './instances.fixture.ts';

const schema = unique('instances');
const providerSchema = unique('instances_provider');
const db = connectToPostgres(env.text('PG_URL'), { schema });
const settings = { PG_SCHEMA: schema, PORT: '0', SEED_EVENTS: '20' };
let provider: Instance;
let run: ReturnType<typeof start>;
let url = '';

beforeAll(async () => {
  provider = await openProvider(providerSchema);
  run = start(['--instances', '2'], { ...settings, PROVIDER_URL: provider.url });
  url = await run.ready();
});
afterAll(async () => {
  run?.kill();
  await provider?.end();
  await db.query(`drop schema if exists ${schema}, ${providerSchema} cascade`);
  await db.close();
});

const visitor = () => visitorOf(url);
const pidOfWeb = async () => ((await (await fetch(`${url}/health`)).json()) as { pid: number }).pid;
/** Who answers, over so many requests. */
const webs = async () => new Set(await Promise.all(Array.from({ length: 6 }, pidOfWeb)));
const times = (text: string, word: RegExp) => [...text.matchAll(word)].length;

describe('two instances behind nginx', () => {
  it('sell a ticket, and tell of it by streams', async () => {
    expect((await webs()).size).toBe(2);
    const ada = await visitor();
    const seats = ada.watch('/api/events/E5/seats/stream');
    await expect.poll(() => seats.heard.text).toContain('event: snapshot');
    const { status, body: held } = await ada.hold(2);
    expect([status, held.status]).toEqual([201, 'RESERVED']);
    await expect.poll(() => seats.heard.text).toContain('event: seats');
    const order = ada.watch(`/api/orders/${held.orderId}/stream`);
    await expect.poll(() => order.heard.text).toContain('"RESERVED"');
    expect((await ada.confirm(held.orderId)).body.status).toBe('CONFIRMED');
    await expect.poll(() => order.heard.text).toContain('"CONFIRMED"');
    order.stop();
    seats.stop();
  });

  it('go on where one is killed with visitors at work: who asks again notices nothing else, and streams go to the other', async () => {
    const before = await webs();
    const bob = await visitor();
    const streams = Array.from({ length: 4 }, () => bob.watch('/api/events/E5/seats/stream')); // of both
    await expect.poll(() => streams.every(({ heard }) => heard.opened === 1)).toBe(true);
    const buyers = await Promise.all(Array.from({ length: 8 }, visitor));
    const buying = buyers.map(async ({ hold, confirm }) => (await confirm((await hold(1)).body.orderId)).body.status);
    process.kill([...before][0]!, 'SIGKILL');
    expect(await Promise.all(buying)).toEqual(buyers.map(() => 'CONFIRMED'));
    await expect.poll(() => streams.some(({ heard }) => times(heard.text, /event: snapshot/g) === 2)).toBe(true);
    const { rows } = await db.query(
      `select count(*)::int as orders, count(distinct user_id)::int as buyers, sum(captured_cents)::int as cents
         from purchase where event_id = 'E5' and created_at > now() - interval '1 minute' and array_length(seat_ids, 1) = 1`,
    );
    expect(rows).toEqual([{ orders: 8, buyers: 8, cents: 8 * 3_200 }]);
    await expect.poll(async () => (await webs()).size, { timeout: 15_000 }).toBe(2); // it is started again
    expect(run.output()).toMatch(/web \d ended by itself, and is started again/);
    for (const { stop } of streams) stop();
  });

  it('have a worker, which is killed and finishes what was left all the same', async () => {
    const cyd = await visitor();
    const { body: held } = await cyd.hold(1);
    const stream = cyd.watch(`/api/orders/${held.orderId}/stream`);
    await provider.kill();
    expect((await cyd.confirm(held.orderId)).status).toBe(202); // nobody knows yet
    const web = await webs();
    const worker = run
      .processes()
      .find(one => /real-implementation\/server\.ts/.test(one.command) && !web.has(one.pid));
    process.kill(worker!.pid, 'SIGKILL');
    await provider.start();
    await db.query(`update purchase set changed_at = changed_at - interval '10 seconds' where order_id = $1`, [
      held.orderId,
    ]); // or the worker leaves it alone for so long
    await expect.poll(() => stream.heard.text, { timeout: 20_000 }).toContain('"CONFIRMED"');
    expect(run.output()).toContain('worker ended by itself, and is started again');
    stream.stop();
  });

  it('come back behind a new nginx, where that is killed', async () => {
    const nginx = run.processes().find(({ command }) => command.startsWith('nginx: master'));
    process.kill(nginx!.pid, 'SIGKILL');
    await expect.poll(() => run.output()).toContain('nginx ended by itself, and is started again');
    await expect.poll(() => pidOfWeb().catch(() => 0)).toBeGreaterThan(0);
  });

  it('end with who started them, also where that is killed', async () => {
    const processes = run.processes();
    expect(processes.length).toBeGreaterThanOrEqual(5); // three of the shop, nginx and its worker
    run.kill();
    await run.ended;
    await expect.poll(() => alive(processes), { timeout: 10_000 }).toEqual([]);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });
});

it('Ctrl-C leaves no process and no port', async () => {
  const one = start(['--instances', '1'], settings); // with a provider of its own
  const at = await one.ready();
  const processes = one.processes();
  const stream = await fetch(`${at}/api/events/E5/seats/stream`); // does not keep it waiting
  one.interrupt();
  expect(await one.ended).toBe(0);
  await expect.poll(() => alive(processes)).toEqual([]);
  await expect(fetch(`${at}/health`)).rejects.toThrow();
  await stream.body?.cancel().catch(() => {});
});

describe('a wrong start says why, and ends with 1', () => {
  it.each([
    [['--instances', '9'], '--instances must be a whole number from 1 to 8'],
    [['--workers', '2'], 'There is no option --workers'],
  ])('%s', async (options, why) => {
    const wrong = start(options, settings);
    expect(await wrong.ended).toBe(1);
    expect(wrong.output()).toContain(why);
    expect(wrong.output()).not.toMatch(/^ +at /m);
  });

  it('where its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const wrong = start(['--instances', '2'], { ...settings, PORT: `${port}` });
    expect(await wrong.ended).toBe(1);
    expect(wrong.output()).toContain(`Port ${port} cannot be had`);
    taken.close();
  });

  it('where there is no nginx, and ends what it had started', async () => {
    const wrong = start(['--instances', '1'], { ...settings, NGINX_PATH: '/no/such/nginx' });
    let isOver = false;
    const ended = wrong.ended.finally(() => (isOver = true));
    let started: Process[] = [];
    while (!isOver) {
      const now = wrong.processes();
      if (now.length > started.length) started = now;
      await sleep(50);
    }
    expect(await ended).toBe(1);
    expect(wrong.output()).toContain('nginx does not start');
    expect(started.length).toBeGreaterThanOrEqual(2); // the provider and the shop
    await expect.poll(() => alive(started), { timeout: 10_000 }).toEqual([]);
  });
});
