/** A lesson ends with three questions, each with its answer folded, so that the reader answers first. */
import type { Files, Finding } from './files.ts';
import { lessonsIn } from './learning-path.ts';
import { sectionAt } from './tables.ts';

const QUESTIONS = 3;

/** Words of an answer that says why, and not only what. */
const LEAST_WORDS = 20;

const FOLDED = /^<details><summary>(.+?)<\/summary>\n\n(.*?)\n\n<\/details>$/gms;

export function checkQuestions(files: Files): Finding[] {
  return lessonsIn(files).flatMap(home => {
    const file = `${home}/README.md`;
    const text = files.get(file)!;
    const section = sectionAt('what-you-learned', text);
    if (!section) return [];
    const body = text
      .split('\n')
      .slice(section.start, section.end - 1)
      .join('\n');
    const folded = [...body.matchAll(FOLDED)].map(([, question = '', answer = '']) => ({ question, answer }));
    const finding = (message: string) => ({ file, line: section.start, message });
    return [
      ...(folded.length === QUESTIONS ? [] : [finding(`folds ${folded.length} answers: ${QUESTIONS} are asked for`)]),
      ...folded
        .filter(({ question }) => !question.endsWith('?'))
        .map(({ question }) => finding(`"${question}" is no question`)),
      ...folded
        .filter(({ answer }) => answer.split(/\s+/).length < LEAST_WORDS)
        .map(({ question }) => finding(`answers "${question}" in fewer than ${LEAST_WORDS} words`)),
    ];
  });
}
