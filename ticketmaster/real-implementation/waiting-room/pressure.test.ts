import { memoryLine } from '@ticketmaster/waiting-room/memory-line';
import { expect, it } from 'vitest';
import { recent } from '../metrics/recent.ts';
import { relieved, slowness } from './pressure.ts';

it('lets nobody in while one of twenty holds is slow, and everybody again when that is over', async () => {
  let time = 0;
  const holds = recent({ now: () => time });
  const isSlow = slowness(holds.values);
  const { openGate } = memoryLine();
  const line = await relieved(async eventId => (await openGate(eventId)).line, isSlow)('E1');
  for (const [i, visitorId] of ['ada', 'bob', 'cyd'].entries())
    await line.join({ visitorId, number: i + 1, joinedAt: new Date(i).toISOString() });
  const letIn = async () => {
    const handed = await line.next(1);
    await line.ack(handed);
    return handed.map(({ place }) => place.visitorId);
  };
  holds.add(5_000); // one, of one: says nothing
  expect(await letIn()).toEqual(['ada']);
  for (let n = 0; n < 38; n++) holds.add(20);
  expect(await letIn()).toEqual(['bob']); // one of 39
  holds.add(1_001);
  holds.add(1_001); // three of 41
  expect(await letIn()).toEqual([]);
  time = 5_000;
  expect(await letIn()).toEqual(['cyd']);
});
