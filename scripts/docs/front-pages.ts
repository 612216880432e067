/** What somebody who comes for the first time sees without scrolling much. */
import type { Files, Finding } from './files.ts';
import { INDEX } from './learning-path.ts';

const FRONT_PAGES = ['README.md', INDEX];

/** Lines of Markdown that count as the first screen. */
const FIRST_SCREEN = 32;

const shows: [what: string, pattern: RegExp][] = [
  ['a picture of the page', /!\[[^\]]+\]\([^)]+\.png\)/],
  ['a chart', /!\[[^\]]+\]\([^)]+\.svg\)/],
  ['the command npm start', /^npm start\b/m],
  ['the command npm test', /^npm test\b/m],
  ['the way in "I have 10 minutes"', /\*\*I have 10 minutes\*\*/],
  ['the way in "I am choosing a technology"', /\*\*I am choosing a technology\*\*.*#which-one/],
  ['the way in "I prepare a system-design interview"', /\*\*I prepare a system-design interview\*\*.*#alignment/],
];

export const checkFrontPages = (files: Files): Finding[] =>
  FRONT_PAGES.filter(file => files.has(file)).flatMap(file => {
    const screen = files.get(file)!.split('\n').slice(0, FIRST_SCREEN).join('\n');
    return shows
      .filter(([, pattern]) => !pattern.test(screen))
      .map(([what]) => ({ file, line: 1, message: `does not show ${what} in its first ${FIRST_SCREEN} lines` }));
  });
