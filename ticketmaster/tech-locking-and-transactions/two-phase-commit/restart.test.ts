import { env } from '@ticketmaster/common/env';
import { eventually, unique } from '@ticketmaster/testing/eventually';
import { killServer, startServer } from '@ticketmaster/testing/processes';
import { expect, it } from 'vitest';
import { openTwoPhase } from './open.ts';

// The seats are in a PostgreSQL that nobody else uses.
const open = openTwoPhase(
  { seats: env.text('PG_URL_3'), payments: env.text('PG_URL_2') },
  'locking_two_phase_commit_restart',
);

it('what was prepared is still in doubt after kill -9 of PostgreSQL, and the log still knows how it ends', async () => {
  const before = await open();
  const eventId = unique('event');
  const undone = { orderId: crypto.randomUUID(), eventId, userId: 'ada', seatIds: ['A-1-01'], paymentToken: 'tok_ok' };
  const done = { ...undone, orderId: crypto.randomUUID(), seatIds: ['A-1-02'] };
  await before.putOnSale(eventId, ['A-1-01', 'A-1-02'], 5_000);
  for (const [purchase, step] of [[undone, 'prepared'] as const, [done, 'decided'] as const]) {
    const crash = before.ways['two-phase-commit']!(purchase, reached => {
      if (reached === step) throw new Error('crash');
    });
    await expect(crash).rejects.toThrow('crash');
  }
  await killServer('postgres-3');
  await expect(before.answer()).rejects.toMatchObject({ status: 503, retryable: true });
  await startServer('postgres-3');
  await before.close();

  const after = await open();
  await eventually(async () => expect((await after.audit(eventId))!.inDoubt).toBe(2));
  const bob = { ...undone, orderId: crypto.randomUUID(), userId: 'bob' };
  await expect(after.ways['two-phase-commit']!(bob, () => {})).rejects.toThrow('lock timeout');
  expect(await after.recover()).toBe(2);
  expect(await after.order(undone.orderId)).toBe(undefined);
  expect(await after.order(done.orderId)).toMatchObject({ status: 'CONFIRMED' });
  expect(await after.audit(eventId)).toMatchObject({ sold: 1, capturedCents: 5_000, paidWithoutTicket: 0, inDoubt: 0 });
  await after.close();
});
