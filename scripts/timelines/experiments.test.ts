import { expect, it } from 'vitest';
import { fence, markdown } from '../docs/fixtures.ts';
import { experimentsIn } from './experiments.ts';

const sh = (text: string) => fence('sh', text);

it('finds an experiment for each heading of "Break it" that has something to run', () => {
  const readme = markdown(
    ...[
      '# A lesson',
      sh('./run.sh'),
      '## Break it',
      'In general.',
      '### Kill `it`, *twice*',
      'Prediction: it\nis [back](x.md).',
      'More.',
    ],
    ...[sh('kill -9 1'), '### Only told', 'No block.', '### Pause it', sh('kill -STOP 1'), '## After it', sh('true')],
  );
  const found = experimentsIn(readme);
  expect(found.map(({ title, slug, prediction }) => [title, slug, prediction])).toEqual([
    ['Kill it, twice', 'kill-it-twice', 'it is back.'],
    ['Pause it', 'pause-it', ''],
  ]);
  expect(found.map(({ steps }) => steps.map(({ command }) => command))).toEqual([['kill -9 1'], ['kill -STOP 1']]);
});

it('finds one for each paragraph that begins with bold words, where there is no heading, and none in a block', () => {
  const readme = markdown(
    '## Break it',
    '**Kill it.** Prediction: dead.',
    sh('**no\nkill -9 1'),
    '**Pause it.** Told.',
    sh('kill -STOP 1'),
  );
  expect(experimentsIn(readme).map(({ title, prediction, steps }) => [title, prediction, steps.length])).toEqual([
    ['Kill it', 'dead.', 1],
    ['Pause it', '', 1],
  ]);
});

it('finds none where nothing is broken', () => {
  expect(experimentsIn('# A lesson\n')).toEqual([]);
});
