import { eventually } from '@ticketmaster/testing/eventually';
import { proxyTo } from '@ticketmaster/testing/proxy';
import { expect, it, onTestFinished } from 'vitest';
import { carefully, seenTwice } from './move.ts';
import { officeFor, onSale, other, schemaFor, urls, wish } from './nodes.fixture.ts';

const schema = schemaFor('move');
const STEPS = ['announced', 'closed', 'copied', 'left'];
const nothing = () => {};

it('moves an event with all that belongs to it, and back; every process finds it, also one that knows an old place', async () => {
  const { office, dbs } = await officeFor(schema);
  const { office: stale } = await officeFor(schema);
  const eventId = await onSale(office, 'north');
  const [ada, poor] = [wish(eventId, 'A-1-01', 'A-1-02'), { ...wish(eventId, 'A-1-03'), paymentToken: 'tok_declined' }];
  const answers = [await office.ways.routed!(ada, nothing), await office.ways.routed!(poor, nothing)];
  const before = [await office.audit(eventId), await office.seats(eventId), await office.order(ada.orderId)];
  for (const node of ['south', 'north', 'south'] as const) {
    expect(await office.move(eventId, node)).toBe(true);
    expect(await office.move(eventId, node)).toBe(false);
    for (const each of [office, stale]) {
      expect(await each.nodeOf(eventId)).toBe(node);
      expect([await each.audit(eventId), await each.seats(eventId), await each.order(ada.orderId)]).toEqual(before);
      expect([await each.ways.routed!(ada, nothing), await each.ways.routed!(poor, nothing)]).toEqual(answers);
      expect(await each.putOnSale(eventId, ['A-1-01'], 5_000)).toBe(false);
    }
    const { rowCount } = await dbs[other(node)].query('select from seat_inventory where event_id = $1', [eventId]);
    expect(rowCount).toBe(0);
  }
  expect(await stale.ways.routed!(wish(eventId, 'A-1-01'), nothing)).toMatchObject({ reason: 'SEAT_TAKEN' });
  expect(await office.move('nothing-of-that-name', 'south')).toBe(undefined);
  await expect(office.move(eventId, 'west')).rejects.toMatchObject({ status: 404 });
});

it('a hash partition cannot follow: over fdw an event that was moved away is refused, and found again when it is back', async () => {
  const { office } = await officeFor(schema);
  const eventId = await onSale(office, 'south');
  const buy = (seatId: string) => office.ways.fdw!(wish(eventId, seatId), nothing);
  await office.move(eventId, 'north');
  await expect(buy('A-1-01')).rejects.toMatchObject({ status: 409, type: 'moved', retryable: false });
  await office.move(eventId, 'south');
  expect(await buy('A-1-01')).toMatchObject({ status: 'CONFIRMED' });
});

it.each(STEPS.slice(0, 3))(
  'while it moves, at %s, buyers are told to come back, in both ways, and nothing is sold',
  async step => {
    const { office } = await officeFor(schema);
    const eventId = await onSale(office, 'north');
    await office.move(eventId, 'south', async reached => {
      if (reached !== step) return;
      for (const way of ['routed', 'fdw'])
        await expect(office.ways[way]!(wish(eventId, 'A-1-01'), nothing)).rejects.toMatchObject({
          status: 503,
          type: 'moving',
        });
      expect(await office.audit(eventId)).toMatchObject({ seats: 10, sold: 0 });
    });
    expect(await office.ways.routed!(wish(eventId, 'A-1-01'), nothing)).toMatchObject({ status: 'CONFIRMED' });
  },
);

it('who remembers it on a node that is away now looks for it at home', async () => {
  const south = await proxyTo(urls.south);
  onTestFinished(south.close);
  const { office: remembering } = await officeFor(`${schema}_proxy`, { south: south.url });
  const { office: mover } = await officeFor(`${schema}_proxy`, { south: south.url });
  const eventId = await onSale(remembering, 'north');
  await mover.move(eventId, 'south');
  const buy = (seatId: string) => remembering.ways.routed!(wish(eventId, seatId), nothing);
  expect(await buy('A-1-01')).toMatchObject({ status: 'CONFIRMED' });
  await mover.move(eventId, 'north');
  south.cut();
  expect(await buy('A-1-02')).toMatchObject({ status: 'CONFIRMED' });
  south.mend();
  await eventually(() => mover.move(eventId, 'south'));
  expect(await buy('A-1-03')).toMatchObject({ status: 'CONFIRMED' });
  south.cut();
  await expect(buy('A-1-04')).rejects.toMatchObject({ status: 503, type: 'unavailable' }); // it is really there
});

