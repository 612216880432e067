// Failures of the drawing under load, within which bounds. Larger, with charts, also asynchronous: npm run compare -- sharded-engine
import { expect, it } from 'vitest';
import { engineUnderTest } from '../engine.fixture.ts';
import { failover } from './failover.ts';

const small = { rate: 50, beforeMs: 1_500, afterMs: 8_000, operatorToken: 'let-me-in' };

const { engine } = engineUnderTest();

it('a ticket service dies: the other answers all, and nobody need ask again', async () => {
  // So patient is nobody; on a busy machine an answer that comes late is no error of theirs.
  const found = await failover(engine(), 'ticket-1', { ...small, withinMs: 30_000 });
  expect(found).toMatchObject({
    errors: 0,
    lost: 0,
    oversold: 0,
    roles: { 'ticket-1': 'dead', 'ticket-2': 'server' },
  });
  await engine().tickets[0].start();
});

it('the primary of a shard dies, whose replica lags: no acknowledged sale is lost, and all is sold again soon', async () => {
  const found = await failover(engine(), 'postgres-5433', { ...small, rate: 100 });
  expect(found).toMatchObject({
    lost: 0,
    oversold: 0,
    roles: { 'postgres-5433': 'dead', 'postgres-5434': 'primary' },
  });
  expect(found.askedAgain).toBeGreaterThan(0); // at work when it died
  expect(found.purchasesAwayMs).toBeLessThan(7_000);
});
