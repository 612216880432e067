// A gate of a room in which nobody waits, and whom it tells that somebody was let in.
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@ticketmaster/testing/eventually';
import { describe, expect, it } from 'vitest';
import { gateWith } from './gate.fixture.ts';

describe('a gate', () => {
  it('where nobody waits sleeps, asks nobody anything, and looks again once somebody may have come', async () => {
    const { gate, room, calls, join } = await gateWith(1);
    room.busy = false;
    gate.start();
    await eventually(() => expect(gate.idle).toBe(true));
    const before = calls.length;
    await sleep(50); // fifty times `everyMs`
    expect(calls).toHaveLength(before);
    await join('ada');
    gate.attend();
    await eventually(() => expect(room.admitted).toEqual(['ada']));
    await eventually(() => expect(gate.idle).toBe(true));
  });

  it('does not fall asleep over somebody who came while it looked', async () => {
    const { gate, room, ledger, join } = await gateWith(1);
    room.busy = false;
    const works = ledger.admitBatch;
    const held = Promise.withResolvers<void>();
    ledger.admitBatch = async (...batch) => {
      const answer = await works(...batch);
      await held.promise;
      return answer;
    };
    gate.start();
    await join('ada');
    gate.attend();
    held.resolve();
    await eventually(() => expect(room.admitted).toEqual(['ada']));
  });

  it('tells that somebody was let in, once a batch, and not that nobody was', async () => {
    let told = 0;
    const { gate, join } = await gateWith(2, { onAdmitted: () => told++ });
    await gate.admitBatch();
    expect(told).toBe(0);
    await join('ada', 'bob');
    await gate.admitBatch();
    expect(told).toBe(1);
  });
});
