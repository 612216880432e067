import { unique } from '@ticketmaster/testing/eventually';
import { expect, it } from 'vitest';
import { alone } from './alone.ts';
import { databaseFor } from './database.fixture.ts';

it('lets one work at a time, in any process, and others as soon as the first has ended', async () => {
  const [db, other] = await Promise.all([databaseFor(), databaseFor()]);
  const name = unique('order');
  let atWork = 0;
  const work = async () => {
    expect(++atWork).toBe(1);
    await db.query('select pg_sleep(0.01)');
    return atWork--;
  };
  const ends = await Promise.all([db, other, db, other].map(one => alone(one, name, 30_000, work)));
  expect(ends).toEqual([1, 1, 1, 1]);
});

it('answers undefined to who has waited for long enough, and does not keep him from other work', async () => {
  const db = await databaseFor();
  const name = unique('order');
  await alone(db, name, 0, async () => {
    expect(await alone(db, name, 20, async () => 'mine')).toBeUndefined();
    expect(await alone(db, `${name} of another`, 20, async () => 'mine')).toBe('mine');
  });
});

it('is over for who throws, and for whose session ends', async () => {
  const db = await databaseFor();
  const name = unique('order');
  await expect(alone(db, name, 0, () => Promise.reject(new Error('no money')))).rejects.toThrow('no money');
  const killed = alone(db, name, 5_000, async here => {
    const { rows } = await here.query<{ pid: number }>('select pg_backend_pid() as pid');
    await db.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    expect(await alone(db, name, 5_000, async () => 'the next one')).toBe('the next one');
    await here.query('select 1'); // and cannot write any more
  });
  await expect(killed).rejects.toMatchObject({ status: 503 });
});
