// GET /ready: whether this process should be sent visitors.
import { join } from 'node:path';
import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { type Spawned, spawnServer } from '@ticketmaster/testing/processes';
import { type FaultProxy, proxyTo } from '@ticketmaster/testing/proxy';
import { afterAll, beforeAll, expect, it } from 'vitest';

let postgres: FaultProxy;
let redis: FaultProxy;
let server: Spawned;
beforeAll(async () => {
  postgres = await proxyTo(env.text('PG_URL'));
  redis = await proxyTo(env.text('REDIS_URL'));
  redis.cut(); // from the start
  server = await spawnServer(join(import.meta.dirname, '../server.ts'), {
    ...{
      PG_URL: postgres.url,
      REDIS_URL: redis.url,
      PG_SCHEMA: unique('ready'),
      ROLE: 'web',
      PROVIDER_URL: 'http://127.0.0.1:9',
    },
  });
});
afterAll(async () => {
  postgres.mend();
  redis.mend();
  await server.end();
  await Promise.all([postgres.close(), redis.close()]);
});

/** The status, and that it came soon: who asks has no patience. */
async function ready(): Promise<number> {
  const answer = await fetch(`${server.url}/ready`, { signal: AbortSignal.timeout(2_000) });
  if (answer.status !== 200) expect(await answer.json()).toMatchObject({ type: 'unavailable', retryable: true });
  return answer.status;
}
const becomes = (status: number) => eventually(async () => expect(await ready()).toBe(status), 15_000);

it('says no until it has heard of Redis once, without which it knows no visitor', async () => {
  expect(await ready()).toBe(503);
  redis.mend();
  await becomes(200);
});

it('stays ready when Redis goes later: seats are sold without it', async () => {
  const session = await fetch(`${server.url}/api/session`, { method: 'POST' });
  redis.cut();
  expect(await ready()).toBe(200);
  const held = await fetch(`${server.url}/api/events/E5/orders`, {
    ...{ method: 'POST', body: '{"best":{"count":1}}' },
    headers: {
      ...{
        cookie: session.headers.get('set-cookie')!,
        'content-type': 'application/json',
        'idempotency-key': 'ready-1',
      },
    },
  });
  expect(held.status).toBe(201);
  redis.mend();
});

it.each(['cut', 'freeze'] as const)(
  'says no within two seconds when PostgreSQL is away (%s), and yes again',
  async fault => {
    await becomes(200);
    postgres[fault]();
    await becomes(503);
    postgres.mend();
    await becomes(200);
  },
);
