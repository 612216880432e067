import { expect, it } from 'vitest';
import { fence, markdown } from './fixtures.ts';
import { readSteps } from './steps.ts';

it('takes the blocks in order, with the line of the command and the promise after it', () => {
  const readme = markdown('# A', fence('sh', '# first\necho hi'), 'prints', fence('text', 'hi'), fence('sh', 'true'));
  expect(readSteps(readme)).toMatchObject([
    {
      line: 4,
      title: 'echo hi',
      command: '# first\necho hi',
      promised: { text: 'hi', line: 11 },
      exit: 0,
      seconds: 90,
    },
    { line: 15, title: 'true', promised: undefined },
  ]);
});

it('sees blocks inside a list without their indentation, and none inside another block', () => {
  const readme = markdown(
    '1. Ask\n\n   ```sh\n   if true; then\n     echo hi\n   fi\n   ```',
    '````text\n```sh\nfalse\n```\n````',
  );
  expect(readSteps(readme)).toMatchObject([{ command: 'if true; then\n  echo hi\nfi', line: 4 }]);
});

it('gives a promise to no step beyond the next sh block or the next section', () => {
  const blocks = [fence('sh', 'one'), fence('sh', 'two'), '## API sketch', fence('json', '{}')];
  expect(readSteps(markdown(...blocks)).map(step => step.promised)).toEqual([undefined, undefined]);
});

it('reads the words after sh', () => {
  const blocks = [fence('sh background ready=5', './run.sh'), fence('sh exit=7 timeout=0.5', 'false')];
  expect(readSteps(markdown(...blocks))).toMatchObject([
    { background: true, seconds: 5, mistake: undefined },
    { background: false, seconds: 0.5, exit: 7, mistake: undefined },
  ]);
});

it('leaves out what is only for reading', () => {
  const blocks = [fence('sh no-run', 'rm -rf x'), fence('sh from=run.sh', 'x'), fence('bash no-run', 'x')];
  expect(readSteps(markdown(...blocks, fence('sh', 'true')))).toMatchObject([{ command: 'true' }]);
});

it.each([
  ['sh exti=7', 'unknown words after ```sh: exti=7'],
  ['sh exit=seven', 'unknown words after ```sh: exit=seven'],
  ['bash', 'a ```bash block does not run'],
])('a block marked %s is a mistake', (info, mistake) => {
  expect(readSteps(markdown(fence(info, 'true')))[0]?.mistake).toContain(mistake);
});

it.each([
  ['no block', '# A'],
  ['only one that is for reading', fence('sh no-run', 'true')],
])('a README with %s is a mistake', (_, text) => {
  expect(readSteps(text)).toMatchObject([{ mistake: expect.stringContaining('promises no step') }]);
});
