import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { isAlive } from '../../ticketmaster/testing/processes.ts';
import { MOST, type RunningLessons, runningLessons } from './running-lessons.ts';

const repo = mkdtempSync(join(tmpdir(), 'lessons-'));
let opened: RunningLessons;
afterEach(() => opened.close());
afterAll(() => rmSync(repo, { recursive: true }));

/** Lessons whose run.sh is this. */
function lessonsOf(...scripts: string[]) {
  const lessons = scripts.map((script, nth) => {
    mkdirSync(join(repo, `lesson-${nth}`), { recursive: true });
    writeFileSync(join(repo, `lesson-${nth}/run.sh`), script);
    return { id: `lesson-${nth}`, home: `lesson-${nth}`, title: '', port: 1, servers: [] };
  });
  opened = runningLessons(repo, { ...process.env, GREETING: 'hello' }, lessons);
  return opened;
}

const forEver = 'echo "$GREETING"; sleep 600 & echo "child $!"; echo "READY http://here"; wait';
const stateOf = (lessons: RunningLessons, nth: number) => lessons.rows()[nth]!;

it('runs a lesson until it is stopped, and all that it has started with it', async () => {
  const lessons = lessonsOf(forEver);
  expect(stateOf(lessons, 0)).toEqual({ id: 'lesson-0', state: 'not running' });
  lessons.run('lesson-0');
  await expect.poll(() => stateOf(lessons, 0)).toEqual({ id: 'lesson-0', state: 'running', url: 'http://here' });
  const { text } = lessons.log('lesson-0', 0);
  expect(text).toMatch(/^hello\n/);
  const child = Number(/child (\d+)/.exec(text)![1]);
  expect(isAlive(child)).toBe(true);
  expect(() => lessons.run('lesson-0')).toThrow('runs already');
  lessons.stop('lesson-0');
  expect(stateOf(lessons, 0).state).toBe('stopping');
  await expect.poll(() => stateOf(lessons, 0)).toEqual({ id: 'lesson-0', state: 'ended', code: 'SIGTERM' });
  expect(() => lessons.stop('lesson-0')).toThrow('does not run');
});

it('says how one ended by itself, and runs it again with a new log', async () => {
  const lessons = lessonsOf('echo "no database" >&2; exit 3');
  for (let time = 0; time < 2; time++) {
    lessons.run('lesson-0');
    await expect.poll(() => stateOf(lessons, 0)).toMatchObject({ state: 'ended', code: 3 });
    await expect.poll(() => lessons.log('lesson-0', 0).text).toBe('no database\n');
  }
});

it('runs so many at once, and refuses one more until another has ended', async () => {
  const lessons = lessonsOf(...Array.from({ length: MOST + 1 }, () => forEver));
  for (let nth = 0; nth < MOST; nth++) lessons.run(`lesson-${nth}`);
  expect(() => lessons.run(`lesson-${MOST}`)).toThrow(`${MOST} lessons run`);
  lessons.stop('lesson-0');
  await expect.poll(() => stateOf(lessons, 0).state).toBe('ended');
  lessons.run(`lesson-${MOST}`);
  await lessons.close();
  expect(lessons.rows().map(({ state }) => state)).toEqual(Array.from({ length: MOST + 1 }, () => 'ended'));
});

it('knows only lessons of the repo', () => {
  const lessons = lessonsOf();
  for (const order of ['run', 'stop'] as const)
    expect(() => lessons[order]('../x')).toThrow("there is no lesson '../x'");
  expect(() => lessons.log('x', 0)).toThrow("there is no lesson 'x'");
});
