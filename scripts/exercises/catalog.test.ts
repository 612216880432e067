// Every exercise is red by its bug, and green by the lab's own way. Needs the servers of all lessons that have one.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalog } from './catalog.ts';
import { judge } from './check.ts';
import { begin, difference, type Places, solve } from './place.ts';

const repo = join(import.meta.dirname, '../..');
const places: Places = { repo, home: join(repo, 'exercises', `.test-${process.pid}`) };
beforeAll(() => void mkdirSync(places.home, { recursive: true }));
afterAll(() => rmSync(places.home, { recursive: true, force: true }));

it.each(catalog())('$name is red as its user says, and green as the lab does it', async exercise => {
  await begin(places, exercise);
  expect(difference(places, exercise)).toContain('+++ b/ticketmaster/');
  expect(await judge(places, exercise, process.env)).toMatchObject({
    is: 'red',
    because: expect.stringContaining(exercise.check.red),
  });
  await solve(places, exercise);
  expect(await judge(places, exercise, process.env)).toMatchObject({ is: 'green' });
});

it('has names, hints and an explanation for each, and two or more for each lesson', () => {
  const exercises = catalog();
  expect(new Set(exercises.map(({ name }) => name)).size).toBe(exercises.length);
  for (const { name, hints, symptom, title, why } of exercises) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(hints.length, `hints of ${name}`).toBeGreaterThan(1);
    for (const text of [symptom, title, why, ...hints]) expect(text.trim(), name).not.toBe('');
  }
});
