import { expect, it } from 'vitest';
import { checkoutOf } from './checkout.ts';
import { scriptsCanBeRun, subprojectsAreComplete } from './required-files.ts';

const names = ['README.md', 'plan.md', 'run.sh', 'test.sh', 'package.json', 'requests.http', 'deep/line.test.ts'];
const complete = (home: string) => Object.fromEntries(names.map(name => [`${home}/${name}`, '']));
const house = {
  ...complete('ticketmaster/simple'),
  ...complete('ticketmaster/tech-a/kafka'),
  'ticketmaster/tech-a/README.md': '',
  'ticketmaster/tech-a/plan.md': '',
  'ticketmaster/tech-a/contract/line.ts': '',
  'ticketmaster/common/http.ts': '',
};

it('finds nothing missing in a complete house', () => {
  expect(subprojectsAreComplete(checkoutOf(house))).toEqual([]);
});

it.each(names.flatMap(name => [`ticketmaster/simple/${name}`, `ticketmaster/tech-a/kafka/${name}`]))(
  'misses %s',
  file => {
    const { [file]: _, ...rest } = house as Record<string, string>;
    const expected = file.endsWith('.test.ts') ? file.replace('/deep/line.test.ts', '') : file;
    expect(subprojectsAreComplete(checkoutOf({ ...rest, [file.replace(/[^/]+$/, 'some.ts')]: '' }))).toMatchObject([
      { file: expected },
    ]);
  },
);

it('misses the README of a family', () => {
  const { 'ticketmaster/tech-a/README.md': _, ...rest } = house;
  expect(subprojectsAreComplete(checkoutOf(rest))).toEqual([
    { file: 'ticketmaster/tech-a/README.md', message: 'is missing' },
  ]);
});

it('finds scripts that cannot be run or do not say what they do', () => {
  const file = 'ticketmaster/simple/run.sh';
  const sound = '#!/usr/bin/env bash\n# The server.\n';
  const findings = (text: string, executable = [file]) => scriptsCanBeRun(checkoutOf({ [file]: text }, executable));
  expect(findings(sound)).toEqual([]);
  expect(findings(sound, [])).toMatchObject([{ message: 'is not executable: chmod +x' }]);
  expect(findings('#!/bin/bash\n# The server.\n')).toMatchObject([{ line: 1 }]);
  expect(findings('#!/usr/bin/env bash\nexec node server.ts\n')).toMatchObject([{ line: 2 }]);
});
