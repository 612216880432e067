import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@ticketmaster/postgres/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forgetKeys } from './idempotency.ts';
import { DAY_MS, openStandIn, type StandIn, wish } from './provider.fixture.ts';
import { openSettings } from './settings.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await openStandIn();
});
afterAll(() => standIn.close());

it.each(['faults', 'down', 'slow', 'clock', 'webhooks'])(
  '%s is answered when the change is stored, not before',
  async what => {
    const body = { faults: { rate: 0 }, down: { ms: 0 }, slow: { ms: 5 }, clock: { advanceMs: 1 } }[what] ?? {};
    let asked: Promise<{ status: number }> | undefined;
    await standIn.db.transaction(async tx => {
      await tx.query('lock table settings');
      asked = standIn.control(what, body);
      expect(await Promise.race([asked, sleep(100, 'waits')])).toBe('waits');
    });
    expect((await asked!).status).toBe(200);
  },
);

it('stores the last of many changes last, also where the first takes longest', async () => {
  let stored = '';
  const pauses = [0, 30, 20, 10, 0]; // the first is that of the reading
  const db = {
    async query(_sql: string, values: string[] = []) {
      await sleep(pauses.shift());
      stored = values[0] ?? '';
      return { rows: [] };
    },
  } as unknown as Database;
  const settings = await openSettings(db);
  await Promise.all([1, 2, 3, 4].map(slowMs => settings.change({ slowMs })));
  expect(JSON.parse(stored)).toEqual(settings.current);
  expect(settings.current.slowMs).toBe(4);
});

it('goes on after a change that could not be stored', async () => {
  let fails = false;
  const db = {
    query: async () => (fails ? Promise.reject(new Error('no disk')) : { rows: [] }),
  } as unknown as Database;
  const settings = await openSettings(db);
  fails = true;
  await expect(settings.change({ slowMs: 1 })).rejects.toThrow('no disk');
  fails = false;
  await settings.change({ slowMs: 2 });
  expect(settings.current.slowMs).toBe(2);
});

it('throws away keys that are a day old, and no others', async () => {
  for (const key of ['ada-1', 'bob-1']) await standIn.post('payment_intents', wish, { key });
  await standIn.db.query(`update idempotency_key set created = created - $1 where key = 'ada-1'`, [DAY_MS]);
  const settings = await openSettings(standIn.db);
  await forgetKeys(standIn.db, settings.now());
  const { rows } = await standIn.db.query(`select key from idempotency_key where key in ('ada-1', 'bob-1')`);
  expect(rows).toEqual([{ key: 'bob-1' }]);
});
