import { expect, it } from 'vitest';
import { fence, markdown, repository } from './fixtures.ts';
import { checkTimelines } from './timelines.ts';

const experiment = [
  '## Break it',
  '### Kill it',
  'Prediction: it dies.',
  '![what happened](timelines/kill-it.svg)',
  fence('sh', 'kill -9 1'),
];
const check = (...blocks: string[]) =>
  checkTimelines(
    repository({ 'a/README.md': markdown(...blocks), 'a/run.sh': '', 'b/README.md': markdown(...blocks) }),
  );

it('accepts a lesson whose experiments are drawn, and asks nothing of who has none', () => {
  expect(check('# A', ...experiment)).toEqual([]);
  expect(check('# A')).toEqual([]);
});

it('misses the picture of an experiment, also where that of another is shown', () => {
  const message = expect.stringMatching(/^'Kill it' has no timeline: npm run timelines -- a$/);
  expect(check(...experiment.toSpliced(3, 1))).toMatchObject([{ file: 'a/README.md', message }]);
  expect(check(...experiment.toSpliced(3, 1, '![what happened](timelines/another.svg)'))).toMatchObject([{ message }]);
});
