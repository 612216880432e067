import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../ticketmaster/testing/eventually.ts';
import { judge, logOf } from './check.ts';
import type { Exercise } from './exercise.ts';
import { alike, list, next } from './list.ts';
import { begin, placeOf } from './place.ts';
import { keepProgress, readProgress } from './progress.ts';
import { hint, judged, type Sitting, showSolution, start, untilGreen } from './session.ts';
import { small, smallPlaces } from './small.fixture.ts';

function sitting(exercise: Exercise = small) {
  const places = smallPlaces();
  const interruption = new AbortController();
  onTestFinished(() => interruption.abort());
  const said: string[] = [];
  const at: Sitting = {
    ...{ places, exercise, environment: process.env, say: line => said.push(line) },
    ...{ now: () => new Date('2026-11-28T08:00:00Z'), interrupted: interruption.signal },
  };
  return { at, places, said: () => said.join('\n'), interrupt: () => interruption.abort() };
}

it('says what the user saw, turns red, and then green when the file is mended', async () => {
  const { at, places, said } = sitting();
  await start(at);
  expect(said()).toContain('A cashier');
  const green = untilGreen(at);
  await eventually(() => expect(said()).toContain('Save a file'));
  expect(said()).toContain(small.check.red);
  expect(said()).toMatch(/at exercises\/small\/add\.test\.ts:4, all of it: exercises\/small\.log/);
  expect(said()).not.toContain(small.why);
  const file = join(placeOf(places, small), 'add.ts');
  writeFileSync(file, 'export const add = (a: number, b: number) => a - b; // still\n');
  await eventually(() => expect(said().match(/✗ red/g)).toHaveLength(2)); // and while it is checked:
  writeFileSync(file, 'export const add = (a: number, b: number) => b + a;\n');
  expect(await green).toBe(true);
  expect(said()).toContain(small.why);
  expect(said()).toMatch(/-.*b \+ a;\n\+.*a \+ b;/);
  expect(readProgress(places.home).small).toMatchObject({
    tried: '2026-11-28T08:00:00.000Z',
    solved: expect.any(String),
  });
  await start(at);
  expect(said()).toContain('It was green on 2026-11-28.');
});

it('stops watching when it is interrupted', async () => {
  const { at, interrupt, said } = sitting();
  await begin(at.places, small);
  const watching = untilGreen(at);
  await eventually(() => expect(said()).toContain('Save a file'));
  interrupt();
  expect(await watching).toBe(false);
  await expect(judge(at.places, small, process.env, at.interrupted)).rejects.toThrow();
});

it('gives one hint after the other, and the last again', () => {
  const { at, said } = sitting();
  for (let asked = 0; asked < 3; asked++) hint(at);
  expect(said().match(/Hint . of 2: .*/g)).toEqual([
    'Hint 1 of 2: Look at add.ts.',
    'Hint 2 of 2: It is the sign.',
    'Hint 2 of 2: It is the sign.',
  ]);
});

it('shows the solution and writes it, which is green, and the list tells it from what was solved alone', async () => {
  const { at, places, said } = sitting();
  expect(await showSolution(at)).toEqual({ is: 'green', tests: 1 });
  expect(said()).toMatch(/\+.*a \+ b;/);
  const other = { ...small, name: 'other' };
  expect(list([small, other], [], readProgress(places.home))).toMatch(/≈ small .* {4}other.*1 of 2 solved/s);
  keepProgress(places.home, 'other', { tried: '1', solved: '2' });
  expect(list([small, other], [], readProgress(places.home))).toMatch(/✓ other/);
});

it('names the easiest that is not solved as the next, and where all are, that one may build', () => {
  const hard = { ...small, name: 'hard', level: 3 as const };
  expect(next([hard, small], {})).toContain('-- small');
  expect(next([hard, small], { small: { solved: '1' } })).toContain('-- hard');
  expect(next([small], { small: { solved: '1' } })).toContain('-- broker');
  expect(alike('silense-is-not', ['silence-is-not-a-no', 'no', 'a-lock'])).toEqual(['silence-is-not-a-no']);
});

it('gives no judgement where no test ran, or the copy cannot be loaded', async () => {
  const unknown = { ...small, check: { ...small.check, test: 'divides' } };
  const { at, places } = sitting(unknown);
  await start(at);
  expect(await judged(at)).toEqual({ is: 'unclear', because: `no test ran: see ${logOf(places, small)}` });
  writeFileSync(join(placeOf(places, small), 'add.ts'), 'export const add = (;\n');
  const unclear = await judge(places, small, process.env);
  expect(unclear).toMatchObject({ is: 'unclear', because: expect.stringContaining('PARSE_ERROR') });
  expect(JSON.stringify(unclear)).not.toContain('\\u001b'); // no colours
});

it('takes what is no progress for none', () => {
  const places = smallPlaces();
  expect(readProgress(places.home)).toEqual({});
  keepProgress(places.home, 'small', { tried: '1' });
  keepProgress(places.home, 'small', { tried: '2', solved: '3' });
  expect(readProgress(places.home)).toEqual({ small: { tried: '1', solved: '3' } });
  writeFileSync(join(places.home, 'progress.json'), '[');
  expect(readProgress(places.home)).toEqual({});
});
