import { expect, it } from 'vitest';
import { markdown, repository } from './fixtures.ts';
import { checkQuestions } from './questions.ts';

const answer =
  'Because the ledger decides who is admitted, once for each visitor, and a second copy of a place finds that out.';
const folded = (question: string, text = answer) => `<details><summary>${question}</summary>\n\n${text}\n\n</details>`;
const three = ['Who admits?', 'Why once,\nand not twice?', 'When?'].map(question => folded(question));

const check = (...questions: string[]) =>
  checkQuestions(
    repository({
      'lab/kafka/run.sh': '',
      'lab/kafka/README.md': markdown('# Kafka', '## What you learned', ...questions, '## Files', folded('More?')),
    }),
  ).map(({ message }) => message);

it('accepts three questions whose answers are folded; what other sections fold does not count', () => {
  expect(check('Answer first.', ...three)).toEqual([]);
});

it('finds a question too few, too many, or not folded', () => {
  const folds = (count: number) => [`folds ${count} answers: 3 are asked for`];
  expect(check(...three.slice(1))).toEqual(folds(2));
  expect(check(...three, folded('And now?'))).toEqual(folds(4));
  expect(check(...three.with(0, `Who admits?\n\n${answer}`))).toEqual(folds(2));
});

it('finds what is no question, and an answer that explains nothing', () => {
  expect(check(...three.with(0, folded('The gate.')))).toEqual(['"The gate." is no question']);
  expect(check(...three.with(2, folded('When?', 'Now.')))).toEqual(['answers "When?" in fewer than 20 words']);
});

it('asks only lessons, and leaves a missing section to the check of headings', () => {
  expect(check()).toEqual(['folds 0 answers: 3 are asked for']);
  expect(checkQuestions(repository({ 'lab/contract/README.md': '## What you learned\n' }))).toEqual([]);
  expect(checkQuestions(repository({ 'lab/a/README.md': '# A\n', 'lab/a/run.sh': '' }))).toEqual([]);
});
