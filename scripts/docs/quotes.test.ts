import { expect, it } from 'vitest';
import { fence, markdown, repository } from './fixtures.ts';
import { checkQuotes } from './quotes.ts';

const source = [
  '/** A line. */',
  'export interface Line {',
  '  /** Promise. */',
  '  join(visitor: string): void;',
  '}',
  '',
  'export interface Liner {}',
  'const place = 1;',
  'export async function next(line: Line) {',
  '  return place;',
  '}',
].join('\n');

function check(info: string, ...lines: string[]) {
  const readme = markdown('# A', fence(info, lines.join('\n')));
  return checkQuotes(repository({ 'a/README.md': readme, 'a/b/line.ts': source, 'schema.sql': 'select 1;\n' }));
}

it.each([
  ['ts from=b/line.ts', ['  join(visitor: string): void;', '}', '', 'export interface Liner {}']],
  ['ts from=b/line.ts#Line', ['export interface Line {', '  /** Promise. */', '  join(visitor: string): void;', '}']],
  ['ts from=b/line.ts#next', ['export async function next(line: Line) {']],
  ['sql from=../schema.sql', ['select 1;']],
  ['ts', ['anything']],
])('%s may quote %j', (info, lines) => {
  expect(check(info, ...lines)).toEqual([]);
});

it.each([
  ['ts from=b/gone.ts', ['x'], 3, 'quotes a/b/gone.ts, which is not in the repository'],
  ['ts from=b/line.ts', ['x'], 4, 'quotes "x", but a/b/line.ts has no such line'],
  ['ts from=b/line.ts', ['join(visitor: string): void;'], 4, 'has no such line'],
  ['ts from=b/line.ts', [''], 3, 'quotes nothing of a/b/line.ts'],
  [
    'ts from=b/line.ts',
    ['}', '', 'export interface Line {'],
    6,
    'quotes "export interface Line {", but a/b/line.ts has "export interface Liner {}" at line 7',
  ],
  ['ts from=b/line.ts', ['}', '', '', 'x'], 6, 'quotes "", but a/b/line.ts has "export interface Liner {}" at line 7'],
  ['ts from=b/line.ts', ['  return place;', '}', '}'], 6, 'quotes "}", but a/b/line.ts has no line at line 12'],
  ['ts from=b/line.ts#Line', ['  join(visitor: string): void;'], 4, 'has "export interface Line {" at line 2'],
  [
    'ts from=b/line.ts#Line',
    ['export interface Line {', '  join(): void;'],
    5,
    'quotes "  join(): void;", but a/b/line.ts has "  /** Promise. */" at line 3',
  ],
  ['ts from=b/line.ts#place', ['const place = 1;'], 3, 'a/b/line.ts has no export named place'],
  ['ts from=b/line.ts#Lin', ['export interface Line {'], 3, 'has no export named Lin'],
])('%s may not quote %j', (info, lines, line, message) => {
  expect(check(info, ...lines)).toEqual([{ file: 'a/README.md', line, message: expect.stringContaining(message) }]);
});
