// `run.sh` as a visitor starts it: TLS, answers to good and bad input, and one Ctrl-C that leaves nothing.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { freePort, isAlive } from '@ticketmaster/testing/processes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATOR } from './drawing.fixture.ts';
import { type Client, clientOf } from './experiments/client.ts';

let run: ChildProcess;
let url = '';
let client: Client;
let printed = '';
beforeAll(async () => {
  const env = { ...process.env, PORT: `${await freePort()}`, OPERATOR_TOKEN: OPERATOR };
  run = spawn(join(import.meta.dirname, 'run.sh'), { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
  for (const stream of [run.stdout!, run.stderr!]) stream.setEncoding('utf8').on('data', text => (printed += text));
  url = await eventually(() => {
    const ready = /^READY (\S+)/m.exec(printed)?.[1];
    if (!ready) throw new Error(printed);
    return ready;
  });
  const cert = execFileSync('openssl', ['s_client', '-connect', new URL(url).host], { input: '', stdio: 'pipe' });
  client = clientOf(url, `${cert}`.match(/-----BEGIN[\s\S]*END CERTIFICATE-----/)![0], OPERATOR);
});
afterAll(() => {
  client?.close();
  run?.kill('SIGKILL');
});

const operator = { authorization: `Bearer ${OPERATOR}` };
const bought = (body: unknown, key: string | undefined = unique('key')) =>
  client.call('POST', '/api/purchase', body, key ? { 'idempotency-key': key } : {});

describe('the drawing behind TLS', () => {
  it('is asked by https alone', async () => {
    const inTheClear = await fetch(url.replace('https:', 'http:'));
    expect([inTheClear.status, ((await inTheClear.json()) as { type: string }).type]).toEqual([400, 'bad-request']);
    await expect(fetch(url)).rejects.toThrow(); // nobody vouches for its certificate
  });

  it('sells a product once for a key, by both app servers', async () => {
    const productId = unique('product');
    await client.putOnSale(productId, 10);
    const key = unique('key');
    const wish = { productId, qty: 2, userId: 'ada' };
    const [first, again] = [await bought(wish, key), await bought(wish, key)];
    expect(first).toMatchObject({ status: 201, body: { status: 'CONFIRMED', quantity: 2 } });
    expect(again.body).toEqual(first.body);
    expect(again.headers['x-upstream']).not.toBe(first.headers['x-upstream']);
    expect((await client.call('GET', `/api/orders/${first.body.orderId}`)).body).toEqual(first.body);
    expect(await bought({ ...wish, qty: 3 }, key)).toMatchObject({ status: 422, body: { retryable: false } });
    expect((await client.audit(productId)).body).toMatchObject({ inventory: 8, confirmed: 2 });
    const sold = { productId, stock: 8, version: 2 };
    await eventually(async () => expect((await client.view(productId)).body).toMatchObject(sold)); // the replica follows
  });

  it.each([
    [409, 'out-of-stock', () => bought({ productId, qty: 2, userId: 'ada' })],
    [404, 'not-found', () => bought({ productId: 'nothing', userId: 'ada' })],
    [404, 'not-found', () => client.view('nothing')],
    [404, 'not-found', () => client.call('GET', `/api/orders/${crypto.randomUUID()}`)],
    [400, 'invalid-request', () => bought({ productId, userId: 'ada' }, '')],
    [400, 'invalid-request', () => bought({ productId, userId: 'ada', qty: 0 })],
    [400, 'invalid-request', () => bought({ productId, userId: 'ada', quantity: 1 })],
    [400, 'invalid-request', () => client.view('a%20b')],
    [415, 'unsupported-media-type', () => client.call('POST', '/api/purchase', undefined, { 'idempotency-key': 'k' })],
    [413, 'too-large', () => bought({ productId, userId: 'x'.repeat(20_000) })],
    [401, 'operator-only', () => client.call('GET', '/api/topology')],
    [404, 'not-found', () => client.call('POST', '/api/topology/redis-9/kill', undefined, operator)],
    [409, 'was-replaced', () => client.call('POST', '/api/topology/redis-1/start', undefined, operator)],
  ])('refuses with %d %s', async (status, type, call) => {
    await client.putOnSale(productId, 1);
    const answer = await call();
    expect([answer.status, answer.body.type]).toEqual([status, type]);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });
  const productId = unique('product');

  it('shows who is what', async () => {
    const { body } = await client.call('GET', '/api/topology', undefined, operator);
    expect(body).toMatch(
      /^app-1 +\d+ +up\napp-2 +\d+ +up\npostgres-1 +\d+ +primary\npostgres-2 +\d+ +replica\nredis-1 +\d+ +master\n/,
    );
  });

  it('starts an app server again that died by itself', async () => {
    const pids = processesOf(/cached-purchase\/server\.ts/);
    process.kill(pids[0]!, 'SIGKILL');
    await eventually(() => expect(printed).toMatch(/app-\d ended by itself, and is started again/));
    await eventually(() => expect(processesOf(/cached-purchase\/server\.ts/)).toHaveLength(2));
  });

  it('is gone after one Ctrl-C, with all that it had started', async () => {
    const pids = processesOf(/./);
    expect(pids.length).toBeGreaterThanOrEqual(11);
    process.kill(-run.pid!, 'SIGINT');
    expect(await once(run, 'exit')).toEqual([0, null]);
    await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
  });
});

/** All below run.sh. */
function processesOf(command: RegExp): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = lines
    .map(line => line.match(/^\s*(\d+)\s+(\d+)\s+(.*)$/)!)
    .map(([, pid, of, text]) => ({ pid: Number(pid), of: Number(of), text: text! }));
  const below = (parent: number): typeof all =>
    all.filter(({ of }) => of === parent).flatMap(one => [one, ...below(one.pid)]);
  return below(run.pid!).flatMap(({ pid, text }) => (command.test(text) ? pid : []));
}
