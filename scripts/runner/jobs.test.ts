import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jobsOf, partsOf } from './jobs.ts';

const path = '/repo/room/test.sh';
const script = 'source lib.sh\nneed redis kafka kafka-2 # two\nunit --no-file-parallelism "$@"\nwalkthrough\n';
const parts = (manifest: object, text = script) => partsOf('room', path, text, JSON.stringify(manifest));

it('runs the tests and the README of a suite apart, and knows which heavy servers they need', () => {
  const heavy = ['kafka', 'kafka-2'];
  expect(parts({})).toEqual([
    { name: 'room', home: 'room', part: 'unit', heavy, alone: false, command: ['bash', path] },
    { name: 'room README', home: 'room', part: 'walkthrough', heavy, alone: false, command: ['bash', path] },
  ]);
  expect(parts({}, 'unit "$@"').map(({ name }) => name)).toEqual(['room']);
});

it('takes what must be alone out of the rest, as its package.json says', () => {
  const jobs = parts({ lab: { alone: ['load.test.ts', 'README.md'] } });
  expect(jobs.map(({ name, alone, command }) => [name, alone, ...command.slice(2)])).toEqual([
    ['room', false, '--exclude', '**/load.test.ts'],
    ['room alone', true, 'load.test.ts'],
    ['room README', true],
  ]);
});

it('lets tests of a folder run apart, as its package.json says; what must be alone stays alone', () => {
  const jobs = parts({ lab: { alone: ['chaos/load.test.ts'], apart: ['chaos'] } });
  expect(jobs.map(({ name, alone, command }) => [name, alone, ...command.slice(2)])).toEqual([
    ['room', false, '--exclude', '**/chaos/load.test.ts', '--exclude', '**/chaos/**'],
    ['room chaos', false, 'chaos/', '--exclude', '**/chaos/load.test.ts'],
    ['room alone', true, 'chaos/load.test.ts'],
    ['room README', false],
  ]);
});

it('finds every suite of this repo', () => {
  const names = jobsOf(join(import.meta.dirname, '../..')).map(({ name }) => name);
  for (const name of [
    'types',
    'lint',
    'promises',
    'scripts',
    'scripts/lab',
    'ticketmaster/common',
    'ticketmaster/simplest-implementation README',
  ])
    expect(names).toContain(name);
  expect(new Set(names).size).toBe(names.length);
});
