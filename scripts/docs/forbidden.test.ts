import { expect, it } from 'vitest';
import { repository } from './fixtures.ts';
import { checkForbidden } from './forbidden.ts';

/** Joined here, so that this file does not hold what it looks for. */
const bad = [
  ['external', '-cache', '/readme'],
  ['External', '-Cache', '/'],
  ['cd /ho', 'me/ada/lab'],
  ['"/Use', 'rs/ada.b/lab"'],
  ['C:\\Use', 'rs\\ada\\lab'],
  ['https://registry', '.npmjs', '.org/x'],
  ['repo.maven', '.apache', '.org'],
  ['repo1', '.maven', '.org'],
  ['http://deb', '.debian', '.org'],
  ['py', 'pi', '.org/simple'],
  ['files', '.pythonhosted', '.org'],
].map(parts => parts.join(''));

it.each(bad)('finds %s, and names its line', text => {
  expect(checkForbidden(repository({ 'a.md': 'fine', 'b.ts': `one\n${text}\n` }))).toMatchObject([
    { file: 'b.ts', line: 2 },
  ]);
});

it('finds a forbidden path', () => {
  const file = `${bad[0]}.md`;
  expect(checkForbidden(repository({ [file]: 'fine' }))).toMatchObject([{ file, line: 1 }]);
});

it.each([
  'external-cache',
  'GET /home',
  '~/lab',
  'shop.example/home/ada/',
  '/users/ada/',
  'https://www.npmjs.com/package/pg',
])('allows %s', text => {
  expect(checkForbidden(repository({ 'b.ts': text }))).toEqual([]);
});
