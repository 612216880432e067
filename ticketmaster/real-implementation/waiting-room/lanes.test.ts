import type { Handed, OpenLine, Place } from '@ticketmaster/waiting-room/line';
import { memoryLine } from '@ticketmaster/waiting-room/memory-line';
import { expect, it } from 'vitest';
import { lanes } from './lanes.ts';

/** A gate at a line with a slow lane, both in memory. `suspects` is who is suspected at this moment. */
async function gateAt(...visitors: string[]) {
  const suspects = new Set<string>();
  const aside: Place[] = [];
  const { openGate } = memoryLine();
  const openLine: OpenLine = async eventId => (await openGate(eventId)).line;
  const slow = {
    async setAside(_eventId: string, places: readonly Place[]) {
      aside.push(...places.filter(({ visitorId }) => !aside.some(one => one.visitorId === visitorId)));
      aside.sort((a, b) => a.number - b.number);
    },
    front: async (_eventId: string, max: number) => aside.slice(0, max),
  };
  const suspected = async (_eventId: string, all: readonly string[]) => new Set(all.filter(one => suspects.has(one)));
  let time = 0;
  const line = await lanes(openLine, { slow, suspected, now: () => time })('E1');
  for (const [i, visitorId] of visitors.entries())
    await line.join({ visitorId, number: i + 1, joinedAt: new Date(i).toISOString() });
  const names = (handed: Handed[]) => handed.map(({ place }) => place.visitorId);
  return {
    ...{ suspects, line, names },
    pass(ms: number): void {
      time += ms;
    },

    /** Lets in up to `max`, as the ledger does: whoever is in is not aside any more. */
    async letIn(max: number): Promise<string[]> {
      const handed = await line.next(max);
      await line.ack(handed);
      const who = names(handed);
      for (const one of who) aside.splice(0, aside.length, ...aside.filter(({ visitorId }) => visitorId !== one));
      return who;
    },
  };
}

const people = (count: number) => Array.from({ length: count }, (_, i) => `human ${i + 1}`);

it('is the line, where nobody is suspected', async () => {
  const { letIn } = await gateAt('ada', 'bob', 'cyd');
  expect(await letIn(2)).toEqual(['ada', 'bob']);
  expect(await letIn(2)).toEqual(['cyd']);
  expect(await letIn(2)).toEqual([]);
});

it('lets a suspect in behind those who joined later, and gives the slow lane all the room once nobody else has come for a while', async () => {
  const { letIn, suspects, pass } = await gateAt('bot', 'ada', 'bob');
  suspects.add('bot');
  expect(await letIn(1)).toEqual(['ada']);
  expect(await letIn(3)).toEqual(['bob']);
  pass(2_999);
  expect(await letIn(3)).toEqual([]);
  pass(1);
  expect(await letIn(3)).toEqual(['bot']);
});

it('lets one suspect in for each twenty others while these wait', async () => {
  const { letIn, suspects } = await gateAt('bot 1', 'bot 2', ...people(50));
  for (const bot of ['bot 1', 'bot 2']) suspects.add(bot);
  const order: string[] = [];
  for (let calls = 0; calls < 52; calls++) order.push(...(await letIn(1)));
  expect([order.indexOf('bot 1'), order.indexOf('bot 2')]).toEqual([21, 42]);
  expect(new Set(order).size).toBe(52);
});

it('lets in first who is suspected no more: they have waited the longest', async () => {
  const { letIn, suspects } = await gateAt('ada', ...people(5));
  suspects.add('ada');
  expect(await letIn(1)).toEqual(['human 1']);
  suspects.delete('ada');
  expect(await letIn(2)).toEqual(['ada', 'human 2']);
});

it('never hands out more than it was asked for, nor one twice at once', async () => {
  const { line, names, suspects, pass } = await gateAt('bot 1', 'bot 2', 'bot 3', 'ada');
  for (const bot of ['bot 1', 'bot 2', 'bot 3']) suspects.add(bot);
  expect(names(await line.next(2))).toEqual(['ada']);
  pass(3_000);
  expect(names(await line.next(2))).toEqual(['bot 1', 'bot 2']);
  expect(names(await line.next(2))).toEqual(['bot 1', 'bot 2']); // nobody let bot 1 in yet, and so it may be handed out again
});

it('goes through any number of suspects in the line, and loses none', async () => {
  const bots = Array.from({ length: 95 }, (_, i) => `bot ${i + 1}`);
  const { letIn, suspects, pass } = await gateAt(...bots, 'ada');
  for (const bot of bots) suspects.add(bot);
  const order = await letIn(10);
  pass(3_000);
  for (let calls = 0; calls < 10; calls++) order.push(...(await letIn(10)));
  expect(new Set(order).size).toBe(96);
  expect(order.filter(one => one !== 'ada')).toEqual(bots);
});
