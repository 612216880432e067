import { expect, it } from 'vitest';
import { fence, markdown, repository } from './fixtures.ts';
import { checkFrontPages } from './front-pages.ts';

const parts = [
  '![the page](page.png)',
  '![a chart](chart.svg)',
  fence('sh', 'npm start'),
  fence('sh', 'npm test   # all'),
  '**I have 10 minutes**: go',
  '**I am choosing a technology**: [queue](line/README.md#which-one)',
  '**I prepare a system-design interview**: [rows](#alignment-with-hellointerview)',
];
const check = (...blocks: string[]) =>
  checkFrontPages(repository({ 'README.md': markdown(...blocks), 'a/README.md': '' }));

it('accepts a front page that shows all of it, and asks other pages for nothing', () => {
  expect(check(...parts)).toEqual([]);
});

it.each(parts.map((part, at) => [part, at] as const))('misses %j', (_part, at) => {
  expect(check(...parts.toSpliced(at, 1))).toEqual([
    { file: 'README.md', line: 1, message: expect.stringMatching(/^does not show .* in its first 32 lines$/) },
  ]);
});

it('finds that a page which begins with other things shows nothing', () => {
  expect(check(...Array.from({ length: 20 }, () => 'words'), ...parts)).toHaveLength(parts.length);
});

it('asks the index, too', () => {
  expect(checkFrontPages(repository({ 'ticketmaster/README.md': '' }))).toHaveLength(parts.length);
});
