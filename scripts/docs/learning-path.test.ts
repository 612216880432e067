import { expect, it } from 'vitest';
import { markdown, repository } from './fixtures.ts';
import { checkLearningPath, learningPath } from './learning-path.ts';

const lesson = (name: string) => ({ [`ticketmaster/${name}/README.md`]: '', [`ticketmaster/${name}/run.sh`]: '' });
const index = (...path: string[]) => ({
  'ticketmaster/README.md': markdown(
    '## Subprojects',
    '[b](b/README.md)',
    '## Learning path',
    ...path,
    '## End',
    '[a](a/README.md)',
  ),
});
const a = '1. [first](a/README.md#why)';
const b = '2. [a family](tech-c/README.md): [then](tech-c/b/README.md)';
const files = (...path: string[]) =>
  repository({ ...lesson('a'), ...lesson('tech-c/b'), 'ticketmaster/tech-c/README.md': '', ...index(...path) });

it('is the order of the links to lessons under its heading; a family is no lesson', () => {
  expect(learningPath(files(a, b))).toEqual(['ticketmaster/a', 'ticketmaster/tech-c/b']);
  expect(learningPath(files(b, a))).toEqual(['ticketmaster/tech-c/b', 'ticketmaster/a']);
  expect(checkLearningPath(files(a, b))).toEqual([]);
});

it('finds a lesson that it leaves out, or meets twice', () => {
  const times = (home: string, count: number) => [
    {
      file: 'ticketmaster/README.md',
      line: 1,
      message: `the learning path links ${home}/README.md ${count} times, not once`,
    },
  ];
  expect(checkLearningPath(files(a))).toEqual(times('ticketmaster/tech-c/b', 0));
  expect(checkLearningPath(files(a, b, a))).toEqual(times('ticketmaster/a', 2));
});

it('asks nothing where there is no index', () => {
  expect(checkLearningPath(repository(lesson('a')))).toEqual([]);
});
