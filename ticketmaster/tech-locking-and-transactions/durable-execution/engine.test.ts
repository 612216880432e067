// What an engine does not do by itself: each shown broken, and then right.

import { env } from '@ticketmaster/common/env';
import { openDatabase, seatTables } from '@ticketmaster/locking-store/database';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { spawnServer } from '@ticketmaster/testing/processes';
import { expect, it } from 'vitest';
import { begun, dead, onSale, openLab, script } from './lab.fixture.ts';

const lab = openLab();
const { start } = lab;

it('leaves the sale of a dead process to nobody, unless a peer looks for dead ones: then each step is done once', async () => {
  const doomed = await start({ BREAK: 'after authorize', RECOVER_EVERY_MS: '0' });
  const idle = await start({ RECOVER_EVERY_MS: '0' });
  const { orderId, buy, faults } = await onSale(doomed);
  await expect(buy(doomed)).rejects.toThrow();
  await dead(doomed);
  expect(await buy(idle)).toMatchObject({ status: 503, body: { type: 'undecided' } }); // it waits for the dead one, for a while
  expect(await faults(idle)).toEqual(['inDoubt 4']); // an order, two seats and the money

  const heir = await start();
  await eventually(async () => expect(await faults(heir)).toEqual([]));
  expect(await buy(idle)).toMatchObject({ status: 201 });
  expect(['reserve', 'capture', 'issue'].map(step => begun(step, orderId, doomed, idle, heir))).toEqual([1, 1, 1]);
  expect(begun('authorize', orderId, doomed, idle, heir)).toBe(2); // it was killed inside, between the effect and its record
  expect(await lab.provider.moved(orderId)).toBe('authorized captured'); // and the money moved once
});

it('does a step twice where two processes have one name, and refuses the second of a name that is held', async () => {
  const shared = {
    EXECUTOR_ID: `twin-${crypto.randomUUID()}`,
    SHARE_NAME: '1',
    ALLOW_UNSAFE: '1',
    RECOVER_EVERY_MS: '0',
  };
  const slow = { PAUSE_AT: 'before capture', PAUSE_MS: '60000' };
  const one = await start({ ...shared, ...slow });
  const first = await onSale(one);
  first.buy(one).catch(() => 'no answer');
  await eventually(() => expect(begun('capture', first.orderId, one)).toBe(1)); // at work, and alive
  const other = await start(shared); // takes it for its own, and has it gone on with
  await eventually(() => expect(begun('capture', first.orderId, one, other)).toBe(2));
  expect(one.process.signalCode).toBeNull();
  await one.end('SIGKILL');
  const heir = await start();
  await eventually(async () => expect(await first.buy(heir)).toMatchObject({ status: 201 }));
  expect(await first.faults(heir)).toEqual([]); // since the steps bear it
  expect(await lab.provider.moved(first.orderId)).toBe('authorized captured');

  const held = { EXECUTOR_ID: `held-${crypto.randomUUID()}` };
  const holder = await start({ ...held, ...slow });
  const second = await onSale(holder);
  second.buy(holder).catch(() => 'no answer');
  await eventually(() => expect(begun('capture', second.orderId, holder)).toBe(1));
  const environment = {
    PG_URL: env.text('PG_URL'),
    PG_SCHEMA: lab.schema,
    PROVIDER_URL: lab.provider.url,
    WEBHOOKS: 'off',
  };
  await expect(spawnServer(script, { ...environment, ...held })).rejects.toThrow('runs already');
  const peer = await start();
  await onSale(peer).then(third => third.buy(peer)); // it has had time to look
  expect(begun('capture', second.orderId, holder, peer)).toBe(1);
  expect(await second.faults(peer)).toEqual(['inDoubt 4']); // and is under way
  await holder.end('SIGKILL');
});

it('leaves the sales of other code as they are: that code ends them, or who adopts them', async () => {
  for (const adopts of [false, true]) {
    const [old, young] = [unique('old'), unique('young')];
    const before = await start({ VERSION: old, BREAK: 'before capture' });
    const { orderId, buy, faults } = await onSale(before);
    await expect(buy(before)).rejects.toThrow();
    await dead(before);
    const changed = await start({ VERSION: young });
    expect(changed.output()).not.toContain('Recovered');
    expect(await faults(changed)).toEqual(['inDoubt 4']);
    const rescuer = await start(adopts ? { VERSION: young, ADOPT_VERSION: old } : { VERSION: old });
    await eventually(async () => expect(await faults(changed)).toEqual([]));
    expect(await buy(changed)).toMatchObject({ status: 201 });
    expect(begun('authorize', orderId, before, changed, rescuer)).toBe(1); // what was done stays done
  }
});

it('takes a throw for the final answer, until the sale is rewound to the step that threw', async () => {
  const server = await start({ RECOVER_EVERY_MS: '0' });
  const { orderId, buy, faults } = await onSale(server);
  const db = await openDatabase(env.text('PG_URL'), lab.schema, [seatTables], 1);
  const breaks = `create or replace function refuse() returns trigger language plpgsql as $$ begin raise 'a bug'; end $$`;
  await db.query(breaks);
  await db.query(
    `create trigger bug before insert on ticket for each row when (new.order_id = '${orderId}') execute function refuse()`,
  );
  expect(await buy(server)).toMatchObject({ status: 500 }); // the money is taken, and the tickets are not issued
  expect(await faults(server)).toContain('paidWithoutTicket 1');
  await db.query('drop trigger bug on ticket');
  await db.close();
  expect(await faults(server)).toContain('paidWithoutTicket 1'); // nobody goes on by themselves
  const heir = await start();
  expect(heir.output()).toMatch(/Recovered: 1/);
  expect(await buy(server)).toMatchObject({ status: 201 });
  expect(await faults(server)).toEqual([]);
  expect(begun('capture', orderId, server, heir)).toBe(1);
});

it('does an effect again that is outside of a step, and sets money aside twice', async () => {
  const unsafe = { way: 'effect-outside-a-step' };
  const doomed = await start({ BREAK: 'before capture', ALLOW_UNSAFE: '1' });
  const { orderId, buy, faults } = await onSale(doomed);
  await expect(buy(doomed, unsafe)).rejects.toThrow();
  const heir = await start({ ALLOW_UNSAFE: '1' });
  await eventually(async () => expect(await buy(heir, unsafe)).toMatchObject({ status: 201 }));
  expect((await lab.provider.moved(orderId)).split(' ').toSorted()).toEqual(['authorized', 'authorized', 'captured']);
  expect(await faults(heir)).toEqual(['inDoubt 1']);
  expect(await buy(await start(), unsafe)).toMatchObject({ status: 403, body: { type: 'unsafe-way' } });
});
