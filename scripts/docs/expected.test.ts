import { describe, expect, it } from 'vitest';
import { firstDifference } from './expected.ts';

describe('without placeholders', () => {
  it.each([
    ['the same lines', 'a\nb', 'a\nb\n'],
    ['spaces, carriage returns and empty lines at the end', 'a\n\nb', 'a  \r\n\r\nb\r\n\n\n'],
    ['nothing, where nothing is promised', '', '\n'],
    ['what looks like a pattern', 'a.c [x] $1 (y)* \\d', 'a.c [x] $1 (y)* \\d'],
  ])('%s fits', (_, promised, printed) => {
    expect(firstDifference(promised, printed)).toBeUndefined();
  });

  it.each([
    ['another word', 'a\nb', 'a\nc', { line: 2, promised: 'b', came: 'c' }],
    ['a line too many', 'a', 'a\nb', { line: 2, promised: '(no more lines)', came: 'b' }],
    ['a line too few', 'a\nb', 'a', { line: 2, promised: 'b', came: '(no more lines)' }],
    ['other indentation', '  a', ' a', { line: 1, promised: '  a', came: ' a' }],
    ['a regular expression that is meant literally', 'a.c', 'abc', { line: 1, promised: 'a.c', came: 'abc' }],
    ['text around the promised line', 'a', 'xax', { line: 1, promised: 'a', came: 'xax' }],
    ['anything, where nothing is promised', '', 'a', { line: 1, promised: '(no more lines)', came: 'a' }],
  ])('%s differs', (_, promised, printed, difference) => {
    expect(firstDifference(promised, printed)).toEqual(difference);
  });
});

describe('placeholders', () => {
  const id = '0199f0a4-7c1e-7b3a-9d52-3f1c8e6a2b10';
  it.each([
    ['{"id":"<id>"}', `{"id":"${id}"}`],
    ['<id>', id.toUpperCase()],
    ['at <time>', 'at 2026-11-21T01:18:00Z'],
    ['at <time>', 'at 2026-11-21T01:18:00.123Z'],
    ['<number> of <number>', '3 of -4.25'],
    ['{"name":"<text>"}', '{"name":"ada & bob"}'],
    ['HTTP/1.1 … OK', 'HTTP/1.1 200 OK'],
    ['a…', 'a'],
    ['<unknown>', '<unknown>'],
  ])('%s fits %s', (promised, printed) => {
    expect(firstDifference(promised, printed)).toBeUndefined();
  });

  it.each([
    ['<id>', '0199f0a4'],
    ['<id>', `${id}0`],
    ['<time>', '2026-11-21 01:18:00'],
    ['<time>', '2026-11-21T01:18:00+01:00'],
    ['<number>', 'three'],
    ['<number>', '1.'],
    ['"<text>"', '""'],
    ['"<text>"', '"a","b"'],
    ['a…c', 'a\nc'],
    ['<unknown>', 'x'],
  ])('%s does not fit %s', (promised, printed) => {
    expect(firstDifference(promised, printed)).toMatchObject({ line: 1, promised });
  });
});

describe('a line that is only …', () => {
  it.each([
    ['…', ''],
    ['…', 'a\nb'],
    ['a\n…', 'a\nb\nc'],
    ['…\nc', 'a\nb\nc'],
    ['a\n  …\nc', 'a\nc'],
    ['a\n…\nb\n…\nc', 'a\nx\nb\ny\nb\nc'],
    ['…\na\nb\n…', 'a\na\nb'],
    ['…\na\na', 'a\na\na'],
  ])('in %j leaves room for %j', (promised, printed) => {
    expect(firstDifference(promised, printed)).toBeUndefined();
  });

  it.each([
    ['a\n…\nc', 'a\nc\nd', { line: 3, promised: 'c', came: 'd' }],
    ['a\n…\na', 'a', { line: 3, promised: 'a', came: '(no more lines)' }],
    ['…\na\nb\n…', 'x\na\nc', { line: 3, promised: 'b', came: 'c' }],
    ['…\nz\n…', 'x', { line: 2, promised: 'z', came: 'x' }],
    ['a\n…\nb\n…\nb', 'a\nb', { line: 5, promised: 'b', came: '(no more lines)' }],
  ])('in %j does not hide that %j differs', (promised, printed, difference) => {
    expect(firstDifference(promised, printed)).toEqual(difference);
  });
});
