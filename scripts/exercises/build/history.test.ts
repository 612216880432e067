import { expect, it } from 'vitest';
import { memoryLine } from '../../../ticketmaster/tech-waiting-room/contract/memory-line.ts';
import type { LineSetup } from '../../../ticketmaster/tech-waiting-room/contract/promises.ts';
import { history } from './history.ts';
import { recordedLine } from './recorded-line.ts';
import { recordedLock } from './recorded-lock.ts';

const place = (visitorId: string) => ({ visitorId, number: 1, joinedAt: new Date(0).toISOString() });

it('keeps who called what, with what, when, and what came', async () => {
  let time = 100;
  const kept = history(() => time);
  const slowly = async () => {
    time += 7;
    return 3;
  };
  await kept.call('gate 1', 'next', ['3'], slowly, answer => ({ answer: [`${answer}`] }));
  kept.fault('broker', 'killed');
  const away = async () => Promise.reject(new Error('away\nand more'));
  await expect(kept.call('gate 2', 'join', ['ada'], away)).rejects.toThrow('away');
  expect(kept.moments).toEqual([
    { ms: 0, lane: 'gate 1', is: 'began', call: 1, verb: 'next', given: ['3'] },
    { ms: 7, lane: 'gate 1', is: 'answered', call: 1, answer: ['3'] },
    { ms: 7, lane: 'broker', is: 'fault', what: 'killed' },
    { ms: 7, lane: 'gate 2', is: 'began', call: 2, verb: 'join', given: ['ada'] },
    { ms: 7, lane: 'gate 2', is: 'threw', call: 2, answer: ['away'] },
  ]);
});

it('ends at the first verb that is empty', async () => {
  const kept = history();
  const empty = async () => Promise.reject(new Error('your turn: next'));
  await kept.call('gate 1', 'next', [], empty).catch(() => {});
  await expect(kept.unfilled).rejects.toThrow('your turn: next');
});

async function twoGates(setup: LineSetup) {
  const kept = history(() => 0);
  const { openGate, restartBroker } = recordedLine(setup, kept);
  return { kept, one: await openGate('e'), other: await openGate('e'), restartBroker };
}

it('records a line: a lane for each gate and for the broker, and faults where they are made', async () => {
  const { kept, one, other, restartBroker } = await twoGates(memoryLine());
  await one.line.join(place('ada'));
  const handed = await one.line.next(1);
  await one.die();
  await restartBroker();
  expect(await other.line.next(1)).toMatchObject([{ place: handed[0]!.place }]);
  const told = kept.moments
    .slice(4)
    .map(one => (one.is === 'fault' ? one.what : one.is === 'began' ? one.verb : one.answer));
  expect(told).toEqual(['join', ['ok'], 'next', ['ada'], 'killed', 'killed', 'restarted', 'next', ['ada']]);
  expect(kept.moments.map(({ lane }) => lane).slice(-5)).toEqual(['gate 1', 'broker', 'broker', 'gate 2', 'gate 2']);
  expect(kept.moments.filter(one => 'wrong' in one)).toEqual([]); // who held it is dead
});

it('says of a place who has it already, or had acked it', async () => {
  const { openGate, ...rest } = memoryLine();
  const twice: LineSetup = {
    ...rest,
    async openGate(eventId) {
      const { line, die } = await openGate(eventId);
      return { die, line: { ...line, next: async () => [{ place: place('ada'), receipt: '1' }] } };
    },
  };
  const { kept, one, other } = await twoGates(twice);
  await one.line.next(1);
  await one.line.ack(await other.line.next(1));
  await other.line.next(1);
  const wrong = kept.moments.flatMap(one => (one.is === 'answered' && one.wrong ? [one.wrong] : []));
  expect(wrong).toEqual(['gate 1 has ada', 'gate 1 had acked ada']);
});

it('records a lock: a lane for each client that waits or has it, letters for keys, and who has it too', async () => {
  const kept = history(() => 0);
  const lock = { held: () => true, release: async () => {} };
  let refuse = false;
  const under = recordedLock({ voters: [], lock: async () => (refuse ? undefined : lock) }, kept);
  const options = { leaseMs: 1_500, holdMs: 1_500, waitMs: 0 };
  const first = await under.lock(options, ['lock_1f']);
  await under.lock(options, ['lock_2e', 'lock_1f']);
  await first!.release();
  refuse = true;
  await under.lock(options, ['lock_2e']);
  expect(first!.held()).toBe(true);
  expect(kept.moments).toMatchObject([
    { lane: 'client 1', verb: 'lock', given: ['A', 'lease 1.5 s', 'waits 0 s'] },
    { lane: 'client 1', answer: ['has it'] },
    { lane: 'client 2', given: ['B + A', 'lease 1.5 s', 'waits 0 s'] },
    { lane: 'client 2', answer: ['has it'], wrong: 'client 1 has it too' },
    { lane: 'client 1', verb: 'release', given: ['A'] },
    { lane: 'client 1', answer: ['ok'] },
    { lane: 'client 1', verb: 'lock', given: ['B', 'lease 1.5 s', 'waits 0 s'] },
    { lane: 'client 1', answer: ['refused'] },
    { lane: 'client 1', verb: 'held' },
    { lane: 'client 1', answer: ['true'] },
  ]);
});
