import { expect, it } from 'vitest';
import { history } from './history.ts';
import { lanesOf } from './lanes-of.ts';

type Kept = ReturnType<typeof history>;
const told = (kept: Kept) =>
  lanesOf(kept.moments, 'title', []).steps.map(({ lane, text }) => (lane ? `${lane}: ${text}` : text));

/** Asks, and answers at once. */
const quick = (kept: Kept, lane: string, verb: string, given: string[], answer = ['ok'], wrong?: string) =>
  kept.call(
    lane,
    verb,
    given,
    async () => {},
    () => ({ answer, wrong }),
  );

it('tells equal calls of one lane as one, with how many and from what to what', async () => {
  const kept = history(() => 0);
  for (let nth = 0; nth < 60; nth++) await quick(kept, 'gate 1', 'join', [`visitor-${nth}`]);
  for (let nth = 0; nth < 9; nth++) await quick(kept, 'gate 2', 'next', ['3'], ['nobody']);
  await quick(kept, 'gate 2', 'next', ['3'], ['ada', 'bob']);
  await quick(kept, 'gate 2', 'ack', ['ada', 'bob']);
  await quick(kept, 'gate 2', 'next', ['3'], ['nobody']);
  expect(told(kept)).toEqual([
    'gate 1: join(visitor-0 to visitor-59) ×60 → ok',
    'gate 2: next(3) ×9 → nobody',
    'gate 2: next(3) → ada, bob, acked',
    'gate 2: next(3) → nobody',
  ]);
});

it('tells an answer before what others did with the same, also when it was acked later', async () => {
  const kept = history(() => 0);
  await quick(kept, 'gate 1', 'next', ['1'], ['ada']);
  await quick(kept, 'gate 2', 'next', ['1'], ['ada'], 'gate 1 has ada');
  await quick(kept, 'gate 1', 'ack', ['ada']);
  expect(told(kept)).toEqual([
    'gate 1: next(1) → ada',
    'gate 2: next(1) → ada: gate 1 has ada',
    'gate 1: ack(ada) → ok',
  ]);
});

it('tells what came before a fault apart from what came after, and never hides what is wrong', async () => {
  const kept = history(() => 0);
  await quick(kept, 'gate 1', 'next', ['1'], ['nobody']);
  kept.fault('broker', 'killed');
  kept.fault('broker', 'restarted');
  for (let server = 0; server < 3; server++) kept.fault('broker', 'A deleted');
  for (const wrong of [undefined, 'gate 2 has ada', 'gate 2 has ada'])
    await quick(kept, 'gate 1', 'next', ['1'], ['ada'], wrong);
  expect(told(kept)).toEqual([
    'gate 1: next(1) → nobody',
    'broker: killed',
    'broker: restarted',
    'broker: A deleted',
    'gate 1: next(1) → ada',
    'gate 1: next(1) → ada: gate 2 has ada',
    'gate 1: next(1) → ada: gate 2 has ada',
  ]);
});

it('shows from when to when a call went where others came in between, and one that never ended', async () => {
  let time = 0;
  const kept = history(() => time);
  const slow = Promise.withResolvers<void>();
  const asked = kept.call(
    'client 1',
    'lock',
    ['A'],
    () => slow.promise,
    () => ({ answer: ['has it'] }),
  );
  await quick(kept, 'client 2', 'lock', ['B'], ['refused']);
  void kept.call('client 3', 'lock', ['B'], () => new Promise(() => {}));
  time = 2_500;
  slow.resolve();
  await asked;
  const { lanes, steps } = lanesOf(kept.moments, 'title', []);
  expect(lanes).toEqual(['client 1', 'client 2', 'client 3']);
  expect(steps).toMatchObject([
    { text: 'lock(A) …', s: 0 },
    { text: 'lock(B) → refused' },
    { lane: 'client 3', text: 'lock(B) …' },
    { text: 'lock(A) → has it', from: 0, s: 2.5 },
    { lane: 'client 3', text: 'lock(B) → no answer yet', from: 2 },
  ]);
});

it('leaves out the middle of what is long, says how much, and keeps faults and what is wrong', async () => {
  const kept = history(() => 0);
  for (let nth = 0; nth < 100; nth++) {
    if (nth === 50) kept.fault('broker', 'killed');
    await quick(
      kept,
      `gate ${(nth % 2) + 1}`,
      'next',
      ['1'],
      [`visitor-${nth}`],
      nth === 60 ? 'gate 1 has it' : undefined,
    );
  }
  const lines = told(kept);
  expect(lines.length).toBeLessThan(26);
  expect(lines.filter(line => line.startsWith('…'))).toEqual(['… 43 more …', '… 10 more …', '… 29 more …']);
  expect(lines).toEqual(expect.arrayContaining(['broker: killed', 'gate 1: next(1) → visitor-60: gate 1 has it']));
});

it('shows a single step rather than to say that one is left out', async () => {
  const kept = history(() => 0);
  for (let nth = 0; nth < 40; nth++)
    await quick(kept, 'gate 1', 'next', ['1'], [`visitor-${nth}`], nth === 8 ? 'gate 2 has it' : undefined);
  expect(told(kept)).toContain('gate 1: next(1) → visitor-7');
  expect(told(kept).filter(line => line.startsWith('…'))).toEqual(['… 21 more …']);
});

it('puts servers at the right, and does not show how the check tidied up', async () => {
  const kept = history(() => 0);
  kept.fault('broker', 'killed');
  await quick(kept, 'gate 1', 'close', []);
  await quick(kept, 'gate 2', 'next', ['1'], ['nobody']);
  await quick(kept, 'gate 2', 'close', []);
  const { lanes, steps } = lanesOf(kept.moments, 'title', []);
  expect(lanes).toEqual(['gate 1', 'gate 2', 'broker']);
  expect(steps.map(({ text }) => text)).toEqual(['killed', 'close → ok', 'next(1) → nobody']);
});
