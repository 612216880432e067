import { describe, expect, it } from 'vitest';
import { repository } from './fixtures.ts';
import { checkLinks } from './links.ts';

function check(link: string) {
  return checkLinks(
    repository({
      'README.md': '# Lab\n\n## Start here\n',
      'a/README.md': `# A\n\n## Why\n\n## Why\n\n[link](${link})\n`,
      'a/line.ts': 'one\ntwo\n',
      'a/my picture.png': '',
      'b/README.md': '# B\n',
      'c/plan.md': '# C\n',
    }),
  );
}

describe('leads somewhere:', () => {
  it.each([
    'line.ts',
    './line.ts',
    '../b',
    '../b/',
    '../README.md',
    '/b/README.md',
    '..',
    'my%20picture.png',
    '../README.md?plain=1#start-here',
    '../b#b',
    '#why',
    '#why-1',
    'line.ts#L2',
    'line.ts#L1-L2',
    'https://example.org/no/such/page',
    'mailto:ada@example.org',
  ])('%s', link => {
    expect(check(link)).toEqual([]);
  });
});

describe('leads nowhere:', () => {
  it.each([
    ['no-such.ts', 'a/no-such.ts is not in the repository'],
    ['Line.ts', 'a/Line.ts is not in the repository'],
    ['../../other/README.md', 'leaves the repository'],
    ['localhost:3600', 'a/localhost:3600 is not in the repository'],
    ['#who', 'no heading has the anchor #who'],
    ['#why-2', 'no heading has the anchor #why-2'],
    ['../README.md#start', 'no heading has the anchor #start'],
    ['../b#why', 'no heading has the anchor #why'],
    ['../c#c', 'c/README.md is not in the repository'],
    ['line.ts#L3', 'a/line.ts has only 2 lines'],
    ['line.ts#L1-L9', 'a/line.ts has only 2 lines'],
    ['line.ts#join', '#join names no line of a/line.ts'],
    ['%E0%A4%A', 'a/%E0%A4%A is not in the repository'],
  ])('%s', (link, message) => {
    const findings = check(link);
    expect(findings).toEqual([{ file: 'a/README.md', line: 7, message: expect.stringContaining(message) }]);
    expect(findings[0]?.message).toContain(link);
  });

  it('an image, a definition, a link in HTML, but nothing in code', () => {
    const text = '![i](i.png)\n\n[d]: d.md\n\n<img src="h.png">\n\n```md\n[code](c.md)\n```\n';
    expect(checkLinks(repository({ 'README.md': text })).map(({ line }) => line)).toEqual([1, 3, 5]);
  });
});