it('without the fence a seat is sold twice: once on each node', async () => {
  const { office } = await officeFor(schema);
  const eventId = await onSale(office, 'north');
  const noFence = {
    ...carefully,
    announce: async () => 1,
    close: async () => {},
    copy: async (...[from, to]: Parameters<typeof carefully.copy>) => {
      const { rows } = await from.query('select * from seat_inventory where event_id = $1', [eventId]);
      await to.query('insert into event values ($1, 5000)', [eventId]);
      await to.query('insert into seat_inventory select * from json_populate_recordset(null::seat_inventory, $1)', [
        JSON.stringify(rows),
      ]);
    },
    leave: async (from: Parameters<typeof carefully.leave>[0]) => {
      for (const table of ['seat_inventory', 'orders', 'event'])
        await from.query(`delete from ${table} where event_id = $1`, [eventId]);
      await from.query(`insert into moved values ($1, 'south', 1)`, [eventId]);
    },
  };
  const told: string[] = [];
  const buy = async () => told.push((await office.ways.routed!(wish(eventId, 'A-1-01'), nothing)).status);
  await office.move(eventId, 'south', step => (step === 'copied' ? buy().then(nothing) : undefined), noFence);
  await buy();
  expect(told).toEqual(['CONFIRMED', 'CONFIRMED']);
});

it('two movers at once, one of whom sleeps at each step until the event has been there and back, make one move of it', async () => {
  const { office } = await officeFor(schema);
  for (const step of STEPS) {
    const eventId = await onSale(office, 'north');
    const asleep = office.move(eventId, 'south', async reached => {
      if (reached !== step) return;
      await office.move(eventId, 'south');
      expect(await office.move(eventId, 'north')).toBe(true);
      expect(await office.ways.routed!(wish(eventId, 'A-1-01'), nothing)).toMatchObject({ status: 'CONFIRMED' });
    });
    await asleep;
    expect(await office.nodeOf(eventId), `after a sleep at ${step}`).toBe('north');
    expect(await office.audit(eventId)).toMatchObject({ seats: 10, sold: 1, capturedCents: 5_000 });
  }
});

it('a copy that comes late, from rows read before the event was there and back, is not kept', async () => {
  const { office, dbs } = await officeFor(schema);
  const eventId = await onSale(office, 'north');
  const late = {
    ...carefully,
    async copy(...[from, to, , epoch]: Parameters<typeof carefully.copy>) {
      const sleepy = {
        ...to,
        async transaction<T>(work: Parameters<typeof to.transaction<T>>[0]) {
          await office.move(eventId, 'south');
          await office.move(eventId, 'north');
          return to.transaction(work);
        },
      };
      await carefully.copy(from, sleepy, eventId, epoch);
    },
  };
  await office.move(eventId, 'south', nothing, late);
  const { rowCount } = await dbs.south.query('select from event where event_id = $1', [eventId]);
  expect([rowCount, await office.nodeOf(eventId)]).toEqual([0, 'north']);
});

it.each(['finished', 'not finished'])(
  'a mover that dies with a copy at home leaves one on the other node; %s, nothing of it is ever sold',
  async how => {
    const { office, dbs } = await officeFor(schema);
    const eventId = await onSale(office, 'north');
    await office.move(eventId, 'south');
    const dies = office.move(eventId, 'north', step => {
      if (step === 'copied') throw new Error('crash');
    });
    await expect(dies).rejects.toThrow('crash');
    const { office: fresh } = await officeFor(schema); // remembers nothing, and asks at home first
    expect(await fresh.ways.routed!(wish(eventId, 'A-1-01'), nothing)).toMatchObject({ status: 'CONFIRMED' });
    await expect(office.ways.routed!(wish(eventId, 'A-1-01'), nothing)).rejects.toMatchObject({ type: 'moving' });
    if (how === 'finished') {
      expect(await office.recover()).toBeGreaterThan(0);
      expect((await dbs.south.query('select from seat_inventory where event_id = $1', [eventId])).rowCount).toBe(0);
    }
    expect(await fresh.move(eventId, 'south')).toBe(true);
    for (const each of [office, fresh]) {
      expect(await each.ways.routed!(wish(eventId, 'A-1-01'), nothing)).toMatchObject({ reason: 'SEAT_TAKEN' });
      expect(await each.audit(eventId)).toMatchObject({ seats: 10, sold: 1, tickets: 1, capturedCents: 5_000 });
    }
  },
);

it('a move is left alone until it is seen at two looks in a row', async () => {
  const left = seenTwice();
  const look = (...moves: string[]) => left(async isLeft => moves.filter(isLeft));
  expect(await look('E1 1')).toEqual([]);
  expect(await look('E1 1', 'E2 1')).toEqual(['E1 1']);
  expect(await look('E1 2', 'E2 1')).toEqual(['E2 1']); // back again is another move
  expect(await look()).toEqual([]);
  expect(await look('E2 1')).toEqual([]);
});
