// What postgres_fdw does with our statements, and what it does not promise.
import { faultsIn } from '@ticketmaster/locking/audit';
import { Contended } from '@ticketmaster/locking/box-office';
import { pessimistic, sellTogether } from '@ticketmaster/locking-store/in-one-transaction';
import { seatStore } from '@ticketmaster/locking-store/seats';
import type { Connection, Database } from '@ticketmaster/postgres/database';
import { eventually } from '@ticketmaster/testing/eventually';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { expect, it, onTestFinished } from 'vitest';
import { eventAt, type NodeName, officeFor, onSale, urls, wish } from './nodes.fixture.ts';
import { homeOf } from './nodes.ts';

const schema = 'locking_sharded_fdw';

/** How a statement is run that was prepared: planned once for all values, as on every connection of the lab's. */
async function planOf(db: Database, sql: string, values: string[] = [], settings = ''): Promise<string> {
  return db.connected(async connection => {
    if (settings) await connection.query(settings);
    await connection.query(`prepare one as ${sql}`);
    const given = values.length ? `(${values.map(value => `'${value}'`).join(', ')})` : '';
    const { rows } = await connection.query<Record<string, string>>(`explain (verbose, costs off) execute one${given}`);
    await connection.query('deallocate one');
    if (settings) await connection.query('reset all');
    return rows.map(row => row['QUERY PLAN']).join('\n');
  });
}
const scans = (plan: string) => [...new Set(plan.match(/Foreign (Scan|Update) on \S+/g))];

it('an event has its home where the router has its partition', async () => {
  const { dbs } = await officeFor(schema);
  const { rows } = await dbs.router.query<{ eventId: string; north: boolean }>(
    `select 'event ' || n as "eventId",
            satisfies_hash_partition(to_regclass('event'), 2, 0, 'event ' || n) as north
       from generate_series(1, 500) as n`,
  );
  for (const { eventId, north } of rows) expect(homeOf(eventId, ['north', 'south'])).toBe(north ? 'north' : 'south');
  expect(new Set(rows.map(({ north }) => north)).size).toBe(2);
});

it('a statement that names the event goes to its node alone, with its lock, and without its order', async () => {
  const { dbs } = await officeFor(schema);
  for (const node of ['north', 'south'] as const) {
    const [its, values] = [`seat_inventory_${node}`, [eventAt(node), '{A-1-01,A-1-02}']];
    const seats = 'where event_id = $1 and seat_id = any($2)';
    const locked = await planOf(
      dbs.router,
      `select * from seat_inventory ${seats} order by seat_id for update`,
      values,
    );
    expect(scans(locked)).toEqual([`Foreign Scan on ${schema}.${its}`]);
    expect(locked).toMatch(/Sort Key: .*seat_id.*Remote SQL: (?!.*ORDER BY).* FOR UPDATE/s); // sorted when all are locked
    const update = await planOf(dbs.router, `update seat_inventory set version = version + 1 ${seats}`, values);
    expect(scans(update)).toEqual([`Foreign Update on ${schema}.${its}`]);
  }
});

it('a scan of all events asks both nodes at once; a count over all fetches every row, unless it is taken by event', async () => {
  const { dbs } = await officeFor(schema);
  const all = await planOf(dbs.router, 'select count(*) from seat_inventory');
  expect(all).toMatch(/Async Foreign Scan on \S+north.*Async Foreign Scan on \S+south/s);
  expect(all).not.toMatch(/Remote SQL: SELECT count/);
  const byEvent = 'select event_id, count(*) from seat_inventory group by event_id';
  expect(await planOf(dbs.router, byEvent)).not.toMatch(/Remote SQL: SELECT event_id, count/);
  const pushed = await planOf(dbs.router, byEvent, [], 'set enable_partitionwise_aggregate = on');
  expect(pushed.match(/Remote SQL: SELECT event_id, count\(\*\).* GROUP BY/g)).toHaveLength(2);
});

/** One transaction locks a seat, and keeps it until told; then a second one wants it, and somebody on the node sees that it waits. */
async function secondAtTheSeat(through: 'router' | 'north', second: string, end: 'sold' | 'left') {
  const { office, dbs } = await officeFor(schema);
  const eventId = await onSale(office, 'north');
  const letGo = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const seat = `where event_id = '${eventId}' and seat_id = 'A-1-01'`;
  const left = new Error('left the seat');
  const first = dbs[through].transaction(async tx => {
    await tx.query(`select from seat_inventory ${seat} for update`);
    if (end === 'sold') await tx.query(`update seat_inventory set order_id = '${crypto.randomUUID()}' ${seat}`);
    locked.resolve();
    await letGo.promise;
    if (end === 'left') throw left;
  });
  await locked.promise;
  let answered = false;
  const outcome = dbs[through]
    .transaction((tx: Connection) => tx.query(`select order_id is null as free from seat_inventory ${seat} ${second}`))
    .then(
      ({ rows }) => rows,
      (error: unknown) => error,
    )
    .finally(() => (answered = true));
  const waits = await eventually(async () => {
    const { rows } = await dbs.north.query(`select from pg_stat_activity where wait_event_type = 'Lock'`);
    expect(answered || rows.length > 0).toBe(true);
    return !answered;
  });
  letGo.resolve();
  if (end === 'left') await expect(first).rejects.toBe(left);
  else await first;
  return { waits, outcome: await outcome };
}

