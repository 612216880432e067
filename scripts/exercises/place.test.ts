import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replaced } from './exercise.ts';
import { begin, begun, difference, placeOf, solve } from './place.ts';
import { small, smallPlaces } from './small.fixture.ts';

const inPlace = (places: ReturnType<typeof smallPlaces>, file: string) =>
  readFileSync(join(placeOf(places, small), file), 'utf8');

it('copies the lesson with its bug, and the lesson stays as it is', async () => {
  const places = smallPlaces();
  expect(begun(places, small)).toBe(false);
  await begin(places, small);
  expect(begun(places, small)).toBe(true);
  expect(inPlace(places, 'add.ts')).toContain('a - b');
  expect(readFileSync(join(places.repo, 'ticketmaster/adding/add.ts'), 'utf8')).toContain('a + b');
  expect(lstatSync(join(placeOf(places, small), 'node_modules')).isSymbolicLink()).toBe(true);
});

it('throws the former copy away when it begins anew', async () => {
  const places = smallPlaces();
  await begin(places, small);
  writeFileSync(join(placeOf(places, small), 'add.ts'), 'mine');
  await begin(places, small);
  expect(inPlace(places, 'add.ts')).toContain('a - b');
});

it.each([
  ['is not there any more', 'a * b'],
  ['is there twice', 'a'],
])('leaves no half of a copy where what it changes %s', async (_what, right) => {
  const places = smallPlaces();
  const stale = { ...small, changes: [{ file: 'add.ts', right, wrong: 'x' }] };
  await expect(begin(places, stale)).rejects.toThrow(/^small: add.ts has \d times what the exercise changes/);
  expect(readdirSync(places.home)).toEqual([]);
});

it('takes what it writes as it stands', () => {
  expect(replaced('x', 'y', 'a + b', 'a', "$& $1 $' `")).toBe("$& $1 $' ` + b");
});

it('shows the way from mine to the lab’s, and keeps mine when the solution is written', async () => {
  const places = smallPlaces();
  await begin(places, small);
  expect(difference(places, small)).toMatch(/-.*a - b;\n\+.*a \+ b;/);
  await solve(places, small);
  expect(difference(places, small)).toBe('');
  expect(inPlace(places, 'add.ts')).toContain('a + b');
  expect(inPlace(places, 'add.ts.mine')).toContain('a - b');
  expect(existsSync(join(places.repo, 'ticketmaster/adding/add.ts.mine'))).toBe(false);
});
