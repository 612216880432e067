import { eventually } from '@ticketmaster/testing/eventually';
import { expect, it } from 'vitest';
import { officeFor, onSale, schemaFor, wish } from './nodes.fixture.ts';

const schema = schemaFor('move');
const nothing = () => {};

it('waits for a buyer who is in, and takes along what that one bought', async () => {
  const { office, dbs } = await officeFor(schema);
  const eventId = await onSale(office, 'north');
  const [inside, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ada = office.ways.routed!(wish(eventId, 'A-1-01'), async step => {
    if (step !== 'seats taken') return;
    inside.resolve();
    await goOn.promise;
  });
  await inside.promise;
  const steps: string[] = [];
  const announced = Promise.withResolvers<void>();
  const moved = office.move(eventId, 'south', step => {
    steps.push(step);
    announced.resolve();
  });
  await announced.promise;
  const bob = office.ways.routed!(wish(eventId, 'A-1-02'), nothing);
  await expect(bob).rejects.toMatchObject({ type: 'moving' }); // at once: he does not wait behind the mover
  const waiting = `select from pg_stat_activity
                    where application_name = $1 and wait_event_type = 'Lock' and query like 'update event set closed%'`;
  await eventually(async () => {
    const { rowCount } = await dbs.north.query(waiting, [schema]);
    if (rowCount === 0 && !steps.includes('closed')) throw new Error('the mover neither waits nor has closed it');
  });
  const whileSheIsIn = [...steps];
  goOn.resolve();
  expect(await ada).toMatchObject({ status: 'CONFIRMED' });
  expect(await moved).toBe(true);
  expect(whileSheIsIn).toEqual(['announced']);
  expect(await office.audit(eventId)).toMatchObject({ sold: 1, tickets: 1, capturedCents: 5_000 });
  expect(await office.ways.routed!(wish(eventId, 'A-1-01'), nothing)).toMatchObject({ reason: 'SEAT_TAKEN' });
});
