import { describe, expect, it } from 'vitest';
import { pausedAt } from './paused.fixture.ts';
import { connect } from './wire.fixture.ts';

const options = { connect, tableName: 'locking_dynamodb_lease' };
const taken = { status: 'REFUSED', reason: 'SEAT_TAKEN', seatIds: ['A-1-01'] };
const confirmed = expect.objectContaining({ status: 'CONFIRMED' });

describe('Ada is paused until her lease is over, and Bob buys one of her seats: who has paused', () => {
  it.each(['looked', 'order written', 'seat 1 taken'])('at "%s" is told that it is taken', async step => {
    const outcome = await pausedAt(step, { ...options, bobBuys: true });
    expect(outcome).toEqual({ ada: taken, bob: confirmed, sold: 1, faults: [] });
  });

  it('at "seat 2 taken", before the decision, has lost them', async () => {
    const outcome = await pausedAt('seat 2 taken', { ...options, bobBuys: true });
    expect(outcome).toEqual({ ada: 'lost the lock', bob: confirmed, sold: 1, faults: [] });
  });

  it.each(['sold', 'money taken', 'tickets issued', 'confirmed'])(
    'at "%s", after the decision, has them: others finished it',
    async step => {
      const outcome = await pausedAt(step, { ...options, bobBuys: true });
      expect(outcome).toEqual({ ada: confirmed, bob: taken, sold: 2, faults: [] });
    },
  );
});

describe('Ada is paused until her lease is over, and nobody wants her seats: who has paused', () => {
  it.each(['order written', 'seat 1 taken'])('at "%s" cannot go on, starts over and gets them', async step => {
    const outcome = await pausedAt(step, { ...options, bobBuys: false });
    expect(outcome).toEqual({ ada: confirmed, sold: 2, faults: [] });
  });

  it('at "seat 2 taken" has lost them, and keeps none', async () => {
    const outcome = await pausedAt('seat 2 taken', { ...options, bobBuys: false });
    expect(outcome).toEqual({ ada: 'lost the lock', sold: 0, faults: [] });
  });
});