it('the second buyer of a seat waits on the node, and then is told to start over (40001) where the node alone would tell who has it', async () => {
  expect(await secondAtTheSeat('north', 'for update', 'sold')).toEqual({ waits: true, outcome: [{ free: false }] });
  const overFdw = await secondAtTheSeat('router', 'for update', 'sold');
  expect(overFdw).toMatchObject({ waits: true, outcome: { because: 'conflict' } });
  expect(overFdw.outcome).toBeInstanceOf(Contended);
});

it('skip locked is not passed on: who asks for it waits', async () => {
  expect(await secondAtTheSeat('north', 'for update skip locked', 'left')).toEqual({ waits: false, outcome: [] });
  expect(await secondAtTheSeat('router', 'for update skip locked', 'left')).toEqual({
    waits: true,
    outcome: [{ free: true }],
  });
});

it('a transaction over foreign tables cannot be prepared: two-phase commit is not to be had', async () => {
  const { office, dbs } = await officeFor(schema);
  const eventId = await onSale(office, 'north');
  const prepared = dbs.router.connected(async db => {
    await db.query('begin');
    await db.query(`update seat_inventory set version = version + 1 where event_id = '${eventId}'`);
    await db.query(`prepare transaction '${eventId}'`);
  });
  await expect(prepared).rejects.toMatchObject({ code: '0A000' });
});

it('on conflict with a target is refused: the parent has no unique index to name', async () => {
  const { dbs } = await officeFor(schema);
  const insert = dbs.router.query(`insert into moved values ('E', 'north', 1) on conflict (event_id) do nothing`);
  await expect(insert).rejects.toMatchObject({ code: '42P10' });
});

it('a commit over two nodes is not atomic: when one is cut off before it, the other may have kept its half', async () => {
  const proxies = { north: await proxyTo(urls.north), south: await proxyTo(urls.south) };
  onTestFinished(async () => void (await Promise.all([proxies.north.close(), proxies.south.close()])));
  const { office, dbs } = await officeFor(`${schema}_cut`, { north: proxies.north.url, south: proxies.south.url });
  const sell = sellTogether(dbs.router, pessimistic);

  /** An order for a seat on each node; `cut` is gone when everything is written and nothing committed. What the nodes have afterwards. */
  async function cutOff(cut: NodeName) {
    const events = { north: await onSale(office, 'north'), south: await onSale(office, 'south') };
    const wishes = [wish(events.north, 'A-1-01'), wish(events.south, 'A-1-01')];
    let issued = 0;
    const sale = sell(wishes, step => {
      if (step === 'tickets issued' && ++issued === wishes.length) proxies[cut].cut();
    });
    await expect(sale).rejects.toMatchObject({ status: 503, type: 'unavailable' });
    proxies[cut].mend();
    const audits = await Promise.all(
      (['north', 'south'] as const).map(async node => {
        const audit = await eventually(async () => (await office.audit(events[node]))!);
        expect(faultsIn(audit)).toEqual([]); // each node's own books are right
        return audit.sold;
      }),
    );
    return audits;
  }

  const outcomes = [await cutOff('north'), await cutOff('south')];
  // Who is told to commit first is not ours to say. If that one is cut off, nothing is sold; if the other one is, half an order is.
  expect(outcomes.map(([north, south]) => north! + south!).sort()).toEqual([0, 1]);
});

it('one key for two events on two nodes makes two orders: no index spans them', async () => {
  const { office, dbs } = await officeFor(schema);
  const first = wish(await onSale(office, 'north'), 'A-1-01');
  const second = { ...first, eventId: await onSale(office, 'south') };
  for (const purchase of [first, second])
    expect(await office.ways.fdw!(purchase, () => {})).toMatchObject({ status: 'CONFIRMED' });
  expect(await seatStore(dbs.north).order(first.orderId)).toMatchObject({ eventId: first.eventId });
  expect(await seatStore(dbs.south).order(first.orderId)).toMatchObject({ eventId: second.eventId });
  const onOneNode = { ...first, eventId: await onSale(office, 'north') };
  expect(await office.ways.fdw!(onOneNode, () => {})).toMatchObject({ reason: 'KEY_REUSED' });
});
