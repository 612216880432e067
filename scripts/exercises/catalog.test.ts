// Every exercise is red by its bug, and green by the lab's own way. Needs the servers of all lessons that have one.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryFiles } from '../docs/files.ts';
import { lessonsIn } from '../docs/learning-path.ts';
import { catalog } from './catalog.ts';
import { type Judgement, judgeAll } from './check.ts';
import type { Exercise } from './exercise.ts';
import { begin, type Places, solve } from './place.ts';

const repo = join(import.meta.dirname, '../..');
const places: Places = { repo, home: join(repo, 'exercises', `.test-${process.pid}`) };
beforeAll(() => void mkdirSync(places.home, { recursive: true }));
afterAll(() => rmSync(places.home, { recursive: true, force: true }));

describe('red as its user says, and green as the lab does it', () => {
  let [red, green] = [new Map<string, Judgement>(), new Map<string, Judgement>()];
  beforeAll(async () => {
    for (const exercise of catalog()) await begin(places, exercise);
    red = await judgeAll(places, catalog(), process.env);
    for (const exercise of catalog()) await solve(places, exercise);
    green = await judgeAll(places, catalog(), process.env);
  }, 1_200_000);

  it.each(catalog())('$name', ({ name, check }) => {
    expect(red.get(name)).toMatchObject({ is: 'red', because: expect.stringContaining(check.red) });
    expect(green.get(name)).toMatchObject({ is: 'green' });
  });
});

it('has names, hints and an explanation for each', () => {
  const exercises = catalog();
  expect(new Set(exercises.map(({ name }) => name)).size).toBe(exercises.length);
  for (const { name, check, hints, symptom, title, why } of exercises) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const test of [check.test].flat())
      expect(test.length, `a short name runs tests of others: ${name}`).toBeGreaterThan(7);
    expect(hints.length, `hints of ${name}`).toBeGreaterThan(1);
    for (const text of [symptom, title, why, ...hints]) expect(text.trim(), name).not.toBe('');
  }
});

it('is named with its title by the README of its lesson, or of the family that shares the code; and these name no others', () => {
  const line = ({ name, title }: Exercise) => `- \`${name}\`: ${title}`;
  const named = repositoryFiles(repo)
    .entries()
    .filter(([file]) => file.endsWith('/README.md'))
    .flatMap(([file, text]) =>
      (text.split('`npm run exercise -- NAME`')[1] ?? '')
        .split('\n## ')[0]!
        .split('\n')
        .filter(line => line.startsWith('- '))
        .map(line => ({ file, line })),
    )
    .toArray();
  expect(named.map(({ line }) => line).toSorted()).toEqual(catalog().map(line).toSorted());
  for (const { file, line: told } of named) {
    const { folder } = catalog().find(exercise => line(exercise) === told)!;
    expect(`ticketmaster/${folder}/README.md`.startsWith(file.replace('README.md', '')), told).toBe(true);
  }
});

it('has two or more for each lesson, or its parts', () => {
  const folders = catalog().map(({ folder }) => folder);
  const lessons = lessonsIn(repositoryFiles(repo)).map(path => path.replace(/^ticketmaster\//, ''));
  expect(lessons.length).toBeGreaterThan(20);
  for (const lesson of lessons) {
    const own = folders.filter(folder => folder === lesson || folder.startsWith(`${lesson}/`));
    expect(own.length, lesson).toBeGreaterThan(1);
  }
});
