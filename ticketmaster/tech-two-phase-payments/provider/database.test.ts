import { eventually } from '@ticketmaster/testing/eventually';
import { afterEach, expect, it } from 'vitest';
import { openStandIn, type StandIn } from './provider.fixture.ts';

let standIn: StandIn;
afterEach(() => standIn.close());

/** Holds an intent as another call would, while `work` runs. */
const whileHeld = (id: string, work: () => Promise<void>) =>
  standIn.db.transaction(async tx => {
    await tx.query('select from intent where id = $1 for update', [id]);
    await work();
  });

it('says 503 where another call holds the payment for too long, and does not keep that with the key', async () => {
  standIn = await openStandIn({ patienceMs: 400 });
  const { id } = await standIn.held();
  const capture = () => standIn.at(id, 'capture', {}, { key: 'ada-capture' });
  await whileHeld(id, async () => {
    const { status, body } = await capture();
    expect([status, body.error.type]).toEqual([503, 'api_error']);
  });
  expect((await capture()).status).toBe(200);
  expect(await standIn.ledger(id)).toEqual(['authorized 5000', 'captured 5000']);
});

it('says 503 where the database breaks the connection; the same key then tells whether it was done', async () => {
  standIn = await openStandIn();
  const { id } = await standIn.held();
  const capture = () => standIn.at(id, 'capture', {}, { key: 'ada-capture' });
  await whileHeld(id, async () => {
    const capturing = capture();
    await eventually(async () => {
      const { rowCount } = await standIn.db.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'`,
        [standIn.schema],
      );
      expect(rowCount).toBe(1);
    }, 2_000);
    const { status, body } = await capturing;
    expect([status, body.error.type]).toEqual([503, 'api_error']);
  });
  expect((await capture()).status).toBe(200);
  expect(await standIn.ledger(id)).toEqual(['authorized 5000', 'captured 5000']);
});
